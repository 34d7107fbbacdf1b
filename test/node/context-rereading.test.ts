/** Reading a context again and again, with unsaved buffers over it, and when something is in the way. */
import assert from 'node:assert/strict';
import {
  chmodSync,
  mkdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createDigestCache, findIgnoreFile } from '../../server/node/context/index.ts';
import { lineDigests, sha256 } from '../../server/node/digest.ts';
import { filter, read } from './support/contexts.ts';
import { addFiles, folderWith, removeFolders } from './support/folders.ts';

afterEach(removeFolders);

describe('unsaved buffers', function () {
  // Processes and disks of a busy machine take their time.
  this.timeout(20_000);

  it("take the place of the file's bytes; the mode stays", async () => {
    const root = folderWith({ 'run.sh': 'old', 'src/': '' });
    chmodSync(join(root, 'run.sh'), 0o755);
    const overlay = new Map([
      [join(root, 'run.sh'), 'ne\u00fc'],
      [join(root, 'src/new/file.py'), 'x'],
      [join(root, '../elsewhere.py'), 'y'],
    ]);
    const { entries } = await read(root, [''], { overlay });
    assert.deepEqual(entries.get('run.sh'), {
      kind: 'file',
      mode: 0o755,
      size: 4,
      digest: sha256('ne\u00fc'),
      lines: lineDigests(Buffer.from('ne\u00fc')),
    });
    assert.equal(entries.get('src/new/file.py')?.mode, 0o644);
    assert.equal(entries.get('src/new')?.mode, 0o755);
    assert.equal(entries.size, 5);
  });

  it('are found under the path that the user opened, through links', async () => {
    const root = folderWith({ 'real/a.txt': 'old' });
    symlinkSync('real', join(root, 'link'));
    const overlay = new Map([[join(root, 'link/a.txt'), 'new']]);
    const { entries } = await read(root, [''], { overlay });
    assert.equal(entries.get('real/a.txt')?.digest, sha256('new'));
  });

  it('answer a need that is not on disk yet, and obey the ignore file', async () => {
    const root = folderWith({});
    const overlay = new Map([
      [join(root, 'new/requirements.txt'), 'x'],
      [join(root, 'b'), 'y'],
    ]);
    const { entries, problems } = await read(root, ['new/requirements.txt', 'b'], {
      overlay,
      ignore: filter(['b']),
    });
    assert.deepEqual([...entries.keys()].sort(), ['', 'new', 'new/requirements.txt']);
    assert.deepEqual(problems, []);
  });

  for (const [name, disk, text, expected] of [
    ['a byte order mark is kept', '\uFEFFa\n', 'b\n', '\uFEFFb\n'],
    ['an untouched file with a byte order mark', '\uFEFFa\n', 'a\n', '\uFEFFa\n'],
    ['an untouched file with mixed line ends', 'a\r\nb\n', 'a\r\nb\r\n', 'a\r\nb\n'],
    ['changed line ends', 'a\r\nb\r\n', 'a\nb\n', 'a\nb\n'],
  ] as const) {
    it(`do not pretend an edit: ${name}`, async () => {
      const root = folderWith({ a: disk });
      const { entries } = await read(root, [''], { overlay: new Map([[join(root, 'a'), text]]) });
      assert.equal(entries.get('a')?.digest, sha256(expected));
    });
  }

  it('leave the bytes of an untouched file that is not UTF-8', async () => {
    const bytes = Buffer.from([0x61, 0xff, 0x62]);
    const root = folderWith({ a: bytes });
    const overlay = new Map([[join(root, 'a'), bytes.toString('utf8')]]);
    const { entries } = await read(root, [''], { overlay });
    assert.equal(entries.get('a')?.digest, sha256(bytes));
  });
});

