/**
 * Reads the regular expressions that moby's pattern matcher makes of ignore patterns. They are Go's syntax (RE2), with
 * what a user can smuggle in: `\d`, `[[:alpha:]]`, `\x41`, `a{2}`, `|`, `\Q…\E`. JavaScript's own engine is no help,
 * since it reads these differently and backtracks.
 *
 * Groups appear only as the matcher writes them; flags and lazy operators cannot appear at all.
 */

export type Node =
  | { readonly kind: 'set'; readonly set: CharacterSet }
  | { readonly kind: 'assert'; readonly assertion: Assertion }
  | { readonly kind: 'sequence'; readonly items: readonly Node[] }
  | { readonly kind: 'choice'; readonly options: readonly Node[] }
  /** `max` is null where there is no limit. */
  | {
      readonly kind: 'repeat';
      readonly item: Node;
      readonly min: number;
      readonly max: number | null;
    };

export type Assertion = 'start' | 'end' | 'word-boundary' | 'no-word-boundary';

export interface CharacterSet {
  readonly negated: boolean;
  readonly ranges: readonly CharacterRange[];
  readonly properties: readonly CharacterProperty[];
}

export interface CharacterRange {
  readonly low: number;
  readonly high: number;
}

/** A set that is part of another one: `\D` or `\pL` inside a class. */
export interface CharacterProperty {
  readonly negated: boolean;
  readonly includes: (codePoint: number) => boolean;
}

const MAX_REPEAT = 1000;
const MAX_CODE_POINT = 0x10ffff;
const NEWLINE = 10;

/** Null where Go would refuse the expression. */
export function parseGoRegexp(source: string): Node | null {
  const reader: Reader = { characters: Array.from(source), at: 0 };
  const node = readChoice(reader);
  return node !== null && reader.at === reader.characters.length ? node : null;
}

export function setIncludes(set: CharacterSet, codePoint: number): boolean {
  const found =
    set.ranges.some((range) => range.low <= codePoint && codePoint <= range.high) ||
    set.properties.some((property) => property.includes(codePoint) !== property.negated);
  return found !== set.negated;
}

interface Reader {
  readonly characters: readonly string[];
  at: number;
}

function peek(reader: Reader, ahead = 0): string {
  return reader.characters[reader.at + ahead] ?? '';
}

function next(reader: Reader): string {
  const character = peek(reader);
  if (character !== '') reader.at++;
  return character;
}

/** The offset of two characters in a row from the reader's place on; -1 where they do not come. */
function find(reader: Reader, first: string, second: string): number {
  for (let at = reader.at; at + 1 < reader.characters.length; at++) {
    if (reader.characters[at] === first && reader.characters[at + 1] === second) return at;
  }
  return -1;
}

function readChoice(reader: Reader): Node | null {
  const options: Node[] = [];
  for (;;) {
    const option = readSequence(reader);
    if (option === null) return null;
    options.push(option);
    if (peek(reader) !== '|') return { kind: 'choice', options };
    reader.at++;
  }
}

function readSequence(reader: Reader): Node | null {
  const items: Node[] = [];
  let repeated = false;
  for (;;) {
    const character = peek(reader);
    if (character === '' || character === '|' || character === ')') {
      return { kind: 'sequence', items };
    }
    const repeat = readRepeat(reader);
    if (repeat === null) {
      if (!readAtoms(reader, items)) return null;
      repeated = false;
      continue;
    }
    const item = items.pop();
    if (repeat === 'invalid' || item === undefined || repeated) return null;
    items.push({ kind: 'repeat', item, ...repeat });
    repeated = true;
  }
}

interface Repeat {
  readonly min: number;
  readonly max: number | null;
}

/** Null where no operator stands here: a `{` that begins no count is an ordinary character. */
function readRepeat(reader: Reader): Repeat | 'invalid' | null {
  const character = peek(reader);
  if (character === '{') return readCount(reader);
  if (character !== '*' && character !== '+' && character !== '?') return null;
  reader.at++;
  if (character === '?') return { min: 0, max: 1 };
  return { min: character === '*' ? 0 : 1, max: null };
}

function readCount(reader: Reader): Repeat | 'invalid' | null {
  const start = reader.at;
  reader.at++;
  const min = readNumber(reader);
  let max: number | null = min;
  if (min !== null && peek(reader) === ',') {
    reader.at++;
    max = null;
    if (peek(reader) !== '}') {
      max = readNumber(reader);
      if (max === null) reader.at = start;
    }
  }
  if (min === null || reader.at === start || next(reader) !== '}') {
    reader.at = start;
    return null;
  }
  const tooBig = min > MAX_REPEAT || (max !== null && (max > MAX_REPEAT || min > max));
  return tooBig ? 'invalid' : { min, max };
}

