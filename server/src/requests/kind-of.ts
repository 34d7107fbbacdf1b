/** Whether a document is a Dockerfile: as the editor has it, else by its name. */
import path from 'node:path';
import { isDockerfileName } from '../../node/files/index.ts';
import { pathOfUri } from '../convert/uris.ts';
import type { Session } from '../session.ts';

export function isDockerfileDocument(session: Session, uri: string): boolean {
  const open = session.documents.get(uri);
  if (open) return open.languageId === 'dockerfile';
  const file = pathOfUri(uri);
  return file !== null && isDockerfileName(path.basename(file));
}
