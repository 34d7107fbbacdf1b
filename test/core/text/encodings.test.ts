/** From bytes to text and back: marks, strict and lenient reading. */
import assert from 'node:assert/strict';
import {
  byteOrderMark,
  decodeLeniently,
  decodeStrictly,
  encodeWide,
  firstUndecodableLine,
  looksLikeUtf16,
  utf8Bytes,
  wideText,
} from '../../../server/core/text/encodings.ts';

const WIDE = ['utf-16le', 'utf-16be', 'utf-32le', 'utf-32be'] as const;
const TEXT = 'requests==2.32.4\r\n# 🐳 é\n';

describe('byte order marks', () => {
  for (const [bytes, expected] of [
    [[0xef, 0xbb, 0xbf, 0x61], 'utf-8'],
    [[0xff, 0xfe, 0x61, 0], 'utf-16le'],
    [[0xfe, 0xff, 0, 0x61], 'utf-16be'],
    [[0xff, 0xfe, 0, 0, 0x61, 0, 0, 0], 'utf-32le'],
    [[0, 0, 0xfe, 0xff], 'utf-32be'],
    [[0x61, 0x62], null],
    [[0xff], null],
    [[], null],
  ] as const) {
    it(`of ${JSON.stringify(bytes)} say ${String(expected)}`, () => {
      assert.equal(byteOrderMark(Uint8Array.from(bytes))?.encoding ?? null, expected);
    });
  }
});

describe('wide texts', () => {
  for (const encoding of WIDE) {
    it(`come back from ${encoding}`, () => {
      const bytes = encodeWide(TEXT, encoding);
      assert.equal(byteOrderMark(bytes)?.encoding, encoding);
      assert.equal(wideText(bytes), TEXT);
    });
  }

  it('agree with what Node writes', () => {
    assert.deepEqual(
      Buffer.from(encodeWide(TEXT, 'utf-16le')),
      Buffer.from(`\uFEFF${TEXT}`, 'utf16le'),
    );
  });

  it('are no other files', () => {
    assert.equal(wideText(utf8Bytes(TEXT)), null);
    assert.equal(wideText(utf8Bytes(`\uFEFF${TEXT}`)), null);
  });

  it('are recognized without a mark by their NUL bytes', () => {
    assert.equal(looksLikeUtf16(encodeWide('FROM x', 'utf-16le').subarray(2)), 'utf-16le');
    assert.equal(looksLikeUtf16(encodeWide('FROM x', 'utf-16be').subarray(2)), 'utf-16be');
    assert.equal(looksLikeUtf16(utf8Bytes('FROM x')), null);
    assert.equal(looksLikeUtf16(new Uint8Array(20)), null);
  });
});

describe('strict reading', () => {
  for (const [what, bytes, encoding, expected] of [
    ['UTF-8', [0xc3, 0xa9], 'utf-8', 'é'],
    ['Latin-1 as UTF-8', [0xe9], 'utf-8', null],
    ['Latin-1', [0xe9, 0x85], 'latin-1', 'é\u0085'],
    ['a code page of Windows', [0xe9], 'windows-1251', 'й'],
    ['ASCII', [0x61], 'ascii', 'a'],
    ['a letter that is not ASCII', [0xe9], 'ascii', null],
    ['half a unit of UTF-16', [0x61, 0, 0x62], 'utf-16le', null],
    ['a part of UTF-32', [0x61, 0, 0], 'utf-32le', null],
    ['no code point of UTF-32', [0xff, 0xff, 0xff, 0xff], 'utf-32le', null],
    ['an encoding that nobody knows', [0x61], 'nonsense', null],
  ] as const) {
    it(`gives ${String(expected)} for ${what}`, () => {
      assert.equal(decodeStrictly(Uint8Array.from(bytes), encoding), expected);
    });
  }

  it('has a lenient counterpart that always gives a text', () => {
    assert.equal(decodeLeniently(Uint8Array.from([0x61, 0xe9]), 'utf-8'), 'a\uFFFD');
    assert.equal(decodeLeniently(Uint8Array.from([0x61]), 'nonsense'), 'a');
  });
});

describe('the first line that cannot be decoded', () => {
  for (const [bytes, expected] of [
    [[0x61, 10, 0xe9, 10], { line: 2, byte: 0xe9 }],
    [[0xe9], { line: 1, byte: 0xe9 }],
    [[0x61, 10], null],
    [[], null],
  ] as const) {
    it(`of ${JSON.stringify(bytes)} is ${JSON.stringify(expected)}`, () => {
      assert.deepEqual(firstUndecodableLine(Uint8Array.from(bytes), 'utf-8'), expected);
    });
  }
});
