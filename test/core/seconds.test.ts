/** Seconds as people read them, at the borders between one unit and the next. */
import assert from 'node:assert/strict';
import { formatRange, formatSeconds, SECONDS_WIDTH } from '../../server/protocol/seconds.ts';

describe('seconds', () => {
  for (const [seconds, text] of [
    [0, '0 s'],
    [-1, '0 s'],
    [Number.NaN, '0 s'],
    [Number.POSITIVE_INFINITY, '0 s'],
    [0.001, '<0.1 s'],
    [0.04, '<0.1 s'],
    [0.05, '0.1 s'],
    [0.3, '0.3 s'],
    [0.949, '0.9 s'],
    [0.951, '1.0 s'],
    [9.949, '9.9 s'],
    [9.95, '10 s'],
    [10.4, '10 s'],
    [18.62, '19 s'],
    [59.49, '59 s'],
    [59.5, '1 min 0 s'],
    [59.95, '1 min 0 s'],
    [125, '2 min 5 s'],
    [119.6, '2 min 0 s'],
    [3599.4, '59 min 59 s'],
    [3599.5, '1 h 0 min'],
    [3840, '1 h 4 min'],
    [7199.9, '2 h 0 min'],
    [7300, '2 h 2 min'],
    [1e9, '277777 h 47 min'],
  ] as const) {
    it(`${seconds} read ${text}`, () => assert.equal(formatSeconds(seconds), text));
  }

  for (const [low, high, text] of [
    [17.4, 19.4, '17 to 19 s'],
    [0, 0.9, '0 to 0.9 s'],
    [2.1, 3.4, '2.1 to 3.4 s'],
    [9.6, 12.2, '9.6 to 12 s'],
    [3.31, 3.34, '3.3 s'],
    [50, 70, '50 s to 1 min 10 s'],
    [59.4, 59.6, '59 s to 1 min 0 s'],
    [61, 3700, '1 min 1 s to 1 h 2 min'],
  ] as const) {
    it(`from ${low} to ${high} read ${text}`, () => assert.equal(formatRange(low, high), text));
  }

  it('never read as less when they are more, and fit their column', () => {
    let before = 0;
    for (let tenths = 0; tenths <= 36_000 * 10; tenths++) {
      const text = formatSeconds(tenths / 10);
      const now = readBack(text);
      assert.ok(now >= before, `${text} after ${String(before)} s`);
      if (tenths < 36_000 * 10 - 300) assert.ok(text.length <= SECONDS_WIDTH, text);
      before = now;
    }
  });
});

function readBack(text: string): number {
  const units: Readonly<Record<string, number>> = { s: 1, min: 60, h: 3600 };
  return [...text.matchAll(/([\d.]+) (s|min|h)/g)].reduce(
    (sum, [, figure, unit]) => sum + Number(figure) * (units[unit ?? ''] ?? 0),
    0,
  );
}
