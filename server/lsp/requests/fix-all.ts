/** All safe fixes of a document as one edit. */
import type { WorkspaceEdit } from 'vscode-languageserver/node';
import { fixAll, fixAllOfDocument } from '../../core/lint/fix-all.ts';
import type { ForeignEdit } from '../../core/lint/places.ts';
import { likeBefore } from '../../node/files/index.ts';
import { lineEdits } from '../convert/line-edits.ts';
import { mayApply, workspaceEdit } from '../convert/workspace-edit.ts';
import { foundIn, type FoundDocument } from '../document-findings.ts';
import type { Session } from '../session.ts';

export async function fixAllOfFile(session: Session, uri: string): Promise<WorkspaceEdit | null> {
  const place = await foundIn(session, uri);
  return place && fixAllEdit(place, { withOtherFiles: true });
}

export interface FixAllWish {
  readonly only?: readonly string[];
  /** Absent: a fix that changes other files is left out, since nobody sees them change when a file is saved. */
  readonly withOtherFiles?: boolean;
}

/** As the lines that change; null where none does. */
export function fixAllEdit(
  { session, document, found: { kind, context } }: FoundDocument,
  { only, withOtherFiles = false }: FixAllWish = {},
): WorkspaceEdit | null {
  const mayEdit = (edit: ForeignEdit): boolean =>
    withOtherFiles && mayApply(session, document, edit);
  const text = document.getText();
  const given = { ...context, mayEdit, ...(only === undefined ? {} : { only }) };
  const fixed = kind === 'dockerfile' ? fixAll(text, given) : fixAllOfDocument(kind, text, given);
  // Fixes that undo each other are a bug of a rule, and no text of theirs is good.
  if (!fixed.isSettled) return null;
  const own = lineEdits(text, likeBefore(text, fixed.text));
  const edits = [...own, ...fixed.others];
  return edits.length === 0 ? null : workspaceEdit(session, document, edits);
}
