/**
 * Env files (`.env`) in the dialect of Docker Compose, after compose-go's package `dotenv`: `export`, `KEY: value`,
 * comments, quotes over several lines, escapes in double quotes, and variables of earlier lines and of the environment.
 */
import { isSpace } from '../../text/clean-path.ts';
import { interpolate } from './interpolate.ts';
import type { Lookup } from './model.ts';

/** Of all values together: a long one may be part of each line after it. */
const LONGEST_TOGETHER = 10_000_000;

export interface EnvironmentFile {
  readonly values: ReadonlyMap<string, string>;
  /** Docker Compose stops at the first; the values before it are kept here. */
  readonly problem: { readonly line: number; readonly message: string } | null;
}

/** `environment` wins over the lines of the file; `earlier` are the values of the env files before this one. */
export function readEnvironmentFile(
  text: string,
  environment: Lookup,
  earlier: ReadonlyMap<string, string>,
): EnvironmentFile {
  const values = new Map(earlier);
  const lookup: Lookup = (name) => environment(name) ?? values.get(name);
  let total = 0;
  let at = text.startsWith('\uFEFF') ? 1 : 0;
  for (;;) {
    at = startOfStatement(text, at);
    if (at >= text.length) return { values, problem: null };
    const key = readKey(text, at);
    if (key.problem !== null) return failed(key.problem, at);
    if (key.inherits) {
      const value = lookup(key.name);
      if (value !== undefined) values.set(key.name, value);
      at = key.end;
      continue;
    }
    const value = readValue(text, key.end, lookup);
    if (value.problem !== null) return failed(value.problem, key.end);
    total += value.text.length;
    if (total > LONGEST_TOGETHER) return failed('The values are too long.', key.end);
    values.set(key.name, value.text);
    at = value.end;
  }

  function failed(message: string, offset: number): EnvironmentFile {
    return { values, problem: { line: lineOf(text, offset), message } };
  }
}

function lineOf(text: string, offset: number): number {
  let line = 1;
  for (let at = text.indexOf('\n'); at >= 0 && at < offset; at = text.indexOf('\n', at + 1)) line++;
  return line;
}

function startOfStatement(text: string, from: number): number {
  let at = from;
  for (;;) {
    while (at < text.length && isSpace(text.charCodeAt(at))) at++;
    if (text[at] !== '#') return at;
    at = endOfLine(text, at);
  }
}

function endOfLine(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end < 0 ? text.length : end;
}

interface Key {
  readonly name: string;
  /** A line with a name only takes the value that the name has already. */
  readonly inherits: boolean;
  /** Of the key with its `=` and the blanks after it. */
  readonly end: number;
  readonly problem: string | null;
}

const EXPORT = /export[\t\n\f\r ]+/y;
const NAME_UNIT = /[\p{L}\p{N}_.\-[\]]/u;

function readKey(text: string, from: number): Key {
  EXPORT.lastIndex = from;
  const start = EXPORT.test(text) ? skipBlanks(text, from + 'export'.length) : from;
  for (let at = start; at < text.length; at++) {
    const character = String.fromCodePoint(text.codePointAt(at) ?? 0);
    if (isBlank(character)) continue;
    if (character === '=' || character === ':' || character === '\n') {
      const name = trimEnd(text.slice(start, at));
      const end = skipBlanks(text, at + 1);
      const problem = name.includes(' ') ? 'The name of a variable contains a blank.' : null;
      return { name, inherits: character === '\n', end, problem };
    }
    if (!NAME_UNIT.test(character)) {
      const problem = 'The name of a variable contains a character that is not allowed.';
      return { name: '', inherits: false, end: at, problem };
    }
    at += character.length - 1;
  }
  // A last line without `=` and without a line end is the value of a variable without a name.
  return { name: '', inherits: false, end: skipBlanks(text, start), problem: null };
}

/** White space of compose-go's reader that ends no line. */
function isBlank(character: string): boolean {
  return '\t\v\f\r \u0085\u00A0'.includes(character);
}

function skipBlanks(text: string, from: number): number {
  let at = from;
  while (at < text.length && isBlank(text.charAt(at))) at++;
  return at;
}

function trimEnd(text: string): string {
  let end = text.length;
  while (end > 0 && isSpace(text.charCodeAt(end - 1))) end--;
  return text.slice(0, end);
}

interface Value {
  readonly text: string;
  readonly end: number;
  readonly problem: string | null;
}

function readValue(text: string, from: number, lookup: Lookup): Value {
  const quote = text[from];
  if (quote === '"' || quote === "'") return readQuoted(text, from, quote, lookup);
  const end = endOfLine(text, from);
  const [line = ''] = text.slice(from, end).split(' #', 1);
  return expanded(trimEnd(line), end + 1, lookup);
}

/** A backslash in front of the quote takes its meaning, in single quotes too. */
function readQuoted(text: string, from: number, quote: string, lookup: Lookup): Value {
  const pieces: string[] = [];
  let piece = from + 1;
  for (let at = from + 1; at < text.length; at++) {
    if (text[at] === '\\') {
      if (text[at + 1] === quote) {
        pieces.push(text.slice(piece, at));
        piece = at + 1;
      }
      at++;
    } else if (text[at] === quote) {
      pieces.push(text.slice(piece, at));
      const raw = pieces.join('');
      if (quote === "'") return { text: raw, end: at + 1, problem: null };
      return expanded(unescape(raw), at + 1, lookup);
    }
  }
  return { text: '', end: text.length, problem: 'A quoted value has no closing quote.' };
}

function expanded(raw: string, end: number, lookup: Lookup): Value {
  const { text, problems } = interpolate(raw, lookup);
  return { text, end, problem: problems[0] ?? null };
}

/** `\n`, `\"`, `\\`, or an octal number such as `\0101`. */
const ESCAPE = /\\(?:([abcfnrtv$"\\])|0(\d{0,3}))/g;
const CONTROLS: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '"': '"',
  '\\': '\\',
  // The variables are replaced afterwards, and there `$$` is a dollar sign.
  $: '$$',
};

function unescape(raw: string): string {
  return raw.replace(ESCAPE, (match, letter: string | undefined, octal: string | undefined) => {
    if (letter !== undefined) return CONTROLS[letter] ?? match;
    const digits = octal ?? '';
    const code = /^[0-3][0-7]{2}$/.test(digits) ? parseInt(digits, 8) : null;
    return code === null ? `\\${digits}` : String.fromCharCode(code);
  });
}
