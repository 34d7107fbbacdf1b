/** The place of an expansion in its text, and what it was asked for: see `expand.ts`. */

export interface ExpandOptions {
  /** The Dockerfile's escape character. */
  readonly escape: '\\' | '`';
  /** Undefined where no such variable is set. */
  readonly lookup: (name: string) => string | undefined;
  /** Leave quotes standing, as in the names of the progress output. */
  readonly keepQuotes?: boolean;
  /** Leave escape characters standing. */
  readonly keepEscapes?: boolean;
  /** Leave a variable that is not set as it is written, instead of taking it for empty. */
  readonly keepUnset?: boolean;
  /** Quotes mean nothing: the rule for the body of a here-document. */
  readonly literalQuotes?: boolean;
  /**
   * The rules before BuildKit 0.34.0: an escape character between quotes counts in a pattern, as in `${name#'\\*'}`, and
   * is written twice where quotes and escapes stay.
   */
  readonly before034?: boolean;
}

export interface Lexer {
  readonly text: string;
  readonly options: ExpandOptions;
  readonly unset: Set<string>;
  at: number;
  /** Escapes stay: by option, and always inside patterns, which have escapes of their own. */
  rawEscapes: boolean;
  /** In a pattern, where quotes protect an escape character by doubling it. */
  inPattern: boolean;
  /**
   * The word being collected. BuildKit has one buffer for all levels of nesting, so that `a${b:-c}` loses its `a` where
   * a text is split into words; that is kept.
   */
  buffer: string;
  depth: number;
  error: string | null;
}

export function createLexer(raw: string, options: ExpandOptions): Lexer {
  return {
    // A byte-order mark at the front is dropped.
    text: raw.charCodeAt(0) === 0xfeff ? raw.slice(1) : raw,
    options,
    unset: new Set(),
    at: 0,
    rawEscapes: options.keepEscapes ?? false,
    inPattern: false,
    buffer: '',
    depth: 0,
    error: null,
  };
}

export function peek(lexer: Lexer): string {
  const point = lexer.text.codePointAt(lexer.at);
  return point === undefined ? '' : String.fromCodePoint(point);
}

export function next(lexer: Lexer): string {
  const character = peek(lexer);
  lexer.at += character.length;
  return character;
}

export function fail(lexer: Lexer, message: string): string {
  lexer.error ??= message;
  return '';
}

/** A function, because a check in place would be taken to hold for the calls after it. */
export function failed(lexer: Lexer): boolean {
  return lexer.error !== null;
}

const letterPattern = /^[\p{L}\p{Nd}_]$/u;
const digitPattern = /^\p{Nd}$/u;

export function readName(lexer: Lexer): string {
  const first = peek(lexer);
  if (digitPattern.test(first)) return readWhile(lexer, digitPattern);
  if (first !== '' && '@*#?-$!0'.includes(first)) return next(lexer);
  return readWhile(lexer, letterPattern);
}

function readWhile(lexer: Lexer, pattern: RegExp): string {
  const start = lexer.at;
  for (let character = peek(lexer); pattern.test(character); character = peek(lexer)) {
    lexer.at += character.length;
  }
  return lexer.text.slice(start, lexer.at);
}

export function lookUp(lexer: Lexer, name: string): string | undefined {
  const value = lexer.options.lookup(name);
  if (value === undefined) lexer.unset.add(name);
  return value;
}
