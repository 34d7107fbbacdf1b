/**
 * Lines and columns of a text, counted from 1 (columns in UTF-16 units). Line ends are LF, CRLF and CR, as an editor
 * counts them.
 */
import type { Span } from './span.ts';

export interface LineIndex {
  readonly text: string;
  /** Offset of the first unit of each line. */
  readonly starts: readonly number[];
}

export interface LinePosition {
  readonly line: number;
  readonly column: number;
}

export function lineIndex(text: string): LineIndex {
  const starts = [0];
  for (let offset = 0; offset < text.length; offset++) {
    const unit = text.charCodeAt(offset);
    if (unit === 13 && text.charCodeAt(offset + 1) === 10) continue;
    if (unit === 10 || unit === 13) starts.push(offset + 1);
  }
  return { text, starts };
}

export function positionAt(index: LineIndex, offset: number): LinePosition {
  const bounded = Math.max(0, Math.min(offset, index.text.length));
  let low = 0;
  let high = index.starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((index.starts[middle] ?? 0) <= bounded) low = middle;
    else high = middle - 1;
  }
  return { line: low + 1, column: bounded - (index.starts[low] ?? 0) + 1 };
}

/** The offset of a position; a line or column outside the text is moved to its nearest end. */
export function offsetAt(index: LineIndex, position: LinePosition): number {
  const start = index.starts[Math.max(0, position.line - 1)] ?? index.text.length;
  const end = index.starts[position.line] ?? index.text.length;
  return Math.max(start, Math.min(start + position.column - 1, end));
}

export interface LineRange {
  readonly start: LinePosition;
  readonly end: LinePosition;
}

export function rangeOfSpan(index: LineIndex, span: Span): LineRange {
  return { start: positionAt(index, span.start), end: positionAt(index, span.end) };
}
