/**
 * White space, lines and words as Python sees them. pip leans on `str.splitlines`, `str.strip` and `\s`, and these
 * differ from JavaScript's: the separators FS to US and NEL count, the byte order mark does not.
 */

/** Inside a character class of a regular expression. */
export const SPACES =
  '\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000';

const SPACE = new RegExp(`[${SPACES}]`);

export function isSpace(character: string | undefined): boolean {
  return character !== undefined && SPACE.test(character);
}

/** Compiling what `\w` is in Python takes longer than most files take to be read, and most are ASCII. */
const ASCII_WORD = /^\w$/;
const OTHER_WORD = /^[\p{L}\p{N}]$/u;

/** Whether the character at an offset is one of a word. */
export function isWordAt(text: string, at: number): boolean {
  return isWord(text.codePointAt(at));
}

export function isWordBefore(text: string, at: number): boolean {
  const isPair =
    /[\ud800-\udbff]/.test(text[at - 2] ?? '') && /[\udc00-\udfff]/.test(text[at - 1] ?? '');
  return at > 0 && isWord(text.codePointAt(isPair ? at - 2 : at - 1));
}

function isWord(point: number | undefined): boolean {
  if (point === undefined) return false;
  const character = String.fromCodePoint(point);
  return point < 0x80 ? ASCII_WORD.test(character) : OTHER_WORD.test(character);
}

/** A part of a text by offsets. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** The range without white space at its ends. */
export function stripRange(text: string, range: Range): Range {
  let { start, end } = range;
  while (start < end && isSpace(text[start])) start++;
  while (end > start && isSpace(text[end - 1])) end--;
  return { start, end };
}

export function strip(text: string): string {
  const { start, end } = stripRange(text, { start: 0, end: text.length });
  return text.slice(start, end);
}

// eslint-disable-next-line no-control-regex -- the separators FS, GS and RS end lines, too
const LINE_ENDS = /\r\n|[\n\v\f\r\x1c-\x1e\x85\u2028\u2029]/g;

/** The lines without their ends. An editor knows fewer line ends than these. */
export function* splitLines(text: string, from: number): Generator<Range> {
  const ends = new RegExp(LINE_ENDS);
  let start = from;
  ends.lastIndex = from;
  for (let match = ends.exec(text); match !== null; match = ends.exec(text)) {
    yield { start, end: match.index };
    start = ends.lastIndex;
  }
  if (start < text.length) yield { start, end: text.length };
}
