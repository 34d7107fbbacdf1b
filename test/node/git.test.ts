/**
 * Revisions, and what is said where one cannot be read. The real git makes the repositories; most is read without it, which
 * has to say the same (test/node/git-checkout.test.ts compares whole checkouts).
 */
import assert from 'node:assert/strict';
import { readdirSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  findGit,
  findRepository,
  listRefs,
  openCheckout,
  readCheckoutContext,
  readCheckoutFile,
  resolveRevision,
  type GitResult,
  type GitTool,
} from '../../server/node/git/index.ts';
import { folderWith, removeFolders } from './support/folders.ts';
import { testRepository } from './support/git.ts';

afterEach(removeFolders);

function valueOf<T>(result: GitResult<T>): T {
  if (result.kind === 'problem') assert.fail(result.problem.message);
  return result.value;
}

function problemOf(result: GitResult<unknown>): readonly [string, string] {
  if (result.kind === 'ok') assert.fail('expected a problem');
  return [result.problem.code, result.problem.message];
}

const GIT = findGit({ trusted: true });

function revisionOf(folder: string, revision: string, git: GitTool | null = null) {
  return resolveRevision({ folder, revision, git });
}

interface ContextAt {
  readonly folder?: string;
  readonly revision?: string;
  readonly paths?: readonly string[];
  readonly git?: GitTool | null;
  readonly signal?: AbortSignal;
}

async function contextAt(root: string, rest: ContextAt = {}) {
  const { folder = '', revision = 'HEAD', paths = [''], git = null, signal } = rest;
  const stop = signal ? { signal } : {};
  const opened = valueOf(await openCheckout({ folder: root, revision, git, ...stop }));
  const ignore = { excludes: (path: string) => path === '.git', canSkipFolder: () => true };
  const read = await readCheckoutContext({
    ...{ checkout: opened, revision, root: join(root, folder), needs: { paths }, ignore },
    ...stop,
  });
  return { ...read, notes: [...opened.notes, ...read.notes] };
}

describe('a revision', function () {
  // Processes and disks of a busy machine take their time.
  this.timeout(20_000);

  it('is written as git knows it', async () => {
    const repository = testRepository();
    const first = repository.commit({ a: '1' });
    repository.run('branch', 'feature/x');
    repository.run('tag', 'light');
    repository.run('tag', '-a', 'v1.0', '-m', 'annotated');
    const second = repository.commit({ a: '2' });
    repository.run('checkout', '-q', '-b', 'side', first);
    const side = repository.commit({ b: '1' });
    repository.run('checkout', '-q', 'main');
    repository.run('merge', '-q', '--no-ff', '-m', 'm', 'side');
    const merge = repository.run('rev-parse', 'HEAD');
    repository.run('update-ref', 'refs/remotes/origin/main', second);
    const expected: Readonly<Record<string, string>> = {
      HEAD: merge,
      '@': merge,
      main: merge,
      'heads/main': merge,
      'refs/heads/main': merge,
      'feature/x': first,
      light: first,
      'v1.0': first,
      'v1.0^{}': first,
      'v1.0^{commit}': first,
      'origin/main': second,
      'HEAD~1': second,
      'HEAD^': second,
      'HEAD^1': second,
      'HEAD^2': side,
      'HEAD^2~1': first,
      'HEAD^2^': first,
      'HEAD~2': first,
      'HEAD~': second,
      'HEAD~0': merge,
      'HEAD^0': merge,
      [first]: first,
      [first.slice(0, 8)]: first,
      [second.slice(0, 7).toUpperCase()]: second,
    };
    for (const packed of [false, true]) {
      if (packed) repository.run('gc', '-q');
      for (const [revision, commit] of Object.entries(expected))
        for (const git of [null, GIT])
          assert.equal(valueOf(await revisionOf(repository.root, revision, git)), commit, revision);
    }
    assert.deepEqual(listRefs(valueOf(findRepository(repository.root))), [
      'feature/x',
      'main',
      'side',
      'light',
      'v1.0',
    ]);
  });

  for (const revision of [
    'nope',
    '',
    'HEAD@{1}',
    ':/x',
    '../../HEAD',
    '/etc/passwd',
    '--all',
    'config',
    'HEAD~x',
    'HEAD^{tree}',
    'abcdef0',
    'a'.repeat(40),
    'HEAD~99999999999',
    'main..side',
  ]) {
    it(`that is none is said to be none: ${revision.slice(0, 20) || 'nothing'}`, async () => {
      const repository = testRepository();
      repository.commit({ a: '1' });
      const [code] = problemOf(await revisionOf(repository.root, revision));
      assert.equal(code, 'no-such-revision');
    });
  }

  it('beyond the first commit is said to be there', async () => {
    const repository = testRepository();
    repository.commit({ a: '1' });
    assert.deepEqual(problemOf(await revisionOf(repository.root, 'HEAD~5')), [
      'no-such-revision',
      'HEAD~5 goes back beyond the first commit that this repository has.',
    ]);
  });

  it('of a repository without commits, and of none', async () => {
    const repository = testRepository();
    const [code, message] = problemOf(await revisionOf(repository.root, 'HEAD'));
    assert.equal(code, 'no-such-revision');
    assert.match(message, /no commit yet/);
    const [none] = problemOf(await revisionOf(folderWith(), 'HEAD'));
    assert.equal(none, 'not-a-repository');
  });

  it('that is a blob is no commit', async () => {
    const repository = testRepository();
    repository.commit({ a: '1' });
    const blob = repository.run('rev-parse', 'HEAD:a');
    assert.match(problemOf(await revisionOf(repository.root, blob))[1], /not a commit/);
  });
});

