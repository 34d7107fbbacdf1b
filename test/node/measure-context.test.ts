/** What a context weighs: what the ignore rules leave, what instructions ask for, and what is no ordinary file. */
import assert from 'node:assert/strict';
import { linkSync, symlinkSync, truncateSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { ignoreMatcher, parseIgnoreFile } from '../../server/core/syntax/dockerignore/index.ts';
import { measureContext, type MeasuredContext } from '../../server/node/context/index.ts';
import { folderWith, removeFolders } from './support/folders.ts';

afterEach(removeFolders);

interface Options {
  readonly ignore?: string;
  readonly limit?: number;
}

/** `asked`: the paths that each step asks for. */
function measure(
  root: string,
  asked: readonly (readonly string[])[],
  { ignore, limit }: Options = {},
): Promise<MeasuredContext> {
  return measureContext({
    root,
    ignore: ignore === undefined ? null : ignoreMatcher(parseIgnoreFile(ignore).value),
    asked: asked.flatMap((paths, step) => paths.map((path) => ({ path, step }))),
    everyFile: true,
    ...(limit === undefined ? {} : { limit }),
  });
}

function sentPaths({ files }: MeasuredContext): readonly string[] {
  return (files ?? []).map(({ path }) => path).sort();
}

describe('the size of a context', () => {
  const files = {
    'a.txt': '1',
    'b.txt': '22',
    'src/app.py': '333',
    'src/deep/x.py': '4444',
    'src/deep/y.md': '55555',
    'data/big.bin': '666666',
  };
  const selections: readonly (readonly [asked: readonly string[], sent: readonly string[]])[] = [
    [[''], Object.keys(files).sort()],
    [['.'], Object.keys(files).sort()],
    [[], []],
    [['nosuch'], []],
    [['a.txt'], ['a.txt']],
    [['src'], ['src/app.py', 'src/deep/x.py', 'src/deep/y.md']],
    [
      ['src/deep/x.py', 'b.txt'],
      ['b.txt', 'src/deep/x.py'],
    ],
    [['*.txt'], ['a.txt', 'b.txt']],
    [['src/*'], ['src/app.py', 'src/deep/x.py', 'src/deep/y.md']],
    [['src/*.py'], ['src/app.py']],
    [['*/deep/?.py'], ['src/deep/x.py']],
    [['**/*.py'], ['src/app.py', 'src/deep/x.py']],
    [['../a.txt'], ['a.txt']],
  ];
  for (const [asked, sent] of selections) {
    it(`is that of the files asked for: ${JSON.stringify(asked)}`, async () => {
      const root = folderWith(files);
      const measured = await measure(root, [asked]);
      assert.deepEqual(sentPaths(measured), sent);
      const bytes = sent.reduce(
        (sum, path) => sum + (files as Record<string, string>)[path]!.length,
        0,
      );
      assert.deepEqual([measured.sent.files, measured.sent.bytes], [sent.length, bytes]);
      assert.deepEqual(measured.total, { files: 6, bytes: 21 });
      assert.deepEqual(measured.problems, []);
    });
  }

  it('is what the ignore file leaves', async () => {
    const root = folderWith(files);
    const ignore = 'data\nsrc/deep/*\n!src/deep/y.md\n';
    const measured = await measure(root, [['']], { ignore });
    assert.deepEqual(sentPaths(measured), ['a.txt', 'b.txt', 'src/app.py', 'src/deep/y.md']);
    assert.deepEqual(measured.total, { files: 4, bytes: 11 });
  });

  it('says for each entry which steps ask for it', async () => {
    const root = folderWith(files);
    const { sent, files: each } = await measure(root, [['src/*.py'], ['src'], ['a.txt']]);
    const byPath = new Map(each?.map(({ path, steps }) => [path, steps]));
    assert.deepEqual(byPath.get('src/app.py'), [0, 1]);
    assert.deepEqual(byPath.get('src/deep/x.py'), [1]);
    assert.deepEqual(byPath.get('a.txt'), [2]);
    assert.deepEqual(sent.steps, [0, 1, 2]);
    assert.deepEqual(
      sent.folders.map(({ path, steps }) => [path, steps]),
      [['src', [0, 1]]],
    );
  });

  it('counts links as files without bytes, and follows those that are asked for', async () => {
    const root = folderWith({ 'real/x': '123', 'real/y': '4', z: '55' });
    symlinkSync('real', join(root, 'folder'));
    symlinkSync('../z', join(root, 'real/up'));
    symlinkSync('/z', join(root, 'absolute'));
    symlinkSync('circle', join(root, 'circle'));
    symlinkSync('../../../etc', join(root, 'out'));
    assert.deepEqual(sentPaths(await measure(root, [['folder/x']])), ['folder', 'real/x']);
    assert.deepEqual(sentPaths(await measure(root, [['real']])), ['real/up', 'real/x', 'real/y']);
    assert.deepEqual(sentPaths(await measure(root, [['real/up']])), ['real/up', 'z']);
    assert.deepEqual(sentPaths(await measure(root, [['absolute']])), ['absolute', 'z']);
    assert.deepEqual(sentPaths(await measure(root, [['circle']])), ['circle']);
    assert.deepEqual(sentPaths(await measure(root, [['out/passwd']])), ['out']);
    // From a wildcard that meets a link on, all that it matches is sent.
    const all = ['absolute', 'circle', 'folder', 'out', 'real/up', 'real/x', 'real/y', 'z'];
    assert.deepEqual(sentPaths(await measure(root, [['*/x']])), all);
  });

  it('sends the whole context for a link to its root', async () => {
    const root = folderWith({ 'a/x': '1', b: '2' });
    symlinkSync('..', join(root, 'a/top'));
    assert.deepEqual(sentPaths(await measure(root, [['a/top']])), ['a/top', 'a/x', 'b']);
  });

  it('counts the bytes of hard links once, and holes of sparse files', async () => {
    const root = folderWith({ a: '12345', sparse: '' });
    linkSync(join(root, 'a'), join(root, 'b'));
    truncateSync(join(root, 'sparse'), 4_000_000);
    const { sent, total } = await measure(root, [['']]);
    assert.deepEqual([sent.files, sent.bytes], [3, 4_000_005]);
    assert.deepEqual(total, { files: 3, bytes: 4_000_005 });
    // The one that is sent has the bytes, whichever comes first.
    assert.equal((await measure(root, [['b']])).sent.bytes, 5);
  });

  it('takes sockets for empty files', async () => {
    const root = folderWith({ a: 'x' });
    const server = createServer();
    await new Promise<void>((done) => server.listen(join(root, 'socket'), done));
    try {
      const { sent, problems } = await measure(root, [['']]);
      assert.deepEqual([sent.files, sent.bytes], [2, 1]);
      assert.deepEqual(problems, []);
    } finally {
      await new Promise((done) => server.close(done));
    }
  });

  it('reports a context that is no folder', async () => {
    const root = folderWith({ file: '' });
    const [missing] = (await measure(join(root, 'nosuch'), [['']])).problems;
    assert.match(missing?.message ?? '', /nosuch does not exist/);
    const [file] = (await measure(join(root, 'file'), [['']])).problems;
    assert.match(file?.message ?? '', /file is not a folder/);
  });

  it('of a huge folder is counted up to a limit, and what is asked for to the end', async () => {
    const many = Object.fromEntries(
      Array.from({ length: 60 }, (_, index) => [`f${String(index % 20)}/${String(index)}`, 'x']),
    );
    const root = folderWith({ ...many, 'z/asked': '12' });
    const { isWhole, total, sent } = await measure(root, [['z/asked']], { limit: 30 });
    assert.equal(isWhole, false);
    assert.ok(total.files < 61);
    assert.deepEqual([sent.files, sent.bytes], [1, 2]);
    assert.equal((await measure(root, [['z/asked']])).isWhole, true);
  });

  it('keeps the largest files of a folder, however many there are', async () => {
    const many = Object.fromEntries(
      Array.from({ length: 300 }, (_, index) => [`d/${String(index)}`, 'x'.repeat(index)]),
    );
    const { sent } = await measure(folderWith(many), [['']]);
    const [folder] = sent.folders;
    assert.deepEqual(
      folder?.largest.slice(0, 2).map(({ bytes }) => bytes),
      [299, 298],
    );
    assert.equal(folder.files, 300);
  });

  it('ends when it is cancelled, also in the middle', async () => {
    const many = Object.fromEntries(
      Array.from({ length: 3000 }, (_, index) => [`d${String(index % 50)}/${String(index)}`, '']),
    );
    const root = folderWith(many);
    const controller = new AbortController();
    const running = measureContext({
      root,
      ignore: null,
      asked: [{ path: '', step: 0 }],
      signal: controller.signal,
    });
    controller.abort(new Error('no longer wanted'));
    await assert.rejects(running, /no longer wanted/);
  });
});
