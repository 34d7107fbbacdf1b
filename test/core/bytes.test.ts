/** Sizes as people read them, at the borders between one unit and the next. */
import assert from 'node:assert/strict';
import { BYTES_WIDTH, formatBytes, formatCount } from '../../server/protocol/bytes.ts';

describe('sizes', () => {
  for (const [bytes, text] of [
    [0, '0 bytes'],
    [-1, '0 bytes'],
    [Number.NaN, '0 bytes'],
    [1, '1 byte'],
    [12, '12 bytes'],
    [999, '999 bytes'],
    [1000, '1 kB'],
    [65_000, '65 kB'],
    [999_499, '999 kB'],
    [999_600, '1.0 MB'],
    [1_200_000, '1.2 MB'],
    [9_949_999, '9.9 MB'],
    [9_950_000, '10 MB'],
    [412_345_678, '412 MB'],
    [2_400_000_000, '2.4 GB'],
    [3e15, '3000 TB'],
  ] as const) {
    it(`${bytes} bytes read ${text}`, () => assert.equal(formatBytes(bytes), text));
  }

  it('fit into their column', () => {
    for (let bytes = 1; bytes < 9e14; bytes = bytes * 1.37 + 1)
      assert.ok(formatBytes(bytes).length <= BYTES_WIDTH, formatBytes(bytes));
  });

  for (const [amount, text] of [
    [0, '0'],
    [999, '999'],
    [8120, '8,120'],
    [1_234_567, '1,234,567'],
  ] as const) {
    it(`${amount} reads ${text}`, () => assert.equal(formatCount(amount), text));
  }
});
