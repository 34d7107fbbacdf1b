/** A context that follows what is said to have changed is the context that a fresh reading finds. */
import assert from 'node:assert/strict';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import type { ContextFiles } from '../../server/core/forecast/index.ts';
import { createDigestCache } from '../../server/node/context/index.ts';
import { createContextMemory } from '../../server/node/project/context-memory.ts';
import { createDiskJournal, STILL_DISK } from '../../server/node/project/disk-journal.ts';
import { folderWith, removeFolders } from './support/folders.ts';

const FILES = {
  'a.py': '1\n',
  'b/requirements.txt': 'flask\n',
  'b/c/d.txt': 'd\n',
  'log/x.log': 'x\n',
  'log/keep.txt': 'k\n',
};
const PATHS = [
  'a.py',
  'b/requirements.txt',
  'b/new.py',
  'b/c/d.txt',
  'b/c',
  'log/x.log',
  'log/y.log',
  'log/keep.txt',
  'log',
  'n/e/w',
  'link',
  '.dockerignore',
];
const NEEDS = [[''], ['b'], ['b/c/d.txt', 'a.py'], ['b/new.py', 'log'], ['link']];
const IGNORES = [null, 'log\n!log/keep.txt\n', '**/*.log\n', 'b/c\n'];
const STEPS = ['write', 'append', 'remove', 'folder', 'link', 'chmod', 'move'] as const;

const IGNORED_LINK: [string[], string | null, [(typeof STEPS)[number], string][][]] = [
  ['b/new.py', 'log'],
  'log\n!log/keep.txt\n',
  [[['remove', 'log']], [['link', 'log']], [['write', 'log/keep.txt']]],
];

describe('a context that follows changes', function () {
  this.timeout(120_000);
  afterEach(removeFolders);

  it('looks at these alone', async () => {
    const root = folderWith(FILES);
    const [memory, cache, disk] = [createContextMemory(), createDigestCache(), createDiskJournal()];
    const read = () =>
      memory.read({ root, needs: { paths: [''] }, ignore: null, overlay: new Map(), cache, disk });
    const before = await read();
    for (const file of ['a.py', 'b/c/d.txt', 'b/new.py', 'log/x.log', 'log/keep.txt'])
      writeFileSync(path.join(root, file), 'changed\n');
    rmSync(path.join(root, 'log/x.log'));
    disk.changed(['a.py', 'b/new.py', 'log/x.log'].map((file) => path.join(root, file)));
    const after = await read();
    const differing = [...new Set([...before.entries.keys(), ...after.entries.keys()])].filter(
      (file) => before.entries.get(file) !== after.entries.get(file),
    );
    assert.deepEqual(differing.sort(), ['a.py', 'b/new.py', 'log/x.log']);
    assert.equal(await read(), after);
    disk.changed([path.join(root, '..', 'elsewhere'), path.join(root, 'b/new.py')]);
    assert.equal(await read(), after, 'what was said to have changed did not');
  });

  it('is what a fresh reading finds', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...NEEDS),
        fc.constantFrom(...IGNORES),
        fc.array(
          fc.array(fc.tuple(fc.constantFrom(...STEPS), fc.constantFrom(...PATHS)), {
            maxLength: 2,
          }),
          { maxLength: 6 },
        ),
        async (needs, text, rounds) => {
          const root = folderWith(FILES);
          const ignore = text === null ? null : { file: '.dockerignore', text };
          const [memory, cache, disk] = [
            createContextMemory(),
            createDigestCache(),
            createDiskJournal(),
          ];
          const input = {
            root,
            needs: { paths: needs },
            ignore,
            overlay: new Map<string, string>(),
          };
          await memory.read({ ...input, cache, disk });
          for (const [n, round] of rounds.entries()) {
            for (const [step, file] of round) disk.changed(take(root, step, file, n));
            const followed = await memory.read({ ...input, cache, disk });
            const fresh = await createContextMemory().read({
              ...input,
              cache: createDigestCache(),
              disk: STILL_DISK,
            });
            assert.deepEqual(plain(followed), plain(fresh));
          }
        },
      ),
      // A link that is ignored and needed was not taken for one.
      { numRuns: 150, examples: [IGNORED_LINK] },
    );
  });
});

/** Does it, where it can be done, and says which paths changed, as a watcher would. */
function take(root: string, step: (typeof STEPS)[number], name: string, n: number): string[] {
  const file = path.join(root, name);
  const isFile = existsSync(file) && statSync(file).isFile();
  // Through a link it would be another file that changes.
  if (isLink(file) && ['write', 'append', 'chmod'].includes(step)) return [];
  const made: string[] = [];
  for (let at = path.dirname(file); step !== 'remove' && !existsSync(at); at = path.dirname(at))
    made.push(at);
  try {
    switch (step) {
      case 'write':
        mkdirSync(path.dirname(file), { recursive: true });
        writeFileSync(file, `${String(n)}\n`);
        break;
      case 'append':
        if (!isFile) return [];
        writeFileSync(file, `appended ${String(n)}\n`, { flag: 'a' });
        break;
      case 'remove':
        rmSync(file, { recursive: true });
        break;
      case 'folder':
        mkdirSync(file, { recursive: true });
        break;
      case 'link':
        if (existsSync(path.dirname(file))) symlinkSync('b', file);
        break;
      case 'chmod':
        chmodSync(file, (isFile ? 0o600 : 0o700) + n);
        break;
      case 'move':
        renameSync(file, `${file}-moved`);
        return [file, `${file}-moved`];
    }
  } catch {
    // A file where a folder should be, or nothing at all: then nothing changed, or a part of it did.
  }
  return [file, ...made];
}

function isLink(file: string): boolean {
  try {
    return lstatSync(file).isSymbolicLink();
  } catch {
    return false;
  }
}

function plain({ entries }: ContextFiles): unknown {
  return [...entries].sort(([a], [b]) => (a < b ? -1 : 1));
}
