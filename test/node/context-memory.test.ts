/** What is read of a context is kept from one keystroke to the next, and not for longer than it holds. */
import assert from 'node:assert/strict';
import { rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createDigestCache } from '../../server/node/context/index.ts';
import {
  createContextMemory,
  type RememberedContextInput,
} from '../../server/node/project/context-memory.ts';
import { createDiskJournal, STILL_DISK } from '../../server/node/project/disk-journal.ts';
import { folderWith, removeFolders } from './support/folders.ts';

describe('the memory of a context', () => {
  afterEach(removeFolders);

  function remembering(files: Readonly<Record<string, string>>) {
    const root = folderWith(files);
    let time = 0;
    const memory = createContextMemory(() => time);
    const cache = createDigestCache();
    return {
      root,
      wait: (milliseconds: number) => (time += milliseconds),
      forget: memory.forget,
      mayHold: (file: string) => memory.mayHold(join(root, file)),
      read: (
        buffers: Readonly<Record<string, string>> = {},
        rest: Partial<RememberedContextInput> = {},
      ) =>
        memory.read({
          root,
          needs: { paths: [''] },
          ignore: null,
          overlay: new Map(Object.entries(buffers).map(([file, text]) => [join(root, file), text])),
          cache,
          disk: STILL_DISK,
          ...rest,
        }),
    };
  }

  const FILES = { 'a.py': '1\n', 'b/requirements.txt': 'flask\n', 'c.txt': 'c\n' };

  it('gives the same again where nothing was edited', async () => {
    const { read, root } = remembering(FILES);
    const first = await read();
    writeFileSync(join(root, 'a.py'), 'changed, and nobody said so\n');
    assert.equal(await read(), first);
    assert.equal(await read({ 'c.txt': 'c\n' }), first, 'a buffer with the saved text is no edit');
    assert.deepEqual([...first.entries.keys()], ['', 'a.py', 'b', 'c.txt', 'b/requirements.txt']);
  });

  it('changes the edited file only', async () => {
    const { read } = remembering(FILES);
    const first = await read();
    const edited = await read({ 'b/requirements.txt': 'flask\n# why\n' });
    const changed = [...edited.entries].filter(
      ([path, entry]) => first.entries.get(path) !== entry,
    );
    assert.deepEqual(
      changed.map(([path]) => path),
      ['b/requirements.txt'],
    );
    const [before, after] = [first, edited].map((one) => one.entries.get('b/requirements.txt'));
    assert.notEqual(after?.digest, before?.digest);
    assert.equal(after?.meaning, before?.meaning, 'only a comment');
    assert.deepEqual([...edited.entries.keys()], [...first.entries.keys()]);
    assert.equal(await read(), first, 'the edit was taken back');
  });

  it('reads again when something on disk changed, after a while, and when told to forget', async () => {
    const { read, root, wait, forget } = remembering(FILES);
    const disk = createDiskJournal();
    const digest = async () => (await read({}, { disk })).entries.get('a.py')?.digest;
    const first = await digest();
    writeFileSync(join(root, 'a.py'), 'second\n');
    assert.equal(await digest(), first);
    disk.changed([join(root, 'a.py')]);
    const second = await digest();
    assert.notEqual(second, first);
    writeFileSync(join(root, 'a.py'), 'the third\n');
    assert.equal(await digest(), second);
    wait(60_000);
    const third = await digest();
    assert.notEqual(third, second);
    writeFileSync(join(root, 'a.py'), 'the fourth one\n');
    forget();
    assert.notEqual(await digest(), third);
  });

  it('tells contexts, needs and ignore files apart', async () => {
    const { read, root } = remembering(FILES);
    const keys = async (rest: Partial<RememberedContextInput>) =>
      [...(await read({}, rest)).entries.keys()].filter((path) => path !== '').join(' ');
    assert.equal(await keys({ needs: { paths: ['c.txt'] } }), 'c.txt');
    assert.equal(await keys({ root: join(root, 'b') }), 'requirements.txt');
    const ignore = { file: '.dockerignore', text: '*.py\nb\n' };
    assert.equal(await keys({ ignore }), 'c.txt');
    assert.equal(await keys({}), 'a.py b c.txt b/requirements.txt');
  });

  it('knows a buffer that has no file yet, and one whose file is gone', async () => {
    const { read, root } = remembering(FILES);
    await read();
    const added = await read({ 'new/d.txt': 'd\n' });
    assert.equal(added.entries.get('new/d.txt')?.kind, 'file');
    assert.equal(added.entries.get('new')?.kind, 'dir');
    rmSync(join(root, 'c.txt'));
    assert.equal((await read({ 'c.txt': 'kept\n' })).entries.get('c.txt')?.size, 5);
  });

  it('leaves out a buffer that is ignored or outside', async () => {
    const { read, root } = remembering(FILES);
    const outside = folderWith({ 'x.txt': '1' });
    const ignore = { file: '.dockerignore', text: 'c.txt\n' };
    const first = await read({}, { ignore });
    assert.equal(await read({ 'c.txt': 'other\n' }, { ignore }), first);
    const overlay = new Map([[join(outside, 'x.txt'), '2']]);
    assert.equal(await read({}, { ignore, overlay }), first);
    assert.ok(!first.entries.has('c.txt'));
    assert.ok(root !== outside);
  });

  it('knows which files no build reads', async () => {
    const { read, mayHold } = remembering(FILES);
    assert.equal(mayHold('b/x'), true, 'nothing is known yet');
    const ignore = { file: '.dockerignore', text: 'b\n!b/kept\n' };
    await read({}, { ignore });
    const answers = ['b/x', 'b/kept', 'a.py', 'new.py', '../elsewhere'].map(mayHold);
    assert.deepEqual(answers, [false, true, true, true, true]);
    await read({}, { needs: { paths: ['a.py'] } });
    assert.equal(mayHold('b/x'), true, 'another build ignores nothing');
  });

  it('finds the file that a buffer was opened by through a link', async () => {
    const { read, root } = remembering(FILES);
    symlinkSync('c.txt', join(root, 'link.txt'));
    const before = (await read()).entries.get('c.txt');
    const after = (await read({ 'link.txt': 'edited\n' })).entries.get('c.txt');
    assert.notEqual(after?.digest, before?.digest);
  });

  it('goes on for others when one asker goes away', async () => {
    const { read } = remembering(FILES);
    const controller = new AbortController();
    const first = read({}, { signal: controller.signal });
    const second = read();
    controller.abort();
    await assert.rejects(first);
    assert.equal((await second).entries.size, 5);
    await assert.rejects(read({}, { signal: controller.signal }));
  });
});
