/** What a context is said to be large by: each byte once, by the name that helps most. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { largestEntries, unwantedFolders } from '../../../server/core/context-size/index.ts';
import type { SizedEntry, SizedFolder } from '../../../server/core/context-size/index.ts';

const MB = 1_000_000;

describe('the largest entries of a context', () => {
  const examples: readonly (readonly [
    what: string,
    files: Readonly<Record<string, number>>,
    entries: readonly string[],
  ])[] = [
    ['nothing', {}, []],
    ['files by themselves', { a: 2, b: 3 }, ['b 3', 'a 2']],
    [
      'a large file, and not its folder',
      { 'data/model.bin': 20, 'x.py': 1 },
      ['data/model.bin 20', 'x.py 1'],
    ],
    [
      'a folder of many, and not its files',
      Object.fromEntries(Array.from({ length: 30 }, (_, index) => [`data/${String(index)}`, 1])),
      ['data 30'],
    ],
    [
      'the history of git as one, whatever is in it',
      {
        '.git/objects/pack/one.pack': 300,
        'node_modules/a/a.js': 60,
        'node_modules/b/b.js': 30,
        'data/model.bin': 20,
      },
      ['.git 300', 'node_modules 90', 'data/model.bin 20'],
    ],
    [
      'the folders inside one folder',
      { 'services/a/f': 4, 'services/b/f': 3, 'services/c/f': 3 },
      ['services/a/f 4', 'services/b/f 3', 'services/c/f 3'],
    ],
    ['a small folder as one line', { big: 100, 'small/a': 1 }, ['big 100', 'small 1']],
  ];
  for (const [what, files, entries] of examples) {
    it(`names ${what}`, () => {
      const found = largestEntries(treeOf(files)).entries;
      assert.deepEqual(
        found.map(({ path, bytes }) => `${path} ${String(bytes / MB)}`),
        entries,
      );
    });
  }

  it('never counts a byte or a file twice, or leaves one out', () => {
    const name = fc.constantFrom('a', 'b', 'c', '.git', 'data');
    const path = fc
      .array(name, { minLength: 1, maxLength: 5 })
      .map((parts) => `${parts.join('/')}.f`);
    fc.assert(
      fc.property(fc.dictionary(path, fc.nat(100), { maxKeys: 60 }), (files) => {
        const root = treeOf(files);
        const { entries, rest } = largestEntries(root);
        const sum = (of: 'files' | 'bytes') =>
          entries.reduce((total, entry) => total + entry[of], rest[of]);
        assert.equal(sum('bytes'), root.bytes);
        assert.equal(sum('files'), root.files);
        assert.ok(rest.files >= 0 && rest.bytes >= 0);
        for (const one of entries)
          for (const other of entries)
            assert.ok(one === other || !other.path.startsWith(`${one.path}/`));
      }),
    );
  });
});

describe('folders that are commonly not wanted', () => {
  it('are added up by name, largest first', () => {
    const root = treeOf({
      '.git/config': 3,
      'src/__pycache__/a.pyc': 2,
      'src/deep/__pycache__/b.pyc': 4,
      'src/a.py': 9,
      'build/x': 9,
    });
    assert.deepEqual(
      unwantedFolders(root, () => false).map(({ pattern, files, bytes }) => [
        pattern,
        files,
        bytes,
      ]),
      [
        ['**/__pycache__', 2, 6 * MB],
        ['.git', 1, 3 * MB],
      ],
    );
  });

  it('are wanted where an instruction names them', () => {
    const root = treeOf({ '.git/HEAD': 1, 'a/.git/HEAD': 1 });
    const found = unwantedFolders(root, (path) => path === '.git');
    assert.deepEqual(
      found.map(({ pattern, files }) => [pattern, files]),
      [['**/.git', 1]],
    );
  });
});

/** Paths with their sizes in MB as a folder. */
function treeOf(files: Readonly<Record<string, number>>): SizedFolder {
  return folderOf('', Object.entries(files));
}

function folderOf(path: string, files: readonly (readonly [string, number])[]): SizedFolder {
  const below = files.filter(([file]) => path === '' || file.startsWith(`${path}/`));
  const start = path === '' ? 0 : path.length + 1;
  const names = new Set(below.map(([file]) => file.slice(start).split('/')));
  const folders = new Set(
    [...names].filter((parts) => parts.length > 1).map(([name]) => name ?? ''),
  );
  const own = below.filter(([file]) => !file.slice(start).includes('/'));
  return {
    ...{ path, kind: 'folder', steps: [0], files: below.length },
    bytes: below.reduce((sum, [, size]) => sum + size * MB, 0),
    folders: [...folders].map((name) => folderOf(path === '' ? name : `${path}/${name}`, below)),
    largest: own.map(([file, size]): SizedEntry => {
      return { path: file, kind: 'file', files: 1, bytes: size * MB, steps: [0] };
    }),
  };
}