function readNumber(reader: Reader): number | null {
  let digits = '';
  while (/^[0-9]$/.test(peek(reader))) digits += next(reader);
  return digits === '' || /^0[0-9]/.test(digits) ? null : Number(digits);
}

/** One atom, or the several of `\Q…\E`. */
function readAtoms(reader: Reader, items: Node[]): boolean {
  if (peek(reader) !== '\\' || peek(reader, 1) !== 'Q') {
    const atom = readAtom(reader);
    if (atom !== null) items.push(atom);
    return atom !== null;
  }
  reader.at += 2;
  const end = find(reader, '\\', 'E');
  const stop = end < 0 ? reader.characters.length : end;
  while (reader.at < stop) items.push(literal(next(reader)));
  if (end >= 0) reader.at += 2;
  return true;
}

function readAtom(reader: Reader): Node | null {
  const character = next(reader);
  switch (character) {
    case '(': {
      const group = readChoice(reader);
      return next(reader) === ')' ? group : null;
    }
    case '^':
      return { kind: 'assert', assertion: 'start' };
    case '$':
      return { kind: 'assert', assertion: 'end' };
    case '.':
      return setNode({ negated: true, ranges: [{ low: NEWLINE, high: NEWLINE }], properties: [] });
    case '[':
      return readClass(reader);
    case '\\':
      return readEscapedAtom(reader);
    default:
      return literal(character);
  }
}

const ASSERTIONS: Readonly<Record<string, Assertion>> = {
  A: 'start',
  z: 'end',
  b: 'word-boundary',
  B: 'no-word-boundary',
};

function readEscapedAtom(reader: Reader): Node | null {
  const assertion = ASSERTIONS[peek(reader)];
  if (assertion !== undefined) {
    reader.at++;
    return { kind: 'assert', assertion };
  }
  const property = readProperty(reader);
  if (property === 'invalid') return null;
  if (property !== null) return setNode({ negated: false, ranges: [], properties: [property] });
  const codePoint = readEscape(reader);
  if (codePoint === null) return null;
  return setNode({ negated: false, ranges: [{ low: codePoint, high: codePoint }], properties: [] });
}

function setNode(set: CharacterSet): Node {
  return { kind: 'set', set };
}

function literal(character: string): Node {
  const codePoint = character.codePointAt(0) ?? 0;
  return setNode({ negated: false, ranges: [{ low: codePoint, high: codePoint }], properties: [] });
}

/** Behind the `[`. A `]` or `-` at the front stands for itself. */
function readClass(reader: Reader): Node | null {
  const negated = peek(reader) === '^';
  if (negated) reader.at++;
  const ranges: CharacterRange[] = [];
  const properties: CharacterProperty[] = [];
  for (let first = true; first || peek(reader) !== ']'; first = false) {
    const property = readPosixClass(reader) ?? readEscapedProperty(reader);
    if (property === 'invalid') return null;
    if (property !== null) {
      properties.push(property);
      continue;
    }
    const low = readClassCharacter(reader);
    if (low === null) return null;
    let high: number | null = low;
    if (peek(reader) === '-' && peek(reader, 1) !== ']' && peek(reader, 1) !== '') {
      reader.at++;
      high = readClassCharacter(reader);
    }
    if (high === null || high < low) return null;
    ranges.push({ low, high });
  }
  reader.at++;
  return setNode({ negated, ranges, properties });
}

function readClassCharacter(reader: Reader): number | null {
  const character = next(reader);
  if (character === '') return null;
  return character === '\\' ? readEscape(reader) : (character.codePointAt(0) ?? null);
}

