/**
 * Where a cursor is in a configuration that is being written. Such a text seldom parses, so this goes by the lines alone:
 * the header above, and what of the line is before the cursor.
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
  /** Nothing but the word is on the line. */
  readonly isAlone: boolean;
}

const HEADER = /^[ \t]*\[\[?([^\]\n]*)\]/;
/** `a`, `"a b"`, `'a'`: one part of a dotted key. */
const KEY_PART = /"((?:[^"\\]|\\.)*)"|'([^']*)'|([\w-]+)/g;

export function cursorAt(text: string, offset: number): Cursor | null {
  const lineStart = text.lastIndexOf('\n', offset - 1) + 1;
  const newline = text.indexOf('\n', offset);
  const after = text.slice(offset, newline < 0 ? text.length : newline).replace(/\r$/, '');
  const before = text.slice(lineStart, offset);
  const open = /^[ \t]*\[\[?([^\]"']*)$/.exec(before);
  // A list that goes on from the line above begins with a bracket as well, but with a text in it.
  if (open !== null) return wordAt('header', [], open[1] ?? '', { offset, before, after });
  const table = tableAbove(text.slice(0, lineStart));
  return inLine(before, table, { offset, before, after });
}

interface Line {
  readonly offset: number;
  readonly before: string;
  readonly after: string;
}

function tableAbove(text: string): readonly string[] {
  const line = text.split('\n').findLast((one) => HEADER.test(one)) ?? '';
  return keysOf(HEADER.exec(line)?.[1] ?? '');
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

/** Goes through the line, into inline tables and lists. */
function inLine(before: string, table: readonly string[], line: Line): Cursor | null {
  const frames: Frame[] = [{ opener: '', path: table, key: null, start: 0 }];
  for (let at = 0; at < before.length; at++) {
    const sign = before[at] ?? '';
    const frame = frames.at(-1);
    if (frame === undefined || sign === '#') return null;
    if (sign === '"' || sign === "'") {
      const end = before.indexOf(sign, at + 1);
      if (end < 0) return inText(at, frames, line);
      at = end;
    } else if (sign === '=' && frame.key === null)
      frame.key = keysOf(before.slice(frame.start, at));
    else if (sign === ',' && frame.opener === '{')
      Object.assign(frame, { key: null, start: at + 1 });
    else if (sign === '{' || sign === '[')
      frames.push({
        ...{ opener: sign, path: [...frame.path, ...(frame.key ?? [])], start: at + 1 },
        key: sign === '[' ? [] : null,
      });
    else if (sign === '}' || sign === ']') frames.pop();
  }
  const last = frames.at(-1);
  if (last === undefined) return null;
  if (last.key === null)
    return wordAt('key', last.path, before.slice(last.start).trimStart(), line);
  return wordAt('value', [...last.path, ...last.key], /[\w-]*$/.exec(before)?.[0] ?? '', line);
}

/** In a text whose closing quote is not before the cursor. */
function inText(
  quote: number,
  frames: readonly Frame[],
  { offset, before, after }: Line,
): Cursor | null {
  const frame = frames.at(-1);
  if (frame === undefined || frame.key === null) return null;
  const start = offset - before.length + quote;
  const isClosed = after.startsWith(before[quote] ?? '');
  return {
    ...{ at: 'value', path: [...frame.path, ...frame.key], isQuoted: true, isAlone: false },
    word: { start, end: offset + (isClosed ? 1 : 0) },
  };
}

/** `written`: what of the word and the dotted keys before it is there. */
function wordAt(
  at: Cursor['at'],
  path: readonly string[],
  written: string,
  { offset, before, after }: Line,
): Cursor | null {
  const word = /[\w-]*$/.exec(written)?.[0] ?? '';
  const leading = written.slice(0, written.length - word.length);
  // `a b`: the second word is none of a key.
  if (at !== 'value' && leading !== '' && !leading.endsWith('.')) return null;
  const isAlone = before.trim() === word && after.trim() === '';
  const more = at === 'value' ? [] : keysOf(leading);
  const span = { start: offset - word.length, end: offset };
  return { at, path: [...path, ...more], word: span, isQuoted: false, isAlone };
}
