/**
 * Shell patterns as Go's `path.Match` reads them: `*` and `?` stay inside a path component, `[a-z]` and `[^a-z]` are
 * classes, `\` takes the next character as it is. BuildKit resolves the wildcards of COPY and ADD with it, and asks it
 * whether a pattern of an ignore file is well formed.
 *
 * It works on bytes with a decoded character only for `?` and classes. After a `*` the first place that fits is final
 * unless the pattern ends there, which makes it fast and is what Go does.
 */
import { decodeAt, toByteString } from './utf8.ts';

/** Null where the pattern is malformed. Malformed parts behind a mismatch are noticed too. */
export function pathMatch(pattern: string, name: string): boolean | null {
  const match = matchWhole(pattern, name);
  return match === false && !isWellFormed(pattern) ? null : match;
}

/** The same as Go's `filepath.Match` on Linux, which does not look at what comes behind a mismatch. */
export function filePathMatch(pattern: string, name: string): boolean | null {
  return matchWhole(pattern, name);
}

function matchWhole(pattern: string, name: string): boolean | null {
  let rest = toByteString(pattern);
  let left = toByteString(name);
  while (rest.length > 0) {
    const { star, chunk, after } = nextChunk(rest);
    rest = after;
    if (star && chunk === '') return !left.includes('/');
    const found = star ? findChunk(chunk, left, rest === '') : matchHere(chunk, left, rest === '');
    if (found === null) return null;
    if (found === undefined) return false;
    left = found;
  }
  return left === '';
}

/** What is left of a name behind a match; undefined: no match; null: the pattern is malformed. */
type Match = string | undefined | null;

interface Chunk {
  readonly star: boolean;
  /** Up to the next `*` outside a class. */
  readonly chunk: string;
  readonly after: string;
}

function nextChunk(pattern: string): Chunk {
  let start = 0;
  while (pattern[start] === '*') start++;
  let inClass = false;
  let end = start;
  for (; end < pattern.length; end++) {
    const unit = pattern[end];
    if (unit === '\\') end = Math.min(end + 1, pattern.length - 1);
    else if (unit === '[') inClass = true;
    else if (unit === ']') inClass = false;
    else if (unit === '*' && !inClass) break;
  }
  return { star: start > 0, chunk: pattern.slice(start, end), after: pattern.slice(end) };
}

function isWellFormed(pattern: string): boolean {
  let rest = toByteString(pattern);
  while (rest.length > 0) {
    const { chunk, after } = nextChunk(rest);
    if (matchChunk(chunk, '') === null) return false;
    rest = after;
  }
  return true;
}

function matchHere(chunk: string, name: string, isLast: boolean): Match {
  const match = matchChunk(chunk, name);
  return isLast && match !== null && match !== '' ? undefined : match;
}

/** The first place, after any number of bytes that are not `/`, where the chunk fits. */
function findChunk(chunk: string, name: string, isLast: boolean): Match {
  for (let skipped = 0; skipped <= name.length; skipped++) {
    const match = matchHere(chunk, name.slice(skipped), isLast);
    if (match !== undefined) return match;
    if (name[skipped] === '/') return undefined;
  }
  return undefined;
}

/** A failed match still reads the chunk to its end, to find out whether it is well formed. */
function matchChunk(chunk: string, name: string): Match {
  let failed = false;
  let at = 0;
  let index = 0;
  while (index < chunk.length) {
    failed ||= at >= name.length;
    const unit = chunk[index];
    if (unit === '[') {
      const { codePoint, length } = failed ? { codePoint: 0, length: 0 } : decodeAt(name, at);
      const result = matchClass(chunk, index + 1, codePoint);
      if (result === null) return null;
      at += length;
      index = result.end;
      failed ||= !result.matched;
    } else if (unit === '?') {
      if (!failed) {
        failed = name[at] === '/';
        at += decodeAt(name, at).length;
      }
      index++;
    } else {
      if (unit === '\\') index++;
      if (index >= chunk.length) return null;
      failed ||= chunk[index] !== name[at];
      at++;
      index++;
    }
  }
  return failed ? undefined : name.slice(at);
}

interface ClassMatch {
  readonly matched: boolean;
  /** Behind the `]`. */
  readonly end: number;
}

function matchClass(chunk: string, start: number, codePoint: number): ClassMatch | null {
  const negated = chunk[start] === '^';
  let index = negated ? start + 1 : start;
  let matched = false;
  for (let ranges = 0; chunk[index] !== ']' || ranges === 0; ranges++) {
    const low = classCharacter(chunk, index);
    if (low === null) return null;
    index = low.end;
    let high = low;
    if (chunk[index] === '-') {
      const upper = classCharacter(chunk, index + 1);
      if (upper === null) return null;
      high = upper;
      index = upper.end;
    }
    matched ||= low.codePoint <= codePoint && codePoint <= high.codePoint;
  }
  return { matched: matched !== negated, end: index + 1 };
}

/** A character inside a class. Something must follow it, at least the `]`. */
function classCharacter(
  chunk: string,
  start: number,
): { readonly codePoint: number; readonly end: number } | null {
  const first = chunk[start];
  if (first === undefined || first === '-' || first === ']') return null;
  const at = first === '\\' ? start + 1 : start;
  if (at >= chunk.length) return null;
  const { codePoint, length } = decodeAt(chunk, at);
  if (codePoint === 0xfffd && length === 1) return null;
  return at + length < chunk.length ? { codePoint, end: at + length } : null;
}
