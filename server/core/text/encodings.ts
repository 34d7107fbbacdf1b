/**
 * From the bytes of a file to its text. Byte order marks are looked at first, as pip does and editors do; what else
 * decides (a line that names the encoding, a strict reader) is up to the kind of document.
 */
import { toByteString } from './utf8.ts';

/** Part of every place where the core runs, but not of the ECMAScript types. */
declare const TextDecoder: new (
  label?: string,
  options?: { readonly fatal?: boolean; readonly ignoreBOM?: boolean },
) => { decode(bytes: Uint8Array): string };

export type WideEncoding = 'utf-16le' | 'utf-16be' | 'utf-32le' | 'utf-32be';

/** `utf-8`, a wide one, or the name that a file gives itself, such as `latin-1` and `windows-1251`. */
export type Encoding = string;

/** What a mark at the start of the file says, and the length of the mark in bytes. */
export interface ByteOrderMark {
  readonly encoding: 'utf-8' | WideEncoding;
  readonly length: number;
}

/** UTF-32 stands before UTF-16, whose mark is the beginning of its own. */
const MARKS: readonly (readonly [encoding: ByteOrderMark['encoding'], bytes: readonly number[]])[] =
  [
    ['utf-8', [0xef, 0xbb, 0xbf]],
    ['utf-32le', [0xff, 0xfe, 0, 0]],
    ['utf-32be', [0, 0, 0xfe, 0xff]],
    ['utf-16le', [0xff, 0xfe]],
    ['utf-16be', [0xfe, 0xff]],
  ];

export function byteOrderMark(bytes: Uint8Array): ByteOrderMark | null {
  for (const [encoding, mark] of MARKS) {
    if (mark.every((byte, index) => bytes[index] === byte))
      return { encoding, length: mark.length };
  }
  return null;
}

/** The encoding that a byte order mark names, where that is not UTF-8. */
export function wideEncoding(bytes: Uint8Array): WideEncoding | null {
  const encoding = byteOrderMark(bytes)?.encoding ?? 'utf-8';
  return encoding === 'utf-8' ? null : encoding;
}

/**
 * UTF-16 without a mark, as the NUL beside each of the first letters shows: a guess, for messages about files that
 * their tool refuses anyway.
 */
export function looksLikeUtf16(bytes: Uint8Array): WideEncoding | null {
  const pairs = Math.min(8, bytes.length >> 1);
  if (pairs < 2) return null;
  const isWide = (zero: number): boolean => {
    for (let pair = 0; pair < pairs; pair++) {
      if (bytes[2 * pair + zero] !== 0 || bytes[2 * pair + 1 - zero] === 0) return false;
    }
    return true;
  };
  if (isWide(1)) return 'utf-16le';
  return isWide(0) ? 'utf-16be' : null;
}

/** The text without its mark. Null where the bytes are not of this encoding, or nobody here knows it. */
export function decodeStrictly(bytes: Uint8Array, encoding: Encoding): string | null {
  if (encoding === 'latin-1') return oneUnitABytes(bytes);
  if (encoding === 'ascii') return bytes.some((byte) => byte > 0x7f) ? null : oneUnitABytes(bytes);
  if (encoding === 'utf-32le' || encoding === 'utf-32be') return decodeUtf32(bytes, encoding);
  try {
    return new TextDecoder(encoding, { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}

/** The same with U+FFFD in place of what cannot be decoded. */
export function decodeLeniently(bytes: Uint8Array, encoding: Encoding): string {
  const strict = decodeStrictly(bytes, encoding);
  if (strict !== null) return strict;
  try {
    return new TextDecoder(encoding, { ignoreBOM: true }).decode(bytes);
  } catch {
    return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
  }
}

/** The text of a file that begins with the mark of UTF-16 or UTF-32; null for any other file. */
export function wideText(bytes: Uint8Array): string | null {
  const mark = byteOrderMark(bytes);
  if (mark === null || mark.encoding === 'utf-8') return null;
  return decodeLeniently(bytes.subarray(mark.length), mark.encoding);
}

/** The bytes of a text in an encoding that has a mark, mark included. */
export function encodeWide(text: string, encoding: WideEncoding): Uint8Array {
  const units = `\uFEFF${text}`;
  const codes = encoding.startsWith('utf-32')
    ? Array.from(units, (character) => character.codePointAt(0) ?? 0)
    : Array.from({ length: units.length }, (_, index) => units.charCodeAt(index));
  const width = encoding.startsWith('utf-32') ? 4 : 2;
  const bytes = new Uint8Array(codes.length * width);
  codes.forEach((code, index) => {
    for (let byte = 0; byte < width; byte++) {
      const place = encoding.endsWith('le') ? byte : width - 1 - byte;
      bytes[index * width + place] = (code >>> (8 * byte)) & 0xff;
    }
  });
  return bytes;
}

/** The number (from 1) of the first line that is not UTF-8, and its first byte that no letter of UTF-8 begins with. */
export function firstUndecodableLine(
  bytes: Uint8Array,
  encoding: Encoding,
): { readonly line: number; readonly byte: number } | null {
  let line = 1;
  for (let start = 0; start <= bytes.length; line++) {
    const newline = bytes.indexOf(10, start);
    const end = newline === -1 ? bytes.length : newline;
    const part = bytes.subarray(start, end);
    if (decodeStrictly(part, encoding) === null)
      return { line, byte: part.find((byte) => byte > 0x7f) ?? 0 };
    if (newline === -1) return null;
    start = newline + 1;
  }
  return null;
}

export function utf8Bytes(text: string): Uint8Array {
  const units = toByteString(text);
  return Uint8Array.from({ length: units.length }, (_, index) => units.charCodeAt(index));
}

const CHUNK = 8192;

/** Latin-1: each byte is the code point of the same number. */
function oneUnitABytes(bytes: Uint8Array): string {
  const parts: string[] = [];
  for (let at = 0; at < bytes.length; at += CHUNK)
    parts.push(String.fromCharCode(...bytes.subarray(at, at + CHUNK)));
  return parts.join('');
}

function decodeUtf32(bytes: Uint8Array, encoding: 'utf-32le' | 'utf-32be'): string | null {
  if (bytes.length % 4 !== 0) return null;
  const parts: string[] = [];
  for (let at = 0; at < bytes.length; at += 4) {
    let code = 0;
    for (let byte = 0; byte < 4; byte++) {
      const place = encoding === 'utf-32le' ? 3 - byte : byte;
      code = code * 256 + (bytes[at + place] ?? 0);
    }
    if (code > 0x10ffff || (code >= 0xd800 && code < 0xe000)) return null;
    parts.push(String.fromCodePoint(code));
  }
  return parts.join('');
}
