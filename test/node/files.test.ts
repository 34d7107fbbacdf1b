/** Finding Dockerfiles, writing files, and paths in the shape that reports use. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  lstatSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  truncateSync,
} from 'node:fs';
import { join } from 'node:path';
import { dockerfileKind, requirementsKind } from '../../server/core/documents/index.ts';
import { encodeWide } from '../../server/core/text/encodings.ts';
import {
  findDockerfiles,
  foldersAbove,
  isBelow,
  isInside,
  joinInRoot,
  likeBefore,
  readDocument,
  relativePath,
  writeFileAtomically,
} from '../../server/node/files/index.ts';
import { folderWith, removeFolders } from './support/folders.ts';

afterEach(removeFolders);

describe('finding Dockerfiles', () => {
  it('looks below the folder, but not into dependencies, environments or links', async () => {
    const root = folderWith({
      Dockerfile: '',
      'api/Dockerfile.dev': '',
      'api/worker/Containerfile': '',
      'node_modules/x/Dockerfile': '',
      '.git/Dockerfile': '',
      'my-env/pyvenv.cfg': '',
      'my-env/Dockerfile': '',
      'Dockerfile.d/readme': '',
    });
    symlinkSync('api', join(root, 'again'));
    symlinkSync('..', join(root, 'api', 'loop'));
    const found = await findDockerfiles(root);
    assert.deepEqual(
      found.map((path) => relativePath(root, path)),
      ['Dockerfile', 'api/Dockerfile.dev', 'api/worker/Containerfile'],
    );
  });

  it('finds nothing in a folder that is not there', async () => {
    assert.deepEqual(await findDockerfiles(join(folderWith(), 'missing')), []);
  });

  it('looks at the text where a name may be that of another language', async () => {
    const root = folderWith({
      'Dockerfile.go': 'FROM golang:1.25\n',
      'dockerfile.py': 'from dockerfile import parse\n',
      'dockerfile.yaml': 'on: push\n',
      'Dockerfile.md': 'FROM golang:1.25\n',
    });
    assert.deepEqual(await findDockerfiles(root), [join(root, 'Dockerfile.go')]);
  });

  it('tells of what has the name and cannot be read', async () => {
    const root = folderWith({ 'Dockerfile.d/x': '', 'real/image': '' });
    symlinkSync('nowhere', join(root, 'Dockerfile.dead'));
    symlinkSync('Dockerfile.loop', join(root, 'Dockerfile.loop'));
    symlinkSync('real/image', join(root, 'Dockerfile.link'));
    symlinkSync('real', join(root, 'Dockerfile.folder'));
    symlinkSync('nowhere', join(root, '.#Dockerfile'));
    execFileSync('mkfifo', [join(root, 'Dockerfile.pipe')]);
    const problems: string[] = [];
    const found = await findDockerfiles(root, {
      onProblem: ({ file, reason }) => problems.push(`${relativePath(root, file)}: ${reason}`),
    });
    assert.deepEqual(found, [join(root, 'Dockerfile.link')]);
    assert.deepEqual(problems, [
      'Dockerfile.dead: it is a link to a file that does not exist',
      'Dockerfile.loop: its links go in a circle',
      'Dockerfile.pipe: it is not a regular file',
    ]);
  });

  it('tells where it stopped', async () => {
    const root = folderWith({ 'a/Dockerfile': '', 'b/Dockerfile': '' });
    const problems: string[] = [];
    const found = await findDockerfiles(root, {
      folderLimit: 2,
      onProblem: ({ reason }) => problems.push(reason),
    });
    assert.deepEqual(found, [join(root, 'a/Dockerfile')]);
    assert.deepEqual(problems, ['a search looks into 2 folders at most']);
  });
});

describe('reading a document', () => {
  it('decodes as the tool does that reads it', async () => {
    const root = folderWith({
      'requirements.txt': encodeWide('six==1.16.0\n', 'utf-16le'),
      Dockerfile: encodeWide('FROM a\n', 'utf-16le'),
    });
    const requirements = await readDocument(join(root, 'requirements.txt'), requirementsKind);
    assert.deepEqual(requirements, {
      kind: 'text',
      text: 'six==1.16.0\n',
      encoding: 'utf-16le',
      problem: null,
    });
    const dockerfile = await readDocument(join(root, 'Dockerfile'), dockerfileKind);
    assert.ok(dockerfile.kind === 'text' && dockerfile.problem !== null);
  });

  it('says in a sentence why it cannot', async () => {
    const root = folderWith({ 'folder/': '', file: '' });
    symlinkSync('nowhere', join(root, 'dead'));
    symlinkSync('loop', join(root, 'loop'));
    execFileSync('mkfifo', [join(root, 'pipe')]);
    truncateSync(join(root, 'file'), 16 * 1024 * 1024 + 1);
    for (const [name, expected, isMissing] of [
      ['missing', 'Cannot read missing: it does not exist.', true],
      ['file/x', 'Cannot read file/x: a part of its path is not a folder.', true],
      ['dead', 'Cannot read dead: it is a link to a file that does not exist.', true],
      ['loop', 'Cannot read loop: its links go in a circle.', false],
      ['folder', 'Cannot read folder: it is a folder.', false],
      ['pipe', 'Cannot read pipe: it is not a regular file.', false],
      ['file', 'Cannot read file: it is larger than 16 MB.', false],
    ] as const) {
      const read = await readDocument(join(root, name), dockerfileKind, name);
      assert.ok(read.kind === 'problem');
      assert.deepEqual([read.message, read.isMissing], [expected, isMissing]);
    }
    const device = await readDocument('/dev/zero', dockerfileKind);
    assert.ok(device.kind === 'problem');
  });
});

describe('writing a file', () => {
  it('keeps the mode and leaves nothing beside it', async () => {
    const root = folderWith({ 'run.sh': 'old' });
    chmodSync(join(root, 'run.sh'), 0o751);
    const result = await writeFileAtomically(join(root, 'run.sh'), 'new');
    assert.equal(result.kind, 'written');
    assert.equal(readFileSync(join(root, 'run.sh'), 'utf8'), 'new');
    assert.equal(statSync(join(root, 'run.sh')).mode & 0o777, 0o751);
    assert.deepEqual(readdirSync(root), ['run.sh']);
  });

  it('writes through a link', async () => {
    const root = folderWith({ 'real/a.txt': 'old' });
    symlinkSync('real/a.txt', join(root, 'link'));
    await writeFileAtomically(join(root, 'link'), 'new');
    assert.equal(lstatSync(join(root, 'link')).isSymbolicLink(), true);
    assert.equal(readFileSync(join(root, 'real/a.txt'), 'utf8'), 'new');
  });

  it('writes the file that a dangling link names', async () => {
    const root = folderWith({ 'real/': '' });
    symlinkSync('real/b.txt', join(root, 'link'));
    await writeFileAtomically(join(root, 'link'), 'new');
    assert.equal(lstatSync(join(root, 'link')).isSymbolicLink(), true);
    assert.equal(readFileSync(join(root, 'real/b.txt'), 'utf8'), 'new');
  });

  it('says what is in the way', async () => {
    const root = folderWith({ 'folder/': '' });
    const folder = await writeFileAtomically(join(root, 'folder'), 'x');
    assert.deepEqual(folder, {
      kind: 'failed',
      message: `Cannot write ${join(root, 'folder')}: it is not a regular file.`,
    });
    const missing = await writeFileAtomically(join(root, 'no', 'file'), 'x');
    assert.deepEqual(missing, {
      kind: 'failed',
      message: `Cannot write ${join(root, 'no', 'file')}: it does not exist.`,
    });
    symlinkSync('circle', join(root, 'circle'));
    const circle = await writeFileAtomically(join(root, 'circle'), 'x');
    assert.equal(circle.kind, 'failed');
  });

  it('asked to, gives the text the line ends of the old file', async () => {
    const root = folderWith({ Dockerfile: 'FROM a\r\nRUN b\r\n' });
    await writeFileAtomically(join(root, 'Dockerfile'), 'FROM a\r\nRUN c\nRUN b\r\n', {
      likeBefore: true,
    });
    assert.equal(readFileSync(join(root, 'Dockerfile'), 'utf8'), 'FROM a\r\nRUN c\r\nRUN b\r\n');
  });

  for (const [name, before, text, expected] of [
    ['mixed line ends stay as given', 'a\r\nb\n', 'a\nb\r\n', 'a\nb\r\n'],
    ['plain line ends', 'a\nb\n', 'a\r\nb\n', 'a\nb\n'],
    ['a byte order mark', '\uFEFFa\n', 'b\n', '\uFEFFb\n'],
    ['an empty file says nothing', '', 'a\r\n', 'a\r\n'],
  ] as const) {
    it(`line ends: ${name}`, () => {
      assert.equal(likeBefore(before, text), expected);
    });
  }
});

describe('paths', () => {
  it('are relative with slashes', () => {
    assert.equal(relativePath('/a/b', '/a/b/c/d'), 'c/d');
    assert.equal(relativePath('/a/b', '/a/b'), '');
    assert.equal(relativePath('/a/b', '/a/x'), '../x');
  });

  for (const [folder, path, expected] of [
    ['/a', '/a', true],
    ['/a', '/a/b', true],
    ['/a', '/ab', false],
    ['/a', '/a/../b', false],
    ['/a', '/a/..b', true],
  ] as const) {
    it(`${path} is ${expected ? '' : 'not '}inside ${folder}`, () => {
      assert.equal(isInside(folder, path), expected);
    });
  }

  it('know the folders above them', () => {
    assert.deepEqual(foldersAbove('a/b/c'), ['a', 'a/b']);
    assert.deepEqual(foldersAbove('a'), []);
    assert.equal(isBelow('', 'a'), true);
    assert.equal(isBelow('a', 'ab'), false);
  });

  for (const [folder, path, expected] of [
    ['a', 'b', 'a/b'],
    ['a', '../b', 'b'],
    ['a', '../../../b', 'b'],
    ['a', '/b/./c', 'b/c'],
    ['', '..', ''],
  ] as const) {
    it(`${path} seen from ${folder || 'the root'} is ${expected || 'the root'}`, () => {
      assert.equal(joinInRoot(folder, path), expected);
    });
  }
});