describe('reading again', function () {
  // Processes and disks of a busy machine take their time.
  this.timeout(20_000);

  it('reads only what changed', async () => {
    const root = folderWith({ a: '1', b: '2', 'requirements.txt': 'x\n' });
    await sleep(80);
    const cache = createDigestCache();
    const first = await read(root, [''], { cache });
    assert.equal(first.work.digested, 3);
    const second = await read(root, [''], { cache });
    assert.equal(second.work.digested, 0);
    assert.deepEqual(second.entries, first.entries);
    writeFileSync(join(root, 'a'), '3');
    const third = await read(root, [''], { cache });
    assert.equal(third.work.digested, 1);
    assert.equal(third.entries.get('a')?.digest, sha256('3'));
  });

  it('notices an edit that keeps size and time', async () => {
    const root = folderWith({ a: '1' });
    utimesSync(join(root, 'a'), 1_000_000, 1_000_000);
    await sleep(80);
    const cache = createDigestCache();
    await read(root, [''], { cache });
    writeFileSync(join(root, 'a'), '2');
    utimesSync(join(root, 'a'), 1_000_000, 1_000_000);
    const { entries } = await read(root, [''], { cache });
    assert.equal(entries.get('a')?.digest, sha256('2'));
  });

  it('does not trust a file that changed as it was read', async () => {
    const root = folderWith({ a: '1' });
    const cache = createDigestCache();
    await read(root, [''], { cache });
    assert.equal(cache.size, 0);
  });

  it('notices another file put in its place', async () => {
    const root = folderWith({ a: '1', b: '2' });
    await sleep(80);
    const cache = createDigestCache();
    await read(root, [''], { cache });
    renameSync(join(root, 'b'), join(root, 'a'));
    const { entries } = await read(root, [''], { cache });
    assert.equal(entries.get('a')?.digest, sha256('2'));
  });

  it('forgets the oldest beyond the limit', async () => {
    const root = folderWith({ a: '1', b: '2', c: '3' });
    await sleep(80);
    const cache = createDigestCache(2);
    await read(root, [''], { cache });
    assert.equal(cache.size, 2);
    assert.equal((await read(root, ['c'], { cache })).work.digested, 0);
  });
});

describe('what goes wrong', function () {
  // Processes and disks of a busy machine take their time.
  this.timeout(20_000);

  it('is said where the context is not a folder', async () => {
    const root = folderWith({ file: '' });
    const missing = await read(join(root, 'no'));
    assert.equal(
      missing.problems[0]?.message,
      `The build context ${join(root, 'no')} does not exist.`,
    );
    const file = await read(join(root, 'file'));
    assert.equal(file.problems[0]?.code, 'not-a-folder');
    assert.equal(file.entries.size, 0);
  });

  it('is said of a file that cannot be read; the rest is there', async () => {
    const root = folderWith({ a: '1' });
    // A name that is no UTF-8: not even the superuser can read the file through text.
    writeFileSync(Buffer.concat([Buffer.from(`${root}/b`), Buffer.from([0xff])]), '2');
    const { entries, problems } = await read(root);
    assert.equal(entries.get('a')?.digest, sha256('1'));
    assert.deepEqual(problems, [
      { code: 'unreadable', path: 'b\uFFFD', message: 'Cannot read b\uFFFD: it does not exist.' },
    ]);
  });

  it('is the reason of the signal where the reading was cancelled', async () => {
    const files: Record<string, string> = {};
    for (let index = 0; index < 800; index += 1) files[`d${index % 50}/f${index}`] = 'x';
    const root = folderWith(files);
    const controller = new AbortController();
    const reading = read(root, [''], { signal: controller.signal });
    controller.abort(new Error('stop'));
    await assert.rejects(reading, /stop/);
    await assert.rejects(
      read(root, [''], { signal: AbortSignal.abort(new Error('before')) }),
      /before/,
    );
  });

  it('leaves time for others while it reads', async () => {
    const files: Record<string, string> = {};
    for (let index = 0; index < 800; index += 1) files[`f${index}`] = 'x'.repeat(100_000);
    const root = folderWith(files);
    let turns = 0;
    const timer = setInterval(() => (turns += 1), 1);
    await read(root);
    clearInterval(timer);
    assert.ok(turns >= 3, `only ${turns} turns`);
  });
});

describe('the ignore file of a build', function () {
  // Processes and disks of a busy machine take their time.
  this.timeout(20_000);

  it("is the Dockerfile's own, else the context's", async () => {
    const root = folderWith({ 'docker/Dockerfile': '', '.dockerignore': 'a' });
    const dockerfile = join(root, 'docker/Dockerfile');
    assert.deepEqual(await findIgnoreFile(dockerfile, root), {
      kind: 'found',
      path: join(root, '.dockerignore'),
      text: 'a',
    });
    addFiles(root, { 'docker/Dockerfile.dockerignore': '' });
    assert.deepEqual(await findIgnoreFile(dockerfile, root), {
      kind: 'found',
      path: `${dockerfile}.dockerignore`,
      text: '',
    });
    assert.equal((await findIgnoreFile(null, join(root, 'docker'))).kind, 'none');
  });

  it('can be an unsaved buffer, or in the way', async () => {
    const root = folderWith({ Dockerfile: '', '.dockerignore': 'a' });
    const path = join(root, '.dockerignore');
    const found = await findIgnoreFile(join(root, 'Dockerfile'), root, new Map([[path, 'b']]));
    assert.deepEqual(found, { kind: 'found', path, text: 'b' });
    rmSync(path);
    mkdirSync(path);
    assert.deepEqual(await findIgnoreFile(null, root), {
      kind: 'unreadable',
      path,
      message: `Cannot read ${path}: it is a folder.`,
    });
  });
});
