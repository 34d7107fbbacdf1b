/** Reading a build context: what is an entry, what is read, what is said about the rest. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  linkSync,
  mkdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  createDigestCache,
  findIgnoreFile,
  readContext,
  type PathFilter,
  type ReadContextInput,
  type ReadContextResult,
} from '../../server/node/context/index.ts';
import { contextMode } from '../../server/node/context/disk.ts';
import { lineDigests, sha256 } from '../../server/node/digest.ts';
import { addFiles, folderWith, removeFolders } from './support/folders.ts';

afterEach(removeFolders);

type Files = Readonly<Record<string, string | Uint8Array>>;

function read(
  root: string,
  paths: readonly string[] = [''],
  rest: Partial<ReadContextInput> = {},
): Promise<ReadContextResult> {
  return readContext({ root, needs: { paths }, ignore: null, ...rest });
}

async function pathsOf(root: string, paths: readonly string[], ignore: PathFilter | null = null) {
  const { entries } = await read(root, paths, { ignore });
  return [...entries.keys()].filter((path) => path !== '').sort();
}

/** Ignores what `excluded` names and what lies below, but for `kept`. */
function filter(excluded: readonly string[], kept: readonly string[] = []): PathFilter {
  const isBelow = (path: string, tops: readonly string[]) =>
    tops.some((top) => path === top || path.startsWith(`${top}/`));
  return {
    excludes: (path) => isBelow(path, excluded) && !isBelow(path, kept),
    canSkipFolder: (path) => !kept.some((top) => top.startsWith(`${path}/`)),
  };
}

describe('the entries of a context', function () {
  // Processes and disks of a busy machine take their time.
  this.timeout(20_000);

  it('are files with digests, folders, and links with their text', async () => {
    const root = folderWith({ 'src/a.py': 'a\nb\n', 'empty/': '' });
    symlinkSync('src/a.py', join(root, 'link'));
    chmodSync(join(root, 'src/a.py'), 0o750);
    const { entries, problems } = await read(root);
    assert.deepEqual([...entries.keys()], ['', 'empty', 'link', 'src', 'src/a.py']);
    const { mtime, ...file } = entries.get('src/a.py')!;
    assert.match(mtime!, /^\d{19}$/);
    assert.deepEqual(file, {
      kind: 'file',
      mode: 0o750,
      size: 4,
      digest: sha256('a\nb\n'),
      lines: lineDigests(Buffer.from('a\nb\n')),
    });
    assert.deepEqual(entries.get('link'), {
      kind: 'symlink',
      mode: 0o777,
      size: 0,
      target: 'src/a.py',
    });
    assert.equal(entries.get('empty')?.kind, 'dir');
    assert.deepEqual(problems, []);
  });

  it('keep setuid, setgid and sticky bits', async () => {
    const root = folderWith({ a: '', 'd/': '' });
    chmodSync(join(root, 'a'), 0o6755);
    chmodSync(join(root, 'd'), 0o1777);
    const { entries } = await read(root);
    assert.equal(entries.get('a')?.mode, 0o6755);
    assert.equal(entries.get('d')?.mode, 0o1777);
  });

  for (const [mode, expected] of [
    [0o100666, 0o755],
    [0o100444, 0o555],
    [0o040666, 0o755],
  ] as const) {
    it(`on Windows have modes made up by the client: ${mode.toString(8)}`, () => {
      assert.equal(contextMode(mode, 'win32'), expected);
    });
  }

  it('are never waited for: pipes are not opened, sockets are empty files', async () => {
    const root = folderWith({ a: 'x' });
    execFileSync('mkfifo', [join(root, 'pipe')]);
    const server = createServer();
    await new Promise<void>((done) => server.listen(join(root, 'socket'), done));
    try {
      const { entries, problems } = await read(root);
      assert.equal(entries.get('pipe')?.kind, 'other');
      assert.equal(entries.get('socket')?.kind, 'file');
      assert.equal(entries.get('socket')?.digest, sha256(''));
      assert.deepEqual(problems, []);
    } finally {
      await new Promise((done) => server.close(done));
    }
  });

  it('of two hard links are equal', async () => {
    const root = folderWith({ a: 'x' });
    linkSync(join(root, 'a'), join(root, 'b'));
    const { entries } = await read(root);
    assert.deepEqual(entries.get('a'), entries.get('b'));
  });

  it('of a large file have the digest of all of its bytes, and no lines', async () => {
    const bytes = Buffer.alloc(3 * 1024 * 1024 + 17, 'abc\n');
    const root = folderWith({ 'big.txt': bytes, 'requirements.txt': Buffer.alloc(300_000, 'a\n') });
    const { entries } = await read(root);
    assert.equal(entries.get('big.txt')?.digest, sha256(bytes));
    assert.equal(entries.get('big.txt')?.size, bytes.length);
    assert.equal(entries.get('big.txt')?.lines, undefined);
    assert.equal(entries.get('requirements.txt')?.lines, undefined);
  });

  it('have lines for manifests whatever the rest of the context holds, never for secrets', async () => {
    const files: Record<string, string> = {
      'z/requirements-dev.txt': 'a\n',
      '.env': 'A=1\n',
      'id.pem': 'x\n',
      'binary.txt': 'a\0b\n',
    };
    for (let index = 0; index < 30; index += 1) files[`src/${index}.py`] = 'x\n'.repeat(1000);
    const { entries } = await read(folderWith(files));
    assert.equal(entries.get('z/requirements-dev.txt')?.lines?.length, 1);
    for (const path of ['.env', 'id.pem', 'binary.txt'])
      assert.equal(entries.get(path)?.lines, undefined, path);
    const withLines = [...entries.values()].filter((entry) => entry.lines?.length === 1000);
    assert.equal(withLines.length, 20);
  });
});