describe('a context of a revision', function () {
  // Processes and disks of a busy machine take their time.
  this.timeout(20_000);

  for (const git of [null, GIT]) {
    const reader = git === null ? 'by our own reader' : 'by git';

    it(`can be a folder, and reads only what is needed, ${reader}`, async () => {
      const repository = testRepository();
      repository.commit({ 'api/src/a.py': '1', 'api/big': '2', 'web/x': '3' });
      repository.commit({ 'api/src/a.py': 'changed' });
      const read = await contextAt(repository.root, {
        ...{ folder: 'api', revision: 'HEAD~1', paths: ['src', 'no'], git },
      });
      assert.deepEqual([...read.entries.keys()], ['', 'src', 'src/a.py']);
      assert.equal(read.entries.get('src/a.py')?.size, 1);
    });

    it(`has a folder that the disk lacks, ${reader}`, async () => {
      const repository = testRepository();
      repository.commit({ 'api/src/a.py': '1' });
      rmSync(join(repository.root, 'api/src'), { recursive: true });
      const read = await contextAt(repository.root, { git });
      assert.deepEqual([...read.entries.keys()], ['', 'api', 'api/src', 'api/src/a.py']);
    });

    it(`counts files that git does not track, which are as they are now, ${reader}`, async () => {
      const repository = testRepository();
      repository.commit({ '.gitignore': '*.log\n', a: '1' });
      repository.commit({ b: 'added since' });
      writeFileSync(join(repository.root, 'debug.log'), 'x');
      writeFileSync(join(repository.root, 'new'), 'x');
      const read = await contextAt(repository.root, { revision: 'HEAD~1', git });
      assert.deepEqual([...read.entries.keys()], ['', '.gitignore', 'a', 'debug.log', 'new']);
      assert.equal(read.nUntracked, 2);
    });

    it(`says of a submodule that it is not checked out, ${reader}`, async () => {
      const repository = testRepository();
      const commit = repository.commit({ a: '1' });
      repository.run('update-index', '--add', '--cacheinfo', `160000,${commit},vendor`);
      repository.run('commit', '-q', '-m', 'submodule');
      assert.deepEqual((await contextAt(repository.root, { git })).notes, []);
      repository.run('rm', '-q', '--cached', 'vendor');
      repository.run('commit', '-q', '-m', 'no submodule');
      const read = await contextAt(repository.root, { revision: 'HEAD~1', git });
      assert.equal(read.entries.get('vendor')?.kind, 'dir');
      assert.deepEqual(read.notes, [
        'The submodule vendor is empty in HEAD~1: its files then are not known here.',
      ]);
    });

    it(`says of a shallow clone where it ends, ${reader}`, async () => {
      const repository = testRepository();
      repository.commit({ a: '1' });
      repository.commit({ a: '2' });
      const clone = join(folderWith(), 'clone');
      repository.run('clone', '-q', '--depth', '1', `file://${repository.root}`, clone);
      const result = await openCheckout({ folder: clone, revision: 'HEAD~1', git });
      assert.deepEqual(problemOf(result), [
        'unreadable',
        'Cannot read HEAD~1 from git: this clone is shallow and ends before it. Fetch more history with ' +
          '`git fetch --unshallow`, or choose another baseline.',
      ]);
    });

    it(`of a partial clone without the bytes says so, and downloads nothing, ${reader}`, async () => {
      const repository = testRepository();
      repository.run('config', 'uploadpack.allowFilter', 'true');
      repository.commit({ a: '1', b: 'b' });
      repository.commit({ a: '2' });
      const clone = join(folderWith(), 'clone');
      repository.run('clone', '-q', '--filter=blob:none', `file://${repository.root}`, clone);
      const packs = readdirSync(join(clone, '.git/objects/pack'));
      const read = await contextAt(clone, { revision: 'HEAD~1', git });
      assert.deepEqual([...read.entries.keys()], ['', 'a', 'b']);
      const why = git === null ? 'in this repository' : 'in this partial clone';
      assert.deepEqual(read.notes, [
        `The bytes of a in HEAD~1 are not known (they are not ${why}): it counts as changed.`,
      ]);
      const now = await contextAt(clone, { git });
      assert.notEqual(read.entries.get('a')?.digest, now.entries.get('a')?.digest);
      assert.deepEqual(readdirSync(join(clone, '.git/objects/pack')), packs);
    });

    it(`of a clone without its trees is not empty, ${reader}`, async () => {
      const repository = testRepository();
      repository.run('config', 'uploadpack.allowFilter', 'true');
      repository.commit({ 'src/a': '1' });
      repository.commit({ 'src/a': '2' });
      const clone = join(folderWith(), 'clone');
      repository.run('clone', '-q', '--filter=tree:0', `file://${repository.root}`, clone);
      const result = await openCheckout({ folder: clone, revision: 'HEAD~1', git });
      assert.match(problemOf(result)[1], /^Cannot read HEAD~1 from git: this is a partial clone/);
    });

    it(`stops where it is cancelled, ${reader}`, async () => {
      const repository = testRepository();
      const files: Record<string, string> = {};
      for (let index = 0; index < 200; index += 1) files[`f${index}`] = `${index}`;
      repository.commit(files);
      const controller = new AbortController();
      controller.abort(new Error('stop'));
      await assert.rejects(contextAt(repository.root, { git, signal: controller.signal }), /stop/);
    });
  }

  it('of a worktree has the HEAD of the worktree', async () => {
    const repository = testRepository();
    repository.commit({ a: '1' });
    const worktree = join(folderWith(), 'tree');
    repository.run('worktree', 'add', '-q', '-b', 'topic', worktree);
    repository.run('-C', worktree, 'commit', '-q', '--allow-empty', '-m', 'x');
    const commit = repository.run('-C', worktree, 'rev-parse', 'HEAD');
    assert.equal(valueOf(await revisionOf(worktree, 'HEAD')), commit);
    assert.equal(valueOf(await revisionOf(worktree, 'main')), repository.run('rev-parse', 'main'));
  });

  it('says of a damaged pack which one it is', async () => {
    const repository = testRepository();
    repository.commit({ a: 'text '.repeat(2_000) });
    repository.commit({ a: '2' });
    repository.run('gc', '-q');
    const folder = join(repository.root, '.git/objects/pack');
    const pack = readdirSync(folder).find((name) => name.endsWith('.pack'));
    truncateSync(join(folder, pack!), 40);
    const [code, message] = problemOf(
      await openCheckout({ folder: repository.root, revision: 'HEAD~1', git: null }),
    );
    assert.equal(code, 'unreadable');
    assert.match(message, /the pack .*\.pack is damaged .*Run `git fsck`/);
  });

  it('says of reftables that only git reads them', async () => {
    const repository = testRepository();
    const commit = repository.commit({ a: '1' });
    repository.run('config', 'core.repositoryformatversion', '1');
    repository.run('config', 'extensions.refstorage', 'reftable');
    assert.match(
      problemOf(await revisionOf(repository.root, 'HEAD'))[1],
      /keeps its refs in reftables/,
    );
    assert.equal(valueOf(await revisionOf(repository.root, commit)), commit);
  });
});

