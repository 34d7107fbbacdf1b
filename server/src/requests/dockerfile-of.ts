/** The Dockerfile that a request means: the file itself, or the nearest one that installs a requirements file. */
import { pathOfUri } from '../convert/uris.ts';
import { contextOf, type Session } from '../session.ts';
import { isDockerfile } from './kind-of.ts';

export async function dockerfileOf(session: Session, uri: string): Promise<string | null> {
  const file = pathOfUri(uri);
  if (file === null) return null;
  if (await isDockerfile(session, uri)) return file;
  const users = await session.index.installing(file, (dockerfile) =>
    contextOf(session, dockerfile),
  );
  return users[0] ?? null;
}