describe('the needs of a plan', function () {
  // Processes and disks of a busy machine take their time.
  this.timeout(20_000);

  const project: Files = {
    'requirements.txt': 'a',
    'src/app.py': 'b',
    'src/lib/x.py': 'c',
    'other/big.bin': 'd',
    'shared/y.py': 'e',
  };

  for (const [name, paths, expected] of [
    ['a file', ['requirements.txt'], ['requirements.txt']],
    [
      'a folder, however it is spelled',
      ['./src/'],
      ['src', 'src/app.py', 'src/lib', 'src/lib/x.py'],
    ],
    [
      'a file below brings the folders above',
      ['/src/lib/x.py'],
      ['src', 'src/lib', 'src/lib/x.py'],
    ],
    [
      'two of one folder',
      ['src/lib', 'src/app.py'],
      ['src', 'src/app.py', 'src/lib', 'src/lib/x.py'],
    ],
    ['nothing', [], []],
    ['a way out stays inside', ['../../requirements.txt'], ['requirements.txt']],
  ] as const) {
    it(`are ${name}`, async () => {
      assert.deepEqual(await pathsOf(folderWith(project), paths), expected);
    });
  }

  it('that do not exist are problems', async () => {
    const root = folderWith(project);
    const { problems } = await read(root, ['src/no.py', 'requirements.txt/x', 'nowhere']);
    assert.deepEqual(
      problems.map(({ code, path }) => [code, path]),
      [
        ['missing', 'src/no.py'],
        ['missing', 'requirements.txt/x'],
        ['missing', 'nowhere'],
      ],
    );
  });

  it('are followed through links, whose targets are read too', async () => {
    const root = folderWith(project);
    symlinkSync('shared', join(root, 'link'));
    symlinkSync('/src/lib', join(root, 'absolute'));
    assert.deepEqual(await pathsOf(root, ['link/y.py']), ['link', 'shared', 'shared/y.py']);
    assert.deepEqual(await pathsOf(root, ['absolute']), [
      'absolute',
      'src',
      'src/lib',
      'src/lib/x.py',
    ]);
  });

  it('do not follow links deep in a folder, but those that a wildcard could name', async () => {
    const root = folderWith({ ...project, 'pkg/deep/': '' });
    symlinkSync('../shared/y.py', join(root, 'pkg/first.py'));
    symlinkSync('../../other', join(root, 'pkg/deep/second'));
    assert.deepEqual(await pathsOf(root, ['pkg']), [
      'pkg',
      'pkg/deep',
      'pkg/deep/second',
      'pkg/first.py',
      'shared',
      'shared/y.py',
    ]);
  });

  it('never lead out of the context', async () => {
    const outside = folderWith({ secret: 'x' });
    const root = folderWith(project);
    symlinkSync(outside, join(root, 'out'));
    symlinkSync('../../../../../../etc', join(root, 'up'));
    assert.deepEqual(await pathsOf(root, ['out/secret', 'up/passwd']), ['out', 'up']);
  });

  it('end where links go in a circle', async () => {
    const root = folderWith({ 'd/': '' });
    symlinkSync('b', join(root, 'a'));
    symlinkSync('a', join(root, 'b'));
    symlinkSync('..', join(root, 'd/up'));
    assert.deepEqual(await pathsOf(root, ['a', 'd/up/d/up/d']), ['a', 'b', 'd', 'd/up']);
  });
});

describe('ignored paths', function () {
  // Processes and disks of a busy machine take their time.
  this.timeout(20_000);

  const project: Files = { 'a/x': '1', 'a/keep/y': '2', 'b/z': '3', 'c/': '' };

  it('are left out with all that is below', async () => {
    assert.deepEqual(await pathsOf(folderWith(project), [''], filter(['a', 'c'])), ['b', 'b/z']);
  });

  it('come back under an ignored folder together with the folders above', async () => {
    assert.deepEqual(await pathsOf(folderWith(project), [''], filter(['a', 'b'], ['a/keep'])), [
      'a',
      'a/keep',
      'a/keep/y',
      'c',
    ]);
  });

  it('are not even listed where nothing can come back', async () => {
    const asked: string[] = [];
    const watched = filter(['a']);
    await pathsOf(folderWith(project), [''], {
      ...watched,
      excludes: (path) => {
        asked.push(path);
        return watched.excludes(path);
      },
    });
    assert.deepEqual([...new Set(asked)].sort(), ['a', 'b', 'b/z', 'c']);
  });

  it('are left out where a plan names them', async () => {
    assert.deepEqual(await pathsOf(folderWith(project), ['a', 'b/z'], filter(['a', 'b/z'])), []);
  });
});

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
    for (let index = 0; index < 300; index += 1) files[`f${index}`] = 'x'.repeat(100_000);
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
