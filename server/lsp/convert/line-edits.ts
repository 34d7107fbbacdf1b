/** Two texts as the edits that lead from one to the other, line by line: what stays is not touched. */
import { diffLines } from 'diff';
import type { TextEdit } from '../../core/text/edits.ts';

export function lineEdits(before: string, after: string): readonly TextEdit[] {
  const edits: TextEdit[] = [];
  let at = 0;
  let open: { readonly start: number; newText: string } | null = null;
  for (const { value, added, removed } of diffLines(before, after)) {
    if (!added && !removed) {
      if (open) edits.push({ span: { start: open.start, end: at }, newText: open.newText });
      open = null;
      at += value.length;
      continue;
    }
    open ??= { start: at, newText: '' };
    if (added) open.newText += value;
    else at += value.length;
  }
  if (open) edits.push({ span: { start: open.start, end: at }, newText: open.newText });
  return edits;
}
