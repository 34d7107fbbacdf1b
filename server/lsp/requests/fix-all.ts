/** All safe fixes of a document as one edit. */
import type { WorkspaceEdit } from 'vscode-languageserver/node';
import { fixAll, fixAllOfDocument } from '../../core/lint/fix-all.ts';
import type { ForeignEdit } from '../../core/lint/places.ts';
import { likeBefore } from '../../node/files/index.ts';
import { brokenConfigs, hasBrokenConfig, type RunProblem } from '../../node/linting/index.ts';
import type { FixAllAnswer } from '../../protocol/requests.ts';
import { lineEdits } from '../convert/line-edits.ts';
import { pathOfUri } from '../convert/uris.ts';
import { mayApply, workspaceEdit } from '../convert/workspace-edit.ts';
import { foundIn, type FoundDocument } from '../document-findings.ts';
import { baseFolder, type Session } from '../session.ts';

export interface FixAllOfFile extends FixAllAnswer {
  readonly edit: WorkspaceEdit | null;
}

export const NO_FIXES: FixAllOfFile = { edit: null, problem: null };

export async function fixAllOfFile(session: Session, uri: string): Promise<FixAllOfFile> {
  const place = await foundIn(session, uri);
  if (place === null) return NO_FIXES;
  const [broken] = brokenConfigsOf(place);
  if (broken !== undefined) return { edit: null, problem: broken.message };
  return { edit: fixAllEdit(place, { withOtherFiles: true }), problem: null };
}

/** A file may be excluded by what cannot be read: as `fix` does, nobody changes all of it who did not see each change. */
export function hasFixAll(place: FoundDocument): boolean {
  return brokenConfigsOf(place).length === 0;
}

function brokenConfigsOf({ session, document }: FoundDocument): readonly RunProblem[] {
  const file = pathOfUri(document.uri);
  return file === null ? [] : brokenConfigs(session.project, [file], baseFolder(session, file));
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
    withOtherFiles &&
    mayApply(session, document, edit) &&
    !hasBrokenConfig(session.project, edit.file);
  const text = document.getText();
  const given = { ...context, mayEdit, ...(only === undefined ? {} : { only }) };
  const fixed = kind === 'dockerfile' ? fixAll(text, given) : fixAllOfDocument(kind, text, given);
  // Fixes that undo each other are a bug of a rule, and no text of theirs is good.
  if (!fixed.isSettled) return null;
  const own = lineEdits(text, likeBefore(text, fixed.text));
  const edits = [...own, ...fixed.others];
  return edits.length === 0 ? null : workspaceEdit(session, document, edits);
}
