/** An earlier snapshot takes what it can from a newer one, and says the same as before. */
import assert from 'node:assert/strict';
import {
  parseSnapshot,
  shareFiles,
  writeSnapshot,
  type Snapshot,
} from '../../../server/core/forecast/index.ts';
import { snapshotOf } from '../../support/forecast/forecasting.ts';

const dockerfile = 'FROM a\nCOPY . .\n';
const FILES = { 'a.txt': '1\n', 'b/c.txt': '2\n', 'gone.txt': '3\n' };

function fromFile(files: Readonly<Record<string, string>>): Snapshot {
  const read = parseSnapshot(writeSnapshot(snapshotOf({ dockerfile, files })));
  assert.ok(read);
  return read;
}

describe('files of an earlier snapshot', () => {
  it('are those of the newer one where they are the same', () => {
    const old = fromFile(FILES);
    const now = snapshotOf({ dockerfile, files: { 'a.txt': '1\n', 'b/c.txt': '4\n', new: '5\n' } });
    const shared = shareFiles(old, now);
    const [before, after] = [shared.files['context']!, now.files['context']!];
    assert.equal(before.get('a.txt'), after.get('a.txt'));
    assert.deepEqual(new Map([...before].sort()), new Map([...old.files['context']!].sort()));
    assert.deepEqual({ ...shared, files: {} }, { ...old, files: {} });
  });

  it('are the very table where nothing changed', () => {
    const now = snapshotOf({ dockerfile, files: FILES });
    assert.equal(shareFiles(fromFile(FILES), now).files['context'], now.files['context']);
  });

  it('stay where the newer one has no such context', () => {
    const now = snapshotOf({ dockerfile: 'FROM a\n' });
    assert.deepEqual(shareFiles(fromFile(FILES), now), fromFile(FILES));
  });
});
