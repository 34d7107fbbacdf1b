/**
 * Where a cursor is in a configuration that is being written. Such a text seldom parses, so this goes by the lines alone:
 * the header above, and the line before the cursor with the lists and inline tables that were opened above it.
 */
import type { Span } from '../../text/span.ts';

export interface Cursor {
  readonly at: 'header' | 'key' | 'value';
  /** The keys that lead to the table of a header or key, or to the value. */
  readonly path: readonly string[];
  /** The word that is being written; of a text with its quotes. */
  readonly word: Span;
  /** An opening quote before it. */
  readonly isQuoted: boolean;
  /** An item of a list is being written. */
  readonly isInList: boolean;
  /** Nothing but the word is on the line, and nothing is open above it. */
  readonly isAlone: boolean;
}

/** `[a.b]` and `[[a]]`, alone on a line; a list that goes on has commas or ends in one. */
const HEADER = /^[ \t]*\[\[?([^\],\n]*)\]\]?[ \t\r]*(?:#.*)?$/;
/** `a`, `"a b"`, `'a'`: one part of a dotted key. */
const KEY_PART = /"((?:[^"\\]|\\.)*)"|'([^']*)'|([\w-]+)/g;
/** `a.b =` at the front of a line: whatever is open above it was left unfinished. */
const ENTRY = /^[ \t]*[\w-]+(?:[ \t]*\.[ \t]*[\w-]+)*[ \t]*=/;

export function cursorAt(text: string, offset: number): Cursor | null {
  const lineStart = text.lastIndexOf('\n', offset - 1) + 1;
  const newline = text.indexOf('\n', offset);
  const after = text.slice(offset, newline < 0 ? text.length : newline).replace(/\r$/, '');
  const line = { offset, before: text.slice(lineStart, offset), after };
  const open = /^[ \t]*\[\[?([^\]"']*)$/.exec(line.before);
  // A list that goes on from the line above begins with a bracket as well, but with a text in it.
  if (open !== null)
    return wordAt('header', [], open[1] ?? '', { ...line, isNested: false, isInList: false });
  return inEntry(text, tableAbove(text, lineStart), line);
}

interface Line {
  readonly offset: number;
  readonly before: string;
  readonly after: string;
}

interface Table {
  readonly path: readonly string[];
  /** Where its entries begin. */
  readonly start: number;
}

function tableAbove(text: string, lineStart: number): Table {
  let found: Table = { path: [], start: 0 };
  for (let start = 0; start < lineStart;) {
    const end = text.indexOf('\n', start);
    const header = HEADER.exec(text.slice(start, end));
    if (header !== null) found = { path: keysOf(header[1] ?? ''), start: end + 1 };
    start = end + 1;
  }
  return found;
}

function keysOf(written: string): readonly string[] {
  return [...written.matchAll(KEY_PART)].map((match) => match[1] ?? match[2] ?? match[3] ?? '');
}

interface Frame {
  readonly opener: '{' | '[' | '';
  /** The keys that lead here. */
  readonly path: readonly string[];
  /** The key whose value is being written; null before its equals sign. */
  key: readonly string[] | null;
  /** Where its key begins. */
  start: number;
}

/** Goes through the entries of a table up to the cursor, into inline tables and lists. */
function inEntry(text: string, table: Table, line: Line): Cursor | null {
  const outermost = (start: number): Frame[] => [
    { opener: '', path: table.path, key: null, start },
  ];
  let frames = outermost(table.start);
  let last = '';
  for (let at = table.start; at < line.offset; at++) {
    const sign = text[at] ?? '';
    const frame = frames.at(-1);
    if (frame === undefined) return null;
    if (sign === '\n') {
      if (!goesOn(frame, last, text.slice(at + 1, line.offset))) frames = outermost(at + 1);
      continue;
    }
    if (sign === '#' || sign === '"' || sign === "'") {
      const newline = endOfLine(text, at, line.offset);
      const end = sign === '#' ? -1 : text.slice(0, newline).indexOf(sign, at + 1);
      const isHere = end < 0 && newline === line.offset;
      if (isHere) return sign === '#' ? null : inText(at, frames, line, sign);
      at = end < 0 ? newline - 1 : end;
    } else if (sign === '=' && frame.key === null) frame.key = keysOf(text.slice(frame.start, at));
    else if (sign === ',' && frame.opener === '{')
      Object.assign(frame, { key: null, start: at + 1 });
    else if (sign === '{' || sign === '[')
      frames.push({
        ...{ opener: sign, path: [...frame.path, ...(frame.key ?? [])], start: at + 1 },
        key: sign === '[' ? [] : null,
      });
    else if (sign === '}' || sign === ']') frames.pop();
    if (sign.trim() !== '' && sign !== '#') last = sign;
  }
  const frame = frames.at(-1);
  if (frame === undefined) return null;
  const place = { ...line, isNested: frames.length > 1, isInList: frame.opener === '[' };
  if (frame.key === null)
    return wordAt('key', frame.path, text.slice(frame.start, line.offset).trimStart(), place);
  const word = /[\w-]*$/.exec(line.before)?.[0] ?? '';
  return wordAt('value', [...frame.path, ...frame.key], word, place);
}

interface Place extends Line {
  /** In a list or an inline table. */
  readonly isNested: boolean;
  readonly isInList: boolean;
}

/** Whether what is open at the end of a line goes on in the next: a list does, a table where it is said to have more. */
function goesOn({ opener }: Frame, last: string, rest: string): boolean {
  if (opener === '') return false;
  return opener === '[' ? !ENTRY.test(rest) : last === '{' || last === ',';
}

function endOfLine(text: string, start: number, most: number): number {
  const newline = text.indexOf('\n', start);
  return newline < 0 ? most : Math.min(newline, most);
}

/** In a text whose closing quote is not before the cursor. */
function inText(
  start: number,
  frames: readonly Frame[],
  { offset, after }: Line,
  quote: string,
): Cursor | null {
  const frame = frames.at(-1);
  if (frame === undefined) return null;
  const isClosed = after.startsWith(quote);
  return {
    ...{ at: frame.key === null ? 'key' : 'value', path: [...frame.path, ...(frame.key ?? [])] },
    ...{ isQuoted: true, isAlone: false, isInList: frame.opener === '[' },
    word: { start, end: offset + (isClosed ? 1 : 0) },
  };
}

/** `written`: what of the word and the dotted keys before it is there. */
function wordAt(
  at: Cursor['at'],
  path: readonly string[],
  written: string,
  { offset, before, after, isNested, isInList }: Place,
): Cursor | null {
  const word = /[\w-]*$/.exec(written)?.[0] ?? '';
  const leading = written.slice(0, written.length - word.length);
  // `a b`: the second word is none of a key.
  if (at !== 'value' && leading !== '' && !leading.endsWith('.')) return null;
  const isAlone = !isNested && before.trim() === word && after.trim() === '';
  const more = at === 'value' ? [] : keysOf(leading);
  const span = { start: offset - word.length, end: offset };
  return { at, path: [...path, ...more], word: span, isQuoted: false, isAlone, isInList };
}
