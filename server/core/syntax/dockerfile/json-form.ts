/**
 * The JSON form of a body: an array of strings. What begins like one but is no valid JSON is read as the plain form,
 * silently; what is valid JSON but holds something else than strings is refused.
 */
import type { Range } from './white-space.ts';
import { isShellTest } from './shell-test.ts';
import { skipSpace } from './white-space.ts';
import { readJson } from '../../text/json.ts';

export type JsonForm =
  | { readonly kind: 'array'; readonly values: readonly string[] }
  /** Valid JSON, but not only strings. */
  | { readonly kind: 'not-strings' }
  /** Begins like an array of strings, and is none. */
  | { readonly kind: 'broken' }
  | { readonly kind: 'none' };

export function readJsonForm(text: string): JsonForm {
  const start = skipSpace(text, 0, text.length);
  if (text[start] !== '[') return { kind: 'none' };
  const values = readJson(text.slice(start));
  if (!Array.isArray(values)) return { kind: looksLikeArray(text, start) ? 'broken' : 'none' };
  const elements: readonly unknown[] = values;
  const strings: string[] = [];
  for (const value of elements) {
    if (typeof value !== 'string')
      return { kind: hasHugeNumber(elements) ? 'none' : 'not-strings' };
    // Half of a surrogate pair by itself is no character.
    strings.push(value.replace(/\p{Surrogate}/gu, '\ufffd'));
  }
  return { kind: 'array', values: strings };
}

/** The strings of an array that `readJsonForm` accepted: their places in the text, quotes included. */
export function jsonStringRanges(text: string): readonly Range[] {
  const ranges: Range[] = [];
  for (let at = text.indexOf('"'); at >= 0; at = text.indexOf('"', at)) {
    const start = at++;
    while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
    at++;
    ranges.push({ start, end: Math.min(at, text.length) });
  }
  return ranges;
}

/** A number too large for a float is an error to Go's reader, and none to JavaScript's. */
function hasHugeNumber(values: readonly unknown[]): boolean {
  const open = [...values];
  while (open.length > 0) {
    const value = open.pop();
    if (value === Infinity || value === -Infinity) return true;
    if (typeof value === 'object' && value !== null)
      for (const one of Object.values(value)) open.push(one);
  }
  return false;
}

/** `['a', 'b']`, `["a", "b",]`: meant as an array, unlike the shell's test `[ "$a" = b ]`. */
function looksLikeArray(text: string, start: number): boolean {
  const first = text[skipSpace(text, start + 1, text.length)];
  if ((first !== '"' && first !== "'") || !text.trimEnd().endsWith(']')) return false;
  return !isShellTest(text.slice(start));
}
