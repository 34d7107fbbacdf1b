/**
 * The `--name=value` words between a keyword and its arguments. BuildKit reads them for every instruction, with quotes
 * and escapes of their own that have nothing to do with those of the arguments.
 *
 * BuildKit reads flags byte by byte and writes each byte as a character, so that letters beyond ASCII come out garbled
 * (`é` as `Ã©`). The values here are what BuildKit sees, garbled alike.
 */
import {
  sourceOffset,
  sourceSpan,
  type MappedPiece,
  type MappedText,
} from '../../text/mapped-text.ts';
import type { Flag } from './model.ts';
import { isSpace } from './white-space.ts';

export interface ReadFlags {
  readonly flags: readonly Flag[];
  /** Where the arguments begin in the text, white space before them included. */
  readonly argumentsStart: number;
}

/** Reads the flags of a logical line from `start` on, which is behind the keyword. */
export function readFlags(logical: MappedText, start: number, escape: string): ReadFlags {
  const rest = logical.text.slice(start);
  if (!/^[\t-\r ]*--/.test(rest)) return { flags: [], argumentsStart: start };
  const bytes = bytesFrom(rest, start);
  const flags: Flag[] = [];
  let at = 0;
  for (;;) {
    while (at < bytes.text.length && isSpace(bytes.text.charCodeAt(at))) at++;
    if (!bytes.text.startsWith('--', at)) break;
    const word = readFlagWord(bytes.text, at, escape);
    at = word.end;
    // `--` alone ends the flags.
    if (word.value === '--') break;
    const place = { start: bytes.offset(word.start), end: bytes.offset(word.end) };
    flags.push(flagFromWord(logical, word, place, bytes));
  }
  return { flags, argumentsStart: bytes.offset(at) };
}

interface FlagWord {
  readonly start: number;
  readonly end: number;
  /** Without quotes and escapes. */
  readonly value: string;
  /** Where each character of the value stands. */
  readonly places: readonly number[];
}

function readFlagWord(text: string, start: number, escape: string): FlagWord {
  const characters: string[] = [];
  const places: number[] = [];
  let quote = '';
  let at = start;
  for (; at < text.length; at++) {
    const character = text.charAt(at);
    if (quote === '') {
      if (isSpace(text.charCodeAt(at))) break;
      if (character === "'" || character === '"') {
        quote = character;
        continue;
      }
    } else if (character === quote) {
      quote = '';
      continue;
    }
    if (character === escape) at++;
    // An escape at the very end is dropped.
    if (at >= text.length) break;
    characters.push(text.charAt(at));
    places.push(at);
  }
  return { start, end: at, value: characters.join(''), places };
}

function flagFromWord(
  logical: MappedText,
  word: FlagWord,
  place: { readonly start: number; readonly end: number },
  { offset, unitOf }: Bytes,
): Flag {
  const span = sourceSpan(logical, place);
  const equals = word.value.indexOf('=');
  if (equals < 0) {
    return { name: word.value.slice(2), value: null, span, valueSpan: null, valueText: null };
  }
  const start = offset(word.places[equals] ?? word.start) + 1;
  const behind = sourceOffset(logical, start - 1) + 1;
  return {
    name: word.value.slice(2, equals),
    value: word.value.slice(equals + 1),
    span,
    valueSpan:
      start < place.end
        ? sourceSpan(logical, { start, end: place.end })
        : { start: behind, end: behind },
    valueText: valueText(logical, word, equals + 1, behind, unitOf),
  };
}

function valueText(
  logical: MappedText,
  word: FlagWord,
  start: number,
  source: number,
  unitOf: (at: number) => number,
): MappedText {
  const pieces: MappedPiece[] = [{ at: 0, source }];
  let expected = -1;
  for (let at = start; at < word.places.length; at++) {
    const place = sourceOffset(logical, unitOf(word.places[at] ?? 0));
    if (at === start) pieces.length = 0;
    if (place !== expected) pieces.push({ at: at - start, source: place });
    expected = place + 1;
  }
  return { text: word.value.slice(start), pieces };
}

interface Bytes {
  /** A character for each byte. */
  readonly text: string;
  /** The place in the original text of a byte; of one inside a character, the place behind that character. */
  readonly offset: (at: number) => number;
  /** The unit of the original text that a byte belongs to. */
  readonly unitOf: (at: number) => number;
}

function bytesFrom(rest: string, start: number): Bytes {
  if (!/[\u0080-\uffff]/.test(rest)) {
    const shifted = (at: number): number => at + start;
    return { text: rest, offset: shifted, unitOf: shifted };
  }
  const offsets: number[] = [];
  const units: number[] = [];
  const parts: string[] = [];
  let unit = start;
  for (const character of rest) {
    const bytes = utf8(character.codePointAt(0) ?? 0);
    bytes.forEach((byte, index) => {
      parts.push(String.fromCharCode(byte));
      offsets.push(index === 0 ? unit : unit + character.length);
      units.push(index === 0 ? unit : unit + character.length - 1);
    });
    unit += character.length;
  }
  return {
    text: parts.join(''),
    offset: (at) => offsets[at] ?? unit,
    unitOf: (at) => units[at] ?? unit,
  };
}

function utf8(point: number): readonly number[] {
  if (point < 0x80) return [point];
  if (point < 0x800) return [0xc0 | (point >> 6), 0x80 | (point & 0x3f)];
  // A lone half of a surrogate pair is written as the replacement character.
  if (point >= 0xd800 && point <= 0xdfff) return utf8(0xfffd);
  if (point < 0x10000) {
    return [0xe0 | (point >> 12), 0x80 | ((point >> 6) & 0x3f), 0x80 | (point & 0x3f)];
  }
  return [
    0xf0 | (point >> 18),
    0x80 | ((point >> 12) & 0x3f),
    0x80 | ((point >> 6) & 0x3f),
    0x80 | (point & 0x3f),
  ];
}