describe('a file of a revision', function () {
  // Processes and disks of a busy machine take their time.
  this.timeout(20_000);

  it('is its bytes, through links', async () => {
    const repository = testRepository();
    symlinkSync('docker', join(repository.root, 'link'));
    repository.commit({ 'docker/Dockerfile': '\uFEFFFROM a\r\n', b: 'x' });
    repository.commit({ 'docker/Dockerfile': 'FROM b\n' });
    const at = async (path: string, revision: string) => {
      const opened = await openCheckout({ folder: repository.root, revision, git: null });
      return readCheckoutFile(valueOf(opened), join(repository.root, path), revision);
    };
    const textAt = async (path: string, revision: string) =>
      Buffer.from(valueOf(await at(path, revision))).toString('utf8');
    assert.equal(await textAt('docker/Dockerfile', 'HEAD~1'), '\uFEFFFROM a\r\n');
    assert.equal(await textAt('link/Dockerfile', 'HEAD'), 'FROM b\n');
    assert.deepEqual(problemOf(await at('docker', 'HEAD')), [
      'no-such-file',
      'docker is not a file in HEAD.',
    ]);
    assert.equal(problemOf(await at('Dockerfile', 'HEAD'))[0], 'no-such-file');
  });

  it('is found from a folder below', () => {
    const repository = testRepository();
    repository.commit({ 'a/b/c': 'x' });
    assert.equal(valueOf(findRepository(join(repository.root, 'a/b'))).root, repository.root);
  });
});
