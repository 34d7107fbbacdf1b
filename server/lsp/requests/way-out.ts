/** A way out of a failed build as an edit of the files as they are now, unsaved text included. */
import path from 'node:path';
import type { TextEdit, WorkspaceEdit } from 'vscode-languageserver/node';
import { placeOf } from '../../node/forecasting/index.ts';
import type { FixEdit } from '../../protocol/shapes.ts';
import type { WayOutParams } from '../../protocol/requests.ts';
import { uriOfPath } from '../convert/uris.ts';
import { baseFolder, overlay, type Session } from '../session.ts';
import { subjectOf } from './subject-of.ts';

/** Null where the files changed so that it does not fit any more. */
export async function wayOutEdit(
  session: Session,
  { uri, invocation: named, record, wayOut }: WayOutParams,
): Promise<WorkspaceEdit | null> {
  const subject = await subjectOf(session, uri, named);
  if (subject === null) return null;
  const { dockerfile, invocation } = subject;
  const answer = await session.workbench.timings(
    { place: placeOf(invocation), invocation },
    record,
  );
  if (answer.record === null) return null;
  const base = baseFolder(session, dockerfile);
  const question = { record: answer.record, base, overlay: overlay(session) };
  const failure = await session.workbench.failure(question);
  const action = failure?.waysOut.find(({ id }) => id === wayOut)?.action;
  if (action?.kind !== 'edit') return null;
  const changes: Record<string, TextEdit[]> = {};
  for (const edit of action.edits) {
    const key = uriOfPath(path.resolve(base, edit.file));
    (changes[key] ??= []).push(lspEdit(edit));
  }
  return { changes };
}

/** Reports count lines and columns from 1. */
function lspEdit({ range: { start, end }, newText }: FixEdit): TextEdit {
  return {
    range: {
      start: { line: start.line - 1, character: start.column - 1 },
      end: { line: end.line - 1, character: end.column - 1 },
    },
    newText,
  };
}