const POSIX_CLASSES: Readonly<Record<string, RegExp>> = {
  alnum: /[0-9A-Za-z]/,
  alpha: /[A-Za-z]/,
  // eslint-disable-next-line no-control-regex -- the class is about control characters
  ascii: /[\x00-\x7f]/,
  blank: /[\t ]/,
  // eslint-disable-next-line no-control-regex -- the class is about control characters
  cntrl: /[\x00-\x1f\x7f]/,
  digit: /[0-9]/,
  graph: /[!-~]/,
  lower: /[a-z]/,
  print: /[ -~]/,
  punct: /[!-/:-@[-`{-~]/,
  space: /[\t-\r ]/,
  upper: /[A-Z]/,
  word: /[0-9A-Za-z_]/,
  xdigit: /[0-9A-Fa-f]/,
};

/** `[:alpha:]` inside a class. Without a `:]` somewhere after it, `[` is an ordinary character. */
function readPosixClass(reader: Reader): CharacterProperty | 'invalid' | null {
  if (peek(reader) !== '[' || peek(reader, 1) !== ':' || peek(reader, 2) === '') return null;
  const start = reader.at + 2;
  const end = find({ characters: reader.characters, at: start }, ':', ']');
  if (end < 0) return null;
  const written = reader.characters.slice(start, end).join('');
  reader.at = end + 2;
  const negated = written.startsWith('^');
  const name = negated ? written.slice(1) : written;
  const test = Object.hasOwn(POSIX_CLASSES, name) ? POSIX_CLASSES[name] : undefined;
  return test === undefined ? 'invalid' : { negated, includes: tester(test) };
}

function readEscapedProperty(reader: Reader): CharacterProperty | 'invalid' | null {
  if (peek(reader) !== '\\') return null;
  reader.at++;
  const property = readProperty(reader);
  if (property === null) reader.at--;
  return property;
}

const PERL_CLASSES: Readonly<Record<string, RegExp>> = {
  d: /[0-9]/,
  s: /[\t\n\f\r ]/,
  w: /[0-9A-Za-z_]/,
};

/** `d`, `W`, `pL`, `P{Greek}` behind a backslash. */
function readProperty(reader: Reader): CharacterProperty | 'invalid' | null {
  const letter = peek(reader);
  if (letter === 'p' || letter === 'P') {
    reader.at++;
    return readUnicodeProperty(reader, letter === 'P');
  }
  const lower = letter.toLowerCase();
  const test = Object.hasOwn(PERL_CLASSES, lower) ? PERL_CLASSES[lower] : undefined;
  if (test === undefined) return null;
  reader.at++;
  return { negated: letter !== lower, includes: tester(test) };
}

function readUnicodeProperty(reader: Reader, negated: boolean): CharacterProperty | 'invalid' {
  let written = next(reader);
  if (written === '{') {
    const end = reader.characters.indexOf('}', reader.at);
    if (end < 0) return 'invalid';
    written = reader.characters.slice(reader.at, end).join('');
    reader.at = end + 1;
  }
  const inverted = written.startsWith('^');
  const name = inverted ? written.slice(1) : written;
  const test = unicodeTest(name);
  return test === null ? 'invalid' : { negated: negated !== inverted, includes: tester(test) };
}

/** A general category such as `Lu` or a script such as `Greek`, as far as the platform knows it. */
function unicodeTest(name: string): RegExp | null {
  if (name === 'Any') return /[^]/u;
  if (!/^[A-Za-z_]+$/.test(name)) return null;
  for (const property of [`gc=${name}`, `sc=${name}`]) {
    try {
      return new RegExp(`\\p{${property}}`, 'u');
    } catch {
      // The platform does not know it under this kind of name.
    }
  }
  return null;
}

function tester(test: RegExp): (codePoint: number) => boolean {
  return (codePoint) => test.test(String.fromCodePoint(codePoint));
}

const CONTROL_ESCAPES: Readonly<Record<string, number>> = {
  a: 7,
  f: 12,
  n: 10,
  r: 13,
  t: 9,
  v: 11,
};

/** Behind a backslash, for one character. Letters and digits that mean nothing are an error, `\_` is not. */
function readEscape(reader: Reader): number | null {
  const character = next(reader);
  if (character === '') return null;
  if (/^[0-7]$/.test(character)) return readOctal(reader, character);
  if (character === 'x') return readHexadecimal(reader);
  const control = CONTROL_ESCAPES[character];
  if (control !== undefined) return control;
  const codePoint = character.codePointAt(0) ?? 0;
  return codePoint < 0x80 && !/^[0-9A-Za-z]$/.test(character) ? codePoint : null;
}

/** Up to three digits; a single one but zero would be a back reference, which there is not. */
function readOctal(reader: Reader, first: string): number | null {
  let digits = first;
  while (digits.length < 3 && /^[0-7]$/.test(peek(reader))) digits += next(reader);
  return digits.length === 1 && first !== '0' ? null : parseInt(digits, 8);
}

function readHexadecimal(reader: Reader): number | null {
  if (peek(reader) !== '{') {
    const digits = next(reader) + next(reader);
    return /^[0-9A-Fa-f]{2}$/.test(digits) ? parseInt(digits, 16) : null;
  }
  const end = reader.characters.indexOf('}', reader.at);
  if (end < 0) return null;
  const digits = reader.characters.slice(reader.at + 1, end).join('');
  reader.at = end + 1;
  const value = /^[0-9A-Fa-f]+$/.test(digits) ? parseInt(digits, 16) : Infinity;
  return value <= MAX_CODE_POINT ? value : null;
}
