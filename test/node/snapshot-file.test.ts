/** A snapshot with its state after the fixes comes back from a file as it was, and has equal files once. */
import assert from 'node:assert/strict';
import {
  readSnapshotPair,
  sharePair,
  writeSnapshotPair,
  type SnapshotPair,
} from '../../server/node/forecasting/snapshot-file.ts';
import { snapshotOf } from '../support/forecast/forecasting.ts';

const files = { 'requirements.txt': 'flask\n', 'app.py': 'print()\n' };

function pairOf(fixed: string | null): SnapshotPair {
  const plain = snapshotOf({ dockerfile: 'FROM a\nCOPY . .\n', files });
  if (fixed === null) return { plain, fixed: null };
  const after = snapshotOf({ dockerfile: fixed, files });
  const isSame = fixed.includes('COPY . .');
  return { plain, fixed: isSame ? { ...after, files: plain.files } : after };
}

const PAIRS = [
  ['nothing to fix', null, 1],
  ['a fix that reads the same files', 'FROM a\nENV X=1\nCOPY . .\n', 1],
  ['a fix that reads others', 'FROM a\nCOPY requirements.txt .\n', 2],
] as const;

describe('a pair of snapshots', () => {
  for (const [name, fixed, nTables] of PAIRS) {
    it(`comes back as it was: ${name}`, () => {
      const pair = pairOf(fixed);
      const text = writeSnapshotPair(pair);
      const read = readSnapshotPair(text);
      assert.deepEqual(read, pair);
      assert.equal(text.match(/requirements\.txt[\\"]+:/g)?.length, nTables);
      const shared = sharePair(read, pair);
      assert.deepEqual(shared, pair);
      assert.equal(shared.plain.files['context'], pair.plain.files['context']);
      if (pair.fixed) assert.equal(shared.fixed?.files['context'], pair.fixed.files['context']);
    });
  }

  it('keeps how its engine is known, which older files do not say', () => {
    const pair: SnapshotPair = { ...pairOf(null), engineFrom: 'assumed' };
    assert.deepEqual(readSnapshotPair(writeSnapshotPair(pair)), pair);
    assert.deepEqual(sharePair(pair, pairOf(null)), pair);
    const unknown = writeSnapshotPair(pair).replace('"assumed"', '"heard"');
    assert.deepEqual(readSnapshotPair(unknown), pairOf(null));
  });

  it('is null for what is no pair', () => {
    const good = writeSnapshotPair(pairOf(null));
    for (const text of [
      '',
      '{}',
      'null',
      good.replace('"version":1', '"version":9'),
      good.slice(9),
    ])
      assert.equal(readSnapshotPair(text), null);
  });
});
