/**
 * A place in a dependency text, and the few tokens that both halves of its grammar (PEP 508) share. White space between
 * tokens is blanks and tabs only.
 */
import { WORD, type Range } from './characters.ts';

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

const BOUNDARY = String.raw`(?:(?<=[${WORD}])(?![${WORD}])|(?<![${WORD}])(?=[${WORD}]))`;
const IDENTIFIER = new RegExp(
  String.raw`(?<![${WORD}])[a-zA-Z0-9][a-zA-Z0-9._-]*${BOUNDARY}`,
  'uy',
);
const BLANKS = /[ \t]+/y;

/** A whole word among these; longer ones first where one begins with another. */
export function wordToken(words: string): RegExp {
  return new RegExp(String.raw`(?<![${WORD}])(?:${words})(?![${WORD}])`, 'uy');
}

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

export function takeIdentifier(scanner: Scanner): Range | null {
  return take(scanner, IDENTIFIER);
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
