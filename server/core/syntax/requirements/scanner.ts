/**
 * A place in a dependency text, and the few tokens that both halves of its grammar (PEP 508) share. White space between
 * tokens is blanks and tabs only.
 */
import { isWordAt, isWordBefore, type Range } from './characters.ts';

export interface Scanner {
  readonly text: string;
  at: number;
}

/** Why a text is not a dependency, and where. */
export interface SyntaxFault {
  readonly kind: 'fault';
  readonly message: string;
  readonly at: number;
}

/** As far as it is ASCII; where the word ends, its neighbor decides. */
const NAME = /[a-zA-Z0-9][a-zA-Z0-9._-]*/y;
const BLANKS = /[ \t]+/y;

/** Takes what a sticky expression matches here; null where it does not match. */
export function take(scanner: Scanner, token: RegExp): Range | null {
  token.lastIndex = scanner.at;
  const match = token.exec(scanner.text);
  if (match === null) return null;
  const start = scanner.at;
  scanner.at = start + match[0].length;
  return { start, end: scanner.at };
}

export function takeUnit(scanner: Scanner, unit: string): boolean {
  if (scanner.text[scanner.at] !== unit) return false;
  scanner.at++;
  return true;
}

/** A name that begins and ends at the edge of a word: `a.` is the name `a`, and there is none in `aé`. */
export function takeIdentifier(scanner: Scanner): Range | null {
  const { text, at: start } = scanner;
  if (isWordBefore(text, start)) return null;
  const found = take(scanner, NAME);
  if (found === null) return null;
  let { end } = found;
  while (end > start && isWordBefore(text, end) === isWordAt(text, end)) end--;
  scanner.at = end;
  return end > start ? { start, end } : null;
}

/** A whole word among those of a sticky expression, in which longer ones come first where one begins with another. */
export function takeWord(scanner: Scanner, words: RegExp): Range | null {
  const { text, at: start } = scanner;
  if (isWordBefore(text, start)) return null;
  const found = take(scanner, words);
  if (found === null || !isWordAt(text, found.end)) return found;
  scanner.at = start;
  return null;
}

export function skipBlanks(scanner: Scanner): boolean {
  return take(scanner, BLANKS) !== null;
}

export function atEnd(scanner: Scanner): boolean {
  return scanner.at >= scanner.text.length;
}

export function fault(scanner: Scanner, message: string, at = scanner.at): SyntaxFault {
  return { kind: 'fault', message, at };
}
