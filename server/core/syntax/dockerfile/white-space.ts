/**
 * White space as BuildKit sees it. Three notions are at work there and they differ: Unicode's (trimming, words), the
 * five ASCII blanks that separate arguments, and the two that may stand behind a line continuation. JavaScript's own
 * `trim` matches none of them (it takes U+FEFF and leaves U+0085).
 */

/** A white-space character in Unicode's sense. */
export function isSpace(unit: number): boolean {
  if (unit < 0x80) return unit === 32 || (unit >= 9 && unit <= 13);
  if (unit === 0x85 || unit === 0xa0) return true;
  if (unit < 0x1680) return false;
  return (
    unit === 0x1680 ||
    (unit >= 0x2000 && unit <= 0x200a) ||
    unit === 0x2028 ||
    unit === 0x2029 ||
    unit === 0x202f ||
    unit === 0x205f ||
    unit === 0x3000
  );
}

/** A blank that separates a keyword from its arguments, and the words of a list from each other. */
export function isBlank(unit: number): boolean {
  return unit === 32 || unit === 9 || (unit >= 11 && unit <= 13);
}

/** The first place from `start` on that is no white space, at most `end`. */
export function skipSpace(text: string, start: number, end: number): number {
  let at = start;
  while (at < end && isSpace(text.charCodeAt(at))) at++;
  return at;
}

/** The place behind the last unit before `end` that is no white space, at least `start`. */
export function trimEnd(text: string, start: number, end: number): number {
  let at = end;
  while (at > start && isSpace(text.charCodeAt(at - 1))) at--;
  return at;
}

export interface Range {
  readonly start: number;
  readonly end: number;
}

/** The range without the white space at its ends. */
export function trimRange(text: string, start: number, end: number): Range {
  const from = skipSpace(text, start, end);
  return { start: from, end: trimEnd(text, from, end) };
}

/** The words of a text between runs of blanks; a run at an end gives an empty word, as a split would. */
export function splitBlanks(text: string, limit = Number.POSITIVE_INFINITY): readonly Range[] {
  const ranges: Range[] = [];
  let start = 0;
  for (let at = 0; at < text.length && ranges.length < limit - 1; at++) {
    if (!isBlank(text.charCodeAt(at))) continue;
    ranges.push({ start, end: at });
    while (isBlank(text.charCodeAt(at + 1))) at++;
    start = at + 1;
  }
  ranges.push({ start, end: text.length });
  return ranges;
}
