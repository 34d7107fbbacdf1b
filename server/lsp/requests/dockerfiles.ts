/** The Dockerfiles of the workspace. */
import { uriOfPath } from '../convert/uris.ts';
import type { Session } from '../session.ts';

export async function dockerfileUris(session: Session): Promise<readonly string[]> {
  return (await session.project.dockerfiles()).map(uriOfPath);
}
