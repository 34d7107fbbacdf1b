/**
 * Physical lines joined to the line of one instruction: continuations are put together without a separator, comment
 * lines and blank lines between them are left out.
 */
import type { MappedPiece, MappedText } from '../../text/mapped-text.ts';
import type { Problem, Span } from '../../text/span.ts';
import {
  commentStart,
  isLineTooLong,
  readLine,
  type LineReader,
  type PhysicalLine,
} from './physical-lines.ts';
import { errorAt, warningAt } from './problems.ts';
import { skipSpace } from './white-space.ts';

export interface LogicalLine {
  /** Not trimmed at its end. */
  readonly text: MappedText;
  readonly first: PhysicalLine;
  /** The last line that was read for it, which may be a comment or a blank line behind a continuation. */
  readonly last: PhysicalLine;
}

interface LineCollector {
  readonly comments: Span[];
  readonly problems: Problem[];
}

/** Reads the instruction that begins at `first`; null for a blank line or a comment. */
export function readLogicalLine(
  reader: LineReader,
  first: PhysicalLine,
  escape: string,
  collected: LineCollector,
): LogicalLine | null {
  const { text } = reader;
  reportLongLine(text, first, collected);
  const start = skipSpace(text, first.start, first.end);
  const comment = commentStart(text, first);
  if (comment >= 0) {
    collected.comments.push({ start: comment, end: first.end });
    return null;
  }
  const parts: string[] = [];
  const pieces: MappedPiece[] = [];
  let length = 0;
  const append = (from: number, to: number): void => {
    if (from < to || pieces.length === 0) pieces.push({ at: length, source: from });
    parts.push(text.slice(from, to));
    length += to - from;
  };
  let escapeAt = continuationEscape(text, start, first.end, escape);
  if (escapeAt < 0 && start === first.end) return null;
  append(start, escapeAt < 0 ? first.end : escapeAt);
  let last = first;
  let blank: PhysicalLine | null = null;
  while (escapeAt >= 0) {
    const line = readLine(reader);
    if (line === null) break;
    last = line;
    reportLongLine(text, line, collected);
    const inside = commentStart(text, line);
    if (inside >= 0) {
      collected.comments.push({ start: inside, end: line.end });
    } else if (skipSpace(text, line.start, line.end) === line.end) {
      blank ??= line;
    } else {
      escapeAt = continuationEscape(text, line.start, line.end, escape);
      append(line.start, escapeAt < 0 ? line.end : escapeAt);
    }
  }
  if (blank !== null) collected.problems.push(blankLineProblem(blank, escape));
  return { text: { text: parts.join(''), pieces: withoutEmpty(pieces, length) }, first, last };
}

/** A first piece without text would share its place with the next one. */
function withoutEmpty(pieces: readonly MappedPiece[], length: number): readonly MappedPiece[] {
  if (length === 0) return pieces.slice(0, 1);
  return pieces.filter((piece, index) => piece.at !== pieces[index + 1]?.at);
}

/**
 * The place of the escape character that continues the line, or -1: the last character but for blanks, and not itself
 * escaped by one before it (`\\` continues nothing).
 */
function continuationEscape(text: string, start: number, end: number, escape: string): number {
  let at = end - 1;
  while (at >= start && (text.charCodeAt(at) === 32 || text.charCodeAt(at) === 9)) at--;
  if (at < start || text[at] !== escape) return -1;
  return at === start || text[at - 1] !== escape ? at : -1;
}

function blankLineProblem(line: PhysicalLine, escape: string): Problem {
  return warningAt(
    { start: line.start, end: line.end },
    'empty-continuation',
    `This line is empty, yet the instruction goes on after it because the line before ends in ${escape}. BuildKit skips it today and means to refuse it one day. Remove the line, or put a # on it.`,
  );
}

function reportLongLine(text: string, line: PhysicalLine, collected: LineCollector): void {
  if (!isLineTooLong(text, line)) return;
  collected.problems.push(
    errorAt(
      { start: line.start, end: line.end },
      'line-too-long',
      'This line has more than 65535 bytes, the most that BuildKit reads. Break it with line continuations, or move the text into a file.',
    ),
  );
}
