/**
 * The lines that pip looks at: physical lines joined where one ends with a backslash, comments taken away, blank ones
 * left out. Each remembers where its pieces stand in the file.
 */
import { lineIndex, positionAt } from '../../text/lines.ts';
import { sliceMapped, type MappedPiece, type MappedText } from '../../text/mapped-text.ts';
import { isSpace, splitLines, stripRange, type Range } from './characters.ts';

export interface LogicalLine {
  /** Never empty, no white space at its ends. */
  readonly mapped: MappedText;
  /** Where its first physical line stands in an editor, from 1. */
  readonly line: number;
}

export function logicalLines(text: string): readonly LogicalLine[] {
  const index = lineIndex(text);
  const lines: LogicalLine[] = [];
  for (const joined of joinLines(text)) {
    const mapped = withoutComment(joined.mapped);
    if (mapped !== null) lines.push({ mapped, line: positionAt(index, joined.start).line });
  }
  return lines;
}

interface Joined {
  readonly mapped: MappedText;
  readonly start: number;
}

/** A line of comment never continues, and ends what goes on before it. */
function* joinLines(text: string): Generator<Joined> {
  let open: Joiner | null = null;
  for (const range of splitLines(text, text.startsWith('\uFEFF') ? 1 : 0)) {
    const comment = isComment(text, range);
    const joiner: Joiner = open ?? { start: range.start, parts: [], pieces: [], length: 0 };
    if (comment || !text.slice(range.start, range.end).endsWith('\\')) {
      if (comment) append(joiner, ' ', range.start);
      append(joiner, text.slice(range.start, range.end), range.start);
      open = null;
      yield close(joiner);
    } else {
      const inner = withoutBackslashes(text, range);
      append(joiner, text.slice(inner.start, inner.end), inner.start);
      open = joiner;
    }
  }
  if (open !== null) yield close(open);
}

interface Joiner {
  readonly start: number;
  readonly parts: string[];
  readonly pieces: MappedPiece[];
  length: number;
}

function append(joiner: Joiner, part: string, source: number): void {
  if (part === '') return;
  joiner.parts.push(part);
  joiner.pieces.push({ at: joiner.length, source });
  joiner.length += part.length;
}

function close(joiner: Joiner): Joined {
  return { start: joiner.start, mapped: { text: joiner.parts.join(''), pieces: joiner.pieces } };
}

function isComment(text: string, range: Range): boolean {
  const { start, end } = stripRange(text, range);
  return start < end && text[start] === '#';
}

/** pip takes away all backslashes at both ends, not only the last one. */
function withoutBackslashes(text: string, range: Range): Range {
  let { start, end } = range;
  while (start < end && text[start] === '\\') start++;
  while (end > start && text[end - 1] === '\\') end--;
  return { start, end };
}

/** A `#` begins a comment at the front or behind white space. Null where nothing is left. */
function withoutComment(mapped: MappedText): MappedText | null {
  const { text } = mapped;
  let end = 0;
  while (end < text.length && !(text[end] === '#' && (end === 0 || isSpace(text[end - 1])))) end++;
  const range = stripRange(text, { start: 0, end });
  return range.start === range.end ? null : sliceMapped(mapped, range.start, range.end);
}
