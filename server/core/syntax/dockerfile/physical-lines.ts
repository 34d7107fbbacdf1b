/**
 * The lines of the file as BuildKit's scanner cuts them: only a line feed ends a line. Carriage returns at the end
 * belong to the line end, a lone one inside the line is an ordinary (blank) character.
 */
import { skipSpace } from './white-space.ts';

export interface PhysicalLine {
  /** From 1. */
  readonly number: number;
  readonly start: number;
  /** Without the line end. */
  readonly end: number;
  /** Behind the line end. */
  readonly next: number;
}

export interface LineReader {
  readonly text: string;
  position: number;
  number: number;
}

export function createLineReader(text: string): LineReader {
  // A byte-order mark is no part of the first line.
  return { text, position: text.charCodeAt(0) === 0xfeff ? 1 : 0, number: 0 };
}

export function readLine(reader: LineReader): PhysicalLine | null {
  const { text, position: start } = reader;
  if (start >= text.length) return null;
  const feed = text.indexOf('\n', start);
  const next = feed < 0 ? text.length : feed + 1;
  let end = feed < 0 ? text.length : feed;
  while (end > start && text.charCodeAt(end - 1) === 13) end--;
  reader.position = next;
  reader.number++;
  return { number: reader.number, start, end, next };
}

/** Where the `#` of a comment line stands, or -1. */
export function commentStart(text: string, line: PhysicalLine): number {
  const at = skipSpace(text, line.start, line.end);
  return at < line.end && text.charCodeAt(at) === 35 ? at : -1;
}

/** BuildKit's scanner refuses lines of more bytes than this. */
const longestLine = 65_535;

/** Whether the line, with all its carriage returns, is longer than BuildKit reads. */
export function isLineTooLong(text: string, line: PhysicalLine): boolean {
  const end =
    line.next > line.end && text.charCodeAt(line.next - 1) === 10 ? line.next - 1 : line.next;
  const units = end - line.start;
  if (units <= longestLine / 3) return false;
  let bytes = 0;
  for (let at = line.start; at < end; at++) {
    const unit = text.charCodeAt(at);
    // Each half of a surrogate pair stands for two of the pair's four bytes.
    bytes += unit < 0x80 ? 1 : unit < 0x800 || (unit >= 0xd800 && unit <= 0xdfff) ? 2 : 3;
  }
  return bytes > longestLine;
}
