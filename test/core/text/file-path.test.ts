/** Absolute paths of the user's machine, with `/` on every system. */
import assert from 'node:assert/strict';
import {
  folderOfFile,
  isAbsoluteFile,
  isInsideFile,
  nameOfFile,
  relativeFile,
  resolveFile,
} from '../../../server/core/text/file-path.ts';

describe('a path of a file', () => {
  for (const [path, absolute] of [
    ['/repo', true],
    ['C:/repo', true],
    ['c:', true],
    ['repo', false],
    ['./repo', false],
    ['C:repo', false],
    ['https://example.org/x', false],
    ['git@example.org:x.git', false],
    ['', false],
  ] as const) {
    it(`"${path}" is ${absolute ? '' : 'not '}absolute`, () =>
      assert.equal(isAbsoluteFile(path), absolute));
  }

  for (const [folder, path, expected] of [
    ['/repo', 'a', '/repo/a'],
    ['/repo', './a/../b/', '/repo/b'],
    ['/repo/a', '..', '/repo'],
    ['/repo', '../../../x', '/x'],
    ['/repo', '.', '/repo'],
    ['/repo', '', '/repo'],
    ['/repo', '/other//x', '/other/x'],
    ['/', 'a', '/a'],
    ['C:/repo', 'a', 'C:/repo/a'],
    ['C:/repo', '../../..', 'C:/'],
    ['C:/repo', 'D:/x', 'D:/x'],
    ['C:/', 'a', 'C:/a'],
  ] as const) {
    it(`${path} in ${folder} is ${expected}`, () =>
      assert.equal(resolveFile(folder, path), expected));
  }

  for (const [file, folder, name] of [
    ['/repo/a.txt', '/repo', 'a.txt'],
    ['/a.txt', '/', 'a.txt'],
    ['C:/repo/a.txt', 'C:/repo', 'a.txt'],
    ['C:/a.txt', 'C:/', 'a.txt'],
  ] as const) {
    it(`${file} is ${name} in ${folder}`, () =>
      assert.deepEqual([folderOfFile(file), nameOfFile(file)], [folder, name]));
  }

  it('has the root for the folder of the root', () => {
    assert.deepEqual([folderOfFile('/'), folderOfFile('C:/')], ['/', 'C:/']);
  });

  for (const [folder, file, shown] of [
    ['/repo', '/repo/a/b', 'a/b'],
    ['/repo', '/repo', ''],
    ['/repo/a', '/repo/b', '../b'],
    ['/repo/a/b', '/', '../../..'],
    ['/', '/a', 'a'],
    ['/repo', '/repository', '../repository'],
    ['C:/repo', 'C:/repo/a', 'a'],
    ['C:/repo', 'D:/repo/a', 'D:/repo/a'],
    ['C:/', 'C:/a', 'a'],
  ] as const) {
    it(`${file} is "${shown}" for ${folder}`, () =>
      assert.equal(relativeFile(folder, file), shown));
  }

  for (const [folder, file, inside] of [
    ['/repo', '/repo/a', true],
    ['/repo', '/repo', true],
    ['/repo', '/repository', false],
    ['/repo', '/', false],
    ['/', '/a', true],
    ['C:/', 'C:/a', true],
    ['C:/repo', 'D:/repo/a', false],
  ] as const) {
    it(`${file} is ${inside ? '' : 'not '}inside ${folder}`, () =>
      assert.equal(isInsideFile(folder, file), inside));
  }
});
