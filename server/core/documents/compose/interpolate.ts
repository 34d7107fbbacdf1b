/**
 * Variables in the texts of compose files and env files: `$NAME`, `${NAME}`, `${NAME:-default}` with the operators `-`,
 * `+` and `?` (with `:` an empty value counts as none), nested, and `$$` for a dollar sign. The Compose specification
 * describes them under "Interpolation"; where braces end follows compose-go's package `template`.
 */
import type { Lookup } from './model.ts';

export interface Interpolated {
  readonly text: string;
  /** Variables without a value that the text would have used, in order. */
  readonly unset: readonly string[];
  /** What stops Docker Compose; no message repeats a value. */
  readonly problems: readonly string[];
}

/** Deeper nesting is no text that anybody writes; each level reads its part of the text again. */
const DEEPEST = 40;
/** Variables that contain each other twice would double a value with every line of an env file. */
const LONGEST = 1_000_000;

const VARIABLE = /\$(?:(\$)|([_a-z][_a-z0-9]*)|(\{))/giy;
const BRACED_NAME = /([_a-z][_a-z0-9]*)(?:(:?[-+?])|(?=\}))/iy;

export function interpolate(text: string, lookup: Lookup): Interpolated {
  if (!text.includes('$')) return { text, unset: [], problems: [] };
  const unset: string[] = [];
  const problems: string[] = [];
  const replaced = replaceIn(text, { lookup, unset, problems }, 0);
  return { text: replaced, unset: [...new Set(unset)], problems: [...new Set(problems)] };
}

interface Work {
  readonly lookup: Lookup;
  readonly unset: string[];
  readonly problems: string[];
}

function replaceIn(text: string, work: Work, depth: number): string {
  if (depth > DEEPEST) {
    work.problems.push('Variables are nested too deeply.');
    return '';
  }
  const pieces: string[] = [];
  let length = 0;
  const add = (piece: string): void => {
    length += piece.length;
    if (length <= LONGEST) pieces.push(piece);
  };
  const closing = lastBraces(text);
  let at = 0;
  for (;;) {
    const dollar = text.indexOf('$', at);
    if (dollar < 0) break;
    add(text.slice(at, dollar));
    VARIABLE.lastIndex = dollar;
    const [whole, escaped, named, brace] = VARIABLE.exec(text) ?? [];
    if (whole === undefined) {
      add('$');
      at = dollar + 1;
    } else if (brace !== undefined) {
      const braced = replaceBraced(text, dollar, closing, work, depth);
      add(braced.value);
      at = braced.end;
    } else {
      add(escaped === undefined ? valueOf(named ?? '', work) : '$');
      at = dollar + whole.length;
    }
  }
  add(text.slice(at));
  if (length > LONGEST) work.problems.push('A value with its variables replaced is too long.');
  return pieces.join('');
}

function replaceBraced(
  text: string,
  dollar: number,
  closing: (offset: number) => number,
  work: Work,
  depth: number,
): { readonly value: string; readonly end: number } {
  BRACED_NAME.lastIndex = dollar + 2;
  const match = BRACED_NAME.exec(text);
  const [whole = '', name = '', operator] = match ?? [];
  const start = dollar + 2 + whole.length;
  const last = closing(start);
  if (match === null || last < start) {
    work.problems.push(
      'A variable is not written as `$NAME` or `${NAME}`. Write `$$` for a dollar sign that starts no variable.',
    );
    return { value: '', end: dollar + 2 };
  }
  if (operator === undefined) return { value: valueOf(name, work), end: start + 1 };
  const end = matchingBrace(text, dollar, last);
  return {
    value: applyOperator(name, operator, text.slice(start, end), work, depth),
    end: end + 1,
  };
}

/** The last `}` of the line that an offset is in, or something before it; offsets have to come in ascending order. */
function lastBraces(text: string): (offset: number) => number {
  let lineEnd = -1;
  let last = -1;
  return (offset) => {
    if (offset > lineEnd) {
      const newline = text.indexOf('\n', offset);
      lineEnd = newline < 0 ? text.length : newline;
      last = lineEnd;
      while (last >= offset && text[last] !== '}') last--;
    }
    return last;
  };
}

/** compose-go counts every brace, not only those of variables; where the count never comes out, the last one counts. */
function matchingBrace(text: string, dollar: number, last: number): number {
  let open = 0;
  for (let at = dollar; at <= last; at++) {
    const unit = text[at];
    if (unit === '}' && --open === 0) return at;
    if (unit === '{') {
      open++;
      at++;
    }
  }
  return last;
}

function applyOperator(
  name: string,
  operator: string,
  word: string,
  work: Work,
  depth: number,
): string {
  const value = work.lookup(name);
  const hasValue = value !== undefined && (value !== '' || !operator.startsWith(':'));
  const usesWord = operator.endsWith('-') ? !hasValue : operator.endsWith('+') && hasValue;
  // Docker Compose replaces variables of the word in any case, so a required one in it has to have a value.
  const unset = usesWord ? work.unset : [];
  const replaced = replaceIn(word, { ...work, unset }, depth + 1);
  if (operator.endsWith('?') && !hasValue) {
    work.unset.push(name);
    work.problems.push(
      `The variable \`${name}\` is required, but nothing gives it a value. Set it in the environment or in \`.env\`.`,
    );
  }
  return usesWord ? replaced : (value ?? '');
}

function valueOf(name: string, work: Work): string {
  const value = work.lookup(name);
  if (value === undefined) work.unset.push(name);
  return value ?? '';
}
