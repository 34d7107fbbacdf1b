/** The Dockerfile that a request means: the file itself, or the nearest one that installs a requirements file. */
import { isDockerfileName } from '../../node/files/index.ts';
import { pathOfUri } from '../convert/uris.ts';
import { contextOf, type Session } from '../session.ts';
import path from 'node:path';

export async function dockerfileOf(session: Session, uri: string): Promise<string | null> {
  const file = pathOfUri(uri);
  if (file === null) return null;
  if (
    session.documents.get(uri)?.languageId === 'dockerfile' ||
    isDockerfileName(path.basename(file))
  ) {
    return file;
  }
  const users = await session.index.installing(file, (dockerfile) =>
    contextOf(session, dockerfile),
  );
  return users[0] ?? null;
}
