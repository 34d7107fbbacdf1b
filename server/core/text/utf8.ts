/**
 * UTF-8 without an encoder from the platform: one unit of the result is one byte. Some of the formats we read are
 * defined on bytes, and core has neither Node nor the DOM.
 */

/** The bytes of a text as a string of units below 256. A lone surrogate becomes U+FFFD, as in every encoder. */
export function toByteString(text: string): string {
  if (isAscii(text)) return text;
  let bytes = '';
  for (const character of text) bytes += encodeCodePoint(character.codePointAt(0) ?? 0);
  return bytes;
}

export function utf8Length(text: string): number {
  let length = text.length;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    if (unit < 0x80) continue;
    // Both halves of a pair together are four bytes: one more for each half.
    length += unit < 0x800 || isPairHalf(text, index) ? 1 : 2;
  }
  return length;
}

/** The code point that starts at a byte, and its length; malformed bytes are U+FFFD of length 1. */
export function decodeAt(bytes: string, at: number): { codePoint: number; length: number } {
  const first = bytes.charCodeAt(at);
  if (first < 0x80) return { codePoint: first, length: 1 };
  const length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc0 ? 2 : 0;
  if (length === 0 || at + length > bytes.length) return { codePoint: 0xfffd, length: 1 };
  let codePoint = first & (0xff >> (length + 1));
  for (let index = 1; index < length; index++) {
    const next = bytes.charCodeAt(at + index);
    if ((next & 0xc0) !== 0x80) return { codePoint: 0xfffd, length: 1 };
    codePoint = (codePoint << 6) | (next & 0x3f);
  }
  return { codePoint, length };
}

function isAscii(text: string): boolean {
  for (let index = 0; index < text.length; index++) {
    if (text.charCodeAt(index) >= 0x80) return false;
  }
  return true;
}

function isPairHalf(text: string, index: number): boolean {
  const unit = text.charCodeAt(index);
  if (unit >= 0xd800 && unit < 0xdc00) return isLow(text.charCodeAt(index + 1));
  if (!isLow(unit)) return false;
  const before = text.charCodeAt(index - 1);
  return before >= 0xd800 && before < 0xdc00;
}

function isLow(unit: number): boolean {
  return unit >= 0xdc00 && unit < 0xe000;
}

function encodeCodePoint(written: number): string {
  const codePoint = written >= 0xd800 && written < 0xe000 ? 0xfffd : written;
  if (codePoint < 0x80) return String.fromCharCode(codePoint);
  if (codePoint < 0x800) return String.fromCharCode(0xc0 | (codePoint >> 6), tail(codePoint, 0));
  if (codePoint < 0x10000) {
    return String.fromCharCode(0xe0 | (codePoint >> 12), tail(codePoint, 6), tail(codePoint, 0));
  }
  return String.fromCharCode(
    0xf0 | (codePoint >> 18),
    tail(codePoint, 12),
    tail(codePoint, 6),
    tail(codePoint, 0),
  );
}

function tail(codePoint: number, shift: number): number {
  return 0x80 | ((codePoint >> shift) & 0x3f);
}
