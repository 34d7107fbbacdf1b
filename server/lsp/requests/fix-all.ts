/** All safe fixes of a Dockerfile as one edit. */
import type { WorkspaceEdit } from 'vscode-languageserver/node';
import { pathOfUri } from '../convert/uris.ts';
import { ruleContext } from '../rule-context.ts';
import type { Session } from '../session.ts';
import { fixAllEdits } from './code-action.ts';
import { kindOfDocument } from './kind-of.ts';

export async function fixAllOfFile(session: Session, uri: string): Promise<WorkspaceEdit | null> {
  const context = await ruleContext(session, pathOfUri(uri));
  const document = session.documents.get(uri);
  if (!document || kindOfDocument(document) !== 'dockerfile') return null;
  const edits = fixAllEdits({ document, context });
  return edits.length === 0 ? null : { changes: { [uri]: [...edits] } };
}
