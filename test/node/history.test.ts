/** The history keeps what was written, whatever else happens to its files. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import {
  appendFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { openHistory, stateFolder } from '../../server/node/history/index.ts';
import { withLock } from '../../server/node/history/lock.ts';
import { folderWith, removeFolders } from './support/folders.ts';
import { parseTestRecord, testRecord } from './support/records.ts';

afterEach(removeFolders);

function historyIn(folder: string, limit = 500) {
  return openHistory({ folder, limit, parse: parseTestRecord });
}

async function idsIn(folder: string): Promise<readonly string[]> {
  return (await historyIn(folder).read()).map((record) => record.id);
}

describe('the history', function () {
  // Processes and disks of a busy machine take their time.
  this.timeout(20_000);

  it('gives back what was appended, oldest first, by key', async () => {
    const folder = join(folderWith(), 'state', 'layer-forecast');
    const history = historyIn(folder);
    assert.deepEqual(await history.read(), []);
    const other = { ...testRecord('').key, target: 'dev' };
    await history.append(testRecord('1'));
    await history.append(testRecord('2', { key: other }));
    await history.append(testRecord('3'));
    assert.deepEqual(await history.read(), [
      testRecord('1'),
      testRecord('2', { key: other }),
      testRecord('3'),
    ]);
    const found = await history.read({ dockerfile: '/p/Dockerfile', target: 'dev' });
    assert.deepEqual(
      found.map((record) => record.id),
      ['2'],
    );
    assert.deepEqual(await history.read({ builder: 'none' }), []);
  });

  it('sees what another process appends, cuts or clears after it was read', async () => {
    const folder = folderWith();
    const [mine, other] = [historyIn(folder), historyIn(folder)];
    const ids = async () => (await mine.read()).map((record) => record.id);
    assert.deepEqual(await ids(), []);
    await other.append(testRecord('1'));
    assert.deepEqual(await ids(), ['1']);
    assert.deepEqual(await ids(), ['1']);
    await other.append(testRecord('2'));
    assert.deepEqual(await ids(), ['1', '2']);
    truncateSync(join(folder, 'history.jsonl'), 10);
    assert.deepEqual(await ids(), []);
    await other.clear();
    await other.append(testRecord('3'));
    assert.deepEqual(await ids(), ['3']);
  });

  it('is for its owner only', async () => {
    const folder = join(folderWith(), 'state');
    await historyIn(folder).append(testRecord('1'));
    assert.equal(statSync(folder).mode & 0o777, 0o700);
    assert.equal(statSync(join(folder, 'history.jsonl')).mode & 0o777, 0o600);
  });

  it('survives a write that was cut short, at every length', async () => {
    const folder = folderWith();
    await historyIn(folder).append(testRecord('1'));
    await historyIn(folder).append(testRecord('2'));
    const file = join(folder, 'history.jsonl');
    const whole = readFileSync(file);
    const firstEnd = whole.indexOf(10) + 1;
    for (let length = firstEnd; length < whole.length; length += 13) {
      writeFileSync(file, whole);
      truncateSync(file, length);
      assert.deepEqual(await idsIn(folder), ['1']);
      await historyIn(folder).append(testRecord('3'));
      assert.deepEqual(await idsIn(folder), ['1', '3'], `cut at ${length}`);
    }
  });

  it('skips lines that are no records', async () => {
    const folder = folderWith();
    const history = historyIn(folder);
    await history.append(testRecord('1'));
    appendFileSync(
      join(folder, 'history.jsonl'),
      ['{"version":9}', 'null', '[]', '{', '\0\0\0', '"x"', ''].join('\n'),
    );
    await history.append(testRecord('2'));
    assert.deepEqual(await idsIn(folder), ['1', '2']);
  });

  it('keeps the newest builds and the snapshots that they need', async () => {
    const folder = folderWith();
    const history = historyIn(folder, 5);
    const long = new Date(Date.now() - 2 * 60 * 60 * 1000);
    for (let index = 0; index < 30; index += 1) {
      const snapshot = await history.saveSnapshot(`snapshot ${index}`);
      utimesSync(join(folder, 'snapshots', `${snapshot!}.json`), long, long);
      await history.append(testRecord(`${index}`, { snapshot }));
    }
    const kept = await history.read();
    assert.ok(kept.length >= 5 && kept.length <= 15, `${kept.length} kept`);
    assert.equal(kept.at(-1)?.id, '29');
    for (const record of kept)
      assert.equal(await history.readSnapshot(record.snapshot!), `snapshot ${record.id}`);
    assert.ok(readdirSync(join(folder, 'snapshots')).length <= 15);
  });

  it('keeps no builds where none are wanted', async () => {
    const folder = join(folderWith(), 'state');
    assert.deepEqual(await historyIn(folder, 0).append(testRecord('1')), { kind: 'written' });
    assert.equal(existsSync(folder), false);
  });

  it('loses nothing to writers beside each other, compaction included', async function () {
    this.timeout(30_000);
    const folder = folderWith();
    const run = promisify(execFile);
    const writer = join(import.meta.dirname, 'support', 'history-writer.ts');
    const names = ['a', 'b', 'c'];
    await Promise.all(
      names.map((name) =>
        run(process.execPath, ['--import', 'tsx', writer, folder, name, '40', '60']),
      ),
    );
    const ids = await idsIn(folder);
    assert.ok(ids.length >= 60 && ids.length <= 70, `${ids.length} kept`);
    for (const name of names) {
      const own = ids.filter((id) => id.startsWith(name)).map((id) => Number(id.slice(2)));
      const last = Array.from({ length: own.length }, (_, index) => 40 - own.length + index);
      assert.deepEqual(own, last, `the newest of ${name}, in order`);
    }
    assert.deepEqual(readdirSync(folder), ['history.jsonl']);
  });

  it('can be cleared', async () => {
    const folder = folderWith();
    const history = historyIn(folder);
    assert.deepEqual(await historyIn(join(folder, 'never')).clear(), { removed: 0 });
    const id = await history.saveSnapshot('x');
    await history.append(testRecord('1', { snapshot: id }));
    assert.deepEqual(await history.clear(), { removed: 1 });
    assert.deepEqual(await history.read(), []);
    assert.equal(await history.readSnapshot(id!), null);
    await history.append(testRecord('2'));
    assert.deepEqual(await idsIn(folder), ['2']);
  });

  it('says where it cannot write', async () => {
    const folder = folderWith({ file: '' });
    assert.deepEqual(await historyIn(join(folder, 'file')).append(testRecord('1')), {
      kind: 'failed',
      message: `Cannot write the history of builds in ${join(folder, 'file')}: a file of that name is in the way.`,
    });
  });
});

describe('a snapshot', function () {
  // Processes and disks of a busy machine take their time.
  this.timeout(20_000);

  it('is named by its content, and only whole ones are given back', async () => {
    const folder = folderWith();
    const history = historyIn(folder);
    const id = (await history.saveSnapshot('some text'))!;
    assert.equal(await history.saveSnapshot('some text'), id);
    assert.equal(await history.readSnapshot(id), 'some text');
    writeFileSync(join(folder, 'snapshots', `${id}.json`), 'some te');
    assert.equal(await history.readSnapshot(id), null);
    assert.equal(await history.readSnapshot('../history'), null);
  });
});

describe('the lock', function () {
  // Processes and disks of a busy machine take their time.
  this.timeout(20_000);

  it('lets one work after the other', async () => {
    const lock = join(folderWith(), 'lock');
    let running = 0;
    const order: number[] = [];
    await Promise.all(
      [1, 2, 3, 4].map((name) =>
        withLock(lock, async () => {
          running += 1;
          assert.equal(running, 1);
          await new Promise((done) => setTimeout(done, 5));
          order.push(name);
          running -= 1;
        }),
      ),
    );
    assert.equal(order.length, 4);
    assert.equal(existsSync(lock), false);
  });

  it('of a process that is gone is taken over at once', async () => {
    const lock = join(folderWith(), 'lock');
    // No process has this id: it is above every kernel's limit.
    writeFileSync(lock, JSON.stringify({ pid: 2 ** 30, host: hostname(), id: 'x' }));
    const done = await withLock(lock, () => Promise.resolve(1), { waitMs: 500 });
    assert.deepEqual(done, { value: 1 });
  });

  it('that is too old is taken over; a fresh one is respected', async () => {
    const lock = join(folderWith(), 'lock');
    const text = JSON.stringify({ pid: 1, host: 'elsewhere', id: 'x' });
    writeFileSync(lock, text);
    assert.equal(await withLock(lock, () => Promise.resolve(1), { waitMs: 100 }), null);
    assert.equal(readFileSync(lock, 'utf8'), text);
    const past = new Date(Date.now() - 60_000);
    utimesSync(lock, past, past);
    assert.deepEqual(await withLock(lock, () => Promise.resolve(1), { waitMs: 100 }), { value: 1 });
  });

  it('is given back where the work fails', async () => {
    const lock = join(folderWith(), 'lock');
    await assert.rejects(
      withLock(lock, () => Promise.reject(new Error('no'))),
      /no/,
    );
    assert.equal(existsSync(lock), false);
  });
});

describe('the state folder', function () {
  // Processes and disks of a busy machine take their time.
  this.timeout(20_000);

  for (const [platform, env, expected] of [
    ['linux', {}, '/home/u/.local/state/layer-forecast'],
    ['linux', { XDG_STATE_HOME: '/s' }, '/s/layer-forecast'],
    ['linux', { XDG_STATE_HOME: 'relative' }, '/home/u/.local/state/layer-forecast'],
    ['darwin', { XDG_STATE_HOME: '/s' }, '/home/u/Library/Application Support/layer-forecast'],
    ['win32', { LOCALAPPDATA: '/local' }, '/local/layer-forecast'],
    ['win32', {}, '/home/u/AppData/Local/layer-forecast'],
    ['linux', { LAYER_FORECAST_STATE: '/x', XDG_STATE_HOME: '/s' }, '/x'],
  ] as const) {
    it(`on ${platform} with ${JSON.stringify(env)} is ${expected}`, () => {
      assert.equal(stateFolder({ env, platform, home: '/home/u' }), expected);
    });
  }
});
