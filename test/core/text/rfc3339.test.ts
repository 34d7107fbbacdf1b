import assert from 'node:assert/strict';
import { rfc3339, rfc3339Seconds } from '../../../server/core/text/rfc3339.ts';

describe('times of RFC 3339', () => {
  const times: readonly (readonly [string, number | undefined])[] = [
    ['1970-01-01T00:00:00Z', 0],
    ['2026-02-28T23:59:59.5Z', 1_772_323_199.5],
    ['2024-02-29T00:00:00+01:00', 1_709_161_200],
    ['2024-02-29t00:00:00.250000000-00:30', 1_709_166_600.25],
    ['0001-01-01T00:00:00Z', -62_135_596_800],
    ['2026-02-28', undefined],
    ['2026-02-28T23:59:59', undefined],
    ['now', undefined],
  ];
  for (const [text, seconds] of times)
    it(`are seconds: ${text}`, () => {
      assert.equal(rfc3339Seconds(text), seconds);
    });

  it('are written with milliseconds', () => {
    assert.equal(rfc3339(1_709_161_200.25), '2024-02-28T23:00:00.250Z');
    assert.equal(rfc3339(Number.NaN), '');
    assert.equal(rfc3339(1e30), '');
  });
});
