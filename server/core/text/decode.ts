/**
 * Text from bytes whose encoding nobody states, such as a log that PowerShell redirected into a file. A byte order mark
 * decides; without one the NUL bytes of UTF-16 do; the rest is UTF-8, or Latin-1 where it cannot be UTF-8.
 */

import { byteOrderMark, decodeLeniently, type WideEncoding } from './encodings.ts';

export type TextEncodingName = 'utf-8' | 'utf-8-bom' | 'latin-1' | WideEncoding;

export interface DecodedText {
  /** Without the byte order mark. */
  readonly text: string;
  readonly encoding: TextEncodingName;
  /** Whether some bytes could not be decoded and became U+FFFD. */
  readonly lossy: boolean;
}

/** In every runtime we have, but in the type library of none that core may use. */
declare class TextDecoder {
  constructor(label?: string, options?: { readonly ignoreBOM?: boolean });
  decode(bytes?: Uint8Array, options?: { readonly stream?: boolean }): string;
}

export function decodeText(bytes: Uint8Array): DecodedText {
  const mark = byteOrderMark(bytes);
  if (mark) {
    const encoding = mark.encoding === 'utf-8' ? 'utf-8-bom' : mark.encoding;
    return decodeAs(encoding, bytes.subarray(mark.length));
  }
  const wide = utf16WithoutMark(bytes);
  if (wide) return decodeAs(wide, bytes);
  const decoded = decodeAs('utf-8', bytes);
  return decoded.lossy && !hasUtf8Letters(decoded.text) ? decodeAs('latin-1', bytes) : decoded;
}

/** UTF-8 that comes in pieces which may end inside a character. */
export function createUtf8Decoder(): (bytes: Uint8Array) => string {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  return (bytes) => decoder.decode(bytes, { stream: true });
}

function decodeAs(encoding: TextEncodingName, bytes: Uint8Array): DecodedText {
  const text = decodeLeniently(bytes, encoding === 'utf-8-bom' ? 'utf-8' : encoding);
  return { text, encoding, lossy: encoding !== 'latin-1' && text.includes('\ufffd') };
}

const LOOKED_AT = 4096;

/** Latin letters, digits and signs have a zero byte in UTF-16: in the second place if little-endian. */
function utf16WithoutMark(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | null {
  const nPairs = Math.min(bytes.length, LOOKED_AT) >> 1;
  let nFirst = 0;
  let nSecond = 0;
  for (let index = 0; index < nPairs; index++) {
    if (bytes[2 * index] === 0) nFirst++;
    if (bytes[2 * index + 1] === 0) nSecond++;
  }
  if (nSecond * 2 > nPairs && nFirst * 20 < nPairs) return 'utf-16le';
  if (nFirst * 2 > nPairs && nSecond * 20 < nPairs) return 'utf-16be';
  return null;
}

/** Whether more letters beyond ASCII were decoded than failed: a damaged UTF-8 text is still UTF-8. */
function hasUtf8Letters(text: string): boolean {
  let balance = 0;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    if (unit === 0xfffd) balance--;
    else if (unit >= 0x80) balance++;
  }
  return balance > 0;
}
