/** Finding Dockerfiles, writing files, and paths in the shape that reports use. */
import assert from 'node:assert/strict';
import { chmodSync, lstatSync, readdirSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import {
  findDockerfiles,
  foldersAbove,
  isBelow,
  isDockerfileName,
  isInside,
  joinInRoot,
  likeBefore,
  relativePath,
  writeFileAtomically,
} from '../../server/node/files/index.ts';
import { folderWith, removeFolders } from './support/folders.ts';

afterEach(removeFolders);

describe('finding Dockerfiles', () => {
  for (const [name, expected] of [
    ['Dockerfile', true],
    ['dockerfile', true],
    ['Dockerfile.dev', true],
    ['dev.Dockerfile', true],
    ['Containerfile', true],
    ['Dockerfile.dockerignore', false],
    ['dev.Dockerfile.dockerignore', false],
    ['MyDockerfile', false],
    ['Dockerfiles', false],
  ] as const) {
    it(`${expected ? 'takes' : 'leaves'} ${name}`, () => {
      assert.equal(isDockerfileName(name), expected);
    });
  }

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
