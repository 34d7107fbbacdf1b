/**
 * White space, lines and words as Python sees them. pip leans on `str.splitlines`, `str.strip` and `\s`, and these
 * differ from JavaScript's: the separators FS to US and NEL count, the byte order mark does not.
 */

/** Inside a character class of a regular expression. */
export const SPACES =
  '\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000';

/** Inside a character class of a regular expression with the flag `u`: what `\w` matches. */
export const WORD = '\\p{L}\\p{N}_';

const SPACE = new RegExp(`[${SPACES}]`);

export function isSpace(character: string | undefined): boolean {
  return character !== undefined && SPACE.test(character);
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
