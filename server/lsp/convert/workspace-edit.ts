/** The edits of a fix as an edit of the workspace: of one document, of several, or with files that are new. */
import type { TextEdit as LspTextEdit, WorkspaceEdit } from 'vscode-languageserver/node';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import {
  foreignEdits,
  isNewFile,
  ownEdits,
  type ForeignEdit,
  type RuleEdit,
} from '../../core/lint/places.ts';
import type { TextEdit } from '../../core/text/edits.ts';
import { likeBefore } from '../../node/files/index.ts';
import { mayBeEdited } from '../../node/linting/index.ts';
import type { Session } from '../session.ts';
import { lineIndex, rangeOf } from './positions.ts';
import { pathOfUri, uriOfPath } from './uris.ts';

/** Null where the client cannot apply it, or a file of it must not be changed. */
export function workspaceEdit(
  session: Session,
  document: TextDocument,
  edits: readonly RuleEdit[],
): WorkspaceEdit | null {
  const own = lspEdits(document.getText(), ownEdits(edits));
  const others = foreignEdits(edits);
  if (others.length === 0) return { changes: { [document.uri]: own } };
  const { client, project } = session;
  if (!others.every((edit) => mayApply(session, document, edit))) return null;
  const made = others.filter(isNewFile);
  const changes = new Map<string, LspTextEdit[]>(own.length > 0 ? [[document.uri, own]] : []);
  for (const { file, create } of made)
    changes.set(uriOfPath(file), [{ range: START, newText: create }]);
  for (const edit of others)
    if (!isNewFile(edit)) {
      const uri = uriOfOpen(session, edit.file);
      const text = project.text(edit.file) ?? '';
      changes.set(uri, [...(changes.get(uri) ?? []), ...lspEdits(text, [edit])]);
    }
  if (!client.editsDocuments) return { changes: Object.fromEntries(changes) };
  return {
    documentChanges: [
      ...made.map(({ file }) => ({ kind: 'create' as const, uri: uriOfPath(file) })),
      ...[...changes].map(([uri, textEdits]) => {
        const version = session.documents.get(uri)?.version ?? null;
        return { textDocument: { uri, version }, edits: textEdits };
      }),
    ],
  };
}

/** Whether an edit of another file can be offered for what was found in this document. */
export function mayApply(session: Session, document: TextDocument, edit: ForeignEdit): boolean {
  const { client, project } = session;
  const owner = pathOfUri(document.uri);
  const isAble = !isNewFile(edit) || (client.editsDocuments && client.makesFiles);
  return isAble && owner !== null && mayBeEdited(edit, owner, project);
}

const START = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };

/** As the client wrote the URI of an open document. */
export function uriOfOpen({ openFiles }: Session, file: string): string {
  return openFiles.get(file)?.uri ?? uriOfPath(file);
}

/** New lines end as the others of the file do: not every client sees to that. */
function lspEdits(text: string, edits: readonly TextEdit[]): LspTextEdit[] {
  const index = lineIndex(text);
  return edits.map(({ span, newText }) => ({
    range: rangeOf(index, span),
    newText: likeBefore(text, newText),
  }));
}
