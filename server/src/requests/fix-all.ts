/** All safe fixes of a Dockerfile as one edit. */
import type { WorkspaceEdit } from 'vscode-languageserver/node';
import type { Session } from '../session.ts';
import { fixAllEdits } from './code-action.ts';
import { kindOfDocument } from './kind-of.ts';

export function fixAllOfFile(session: Session, uri: string): WorkspaceEdit | null {
  const document = session.documents.get(uri);
  if (!document || kindOfDocument(document) !== 'dockerfile') return null;
  const edits = fixAllEdits(session, document);
  return edits.length === 0 ? null : { changes: { [uri]: [...edits] } };
}
