/** Reading a build context: what is an entry, what is read, what is said about the rest. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, linkSync, symlinkSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { type PathFilter } from '../../server/node/context/index.ts';
import { contextMode } from '../../server/node/context/disk.ts';
import { lineDigests, sha256 } from '../../server/node/digest.ts';
import { filter, read } from './support/contexts.ts';
import { folderWith, removeFolders } from './support/folders.ts';

afterEach(removeFolders);

type Files = Readonly<Record<string, string | Uint8Array>>;

async function pathsOf(root: string, paths: readonly string[], ignore: PathFilter | null = null) {
  const { entries } = await read(root, paths, { ignore });
  return [...entries.keys()].filter((path) => path !== '').sort();
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
