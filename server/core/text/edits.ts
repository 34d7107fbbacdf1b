/** Changes of a text: replace a span by other text. */
import { spansOverlap, type Span } from './span.ts';

export interface TextEdit {
  readonly span: Span;
  readonly newText: string;
}

/** Applies edits that do not overlap; edits at one place apply in the order given. */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  const ordered = [...edits].sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
  let result = '';
  let done = 0;
  for (const edit of ordered) {
    result += text.slice(done, edit.span.start) + edit.newText;
    done = Math.max(done, edit.span.end);
  }
  return result + text.slice(done);
}

/** Whether two sets of edits would touch the same place, so that only one of them can be applied at a time. */
export function editsConflict(a: readonly TextEdit[], b: readonly TextEdit[]): boolean {
  return a.some((one) =>
    b.some(
      (other) =>
        spansOverlap(one.span, other.span) ||
        (one.span.start === other.span.start && one.span.end === other.span.end),
    ),
  );
}
