/** Files of a revision, read without a git process; the real git only makes the repositories. */
import assert from 'node:assert/strict';
import { chmodSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { readContext } from '../../server/node/context/index.ts';
import {
  findRepository,
  readGitContext,
  readGitFile,
  resolveRevision,
  listRefs,
  type BlobCache,
  type GitResult,
  type ReadGitContextInput,
} from '../../server/node/git/index.ts';
import { folderWith, removeFolders } from './support/folders.ts';
import { testRepository, type TestRepository } from './support/git.ts';

afterEach(removeFolders);

function valueOf<T>(result: GitResult<T>): T {
  if (result.kind === 'problem') assert.fail(result.problem.message);
  return result.value;
}

function problemOf(result: GitResult<unknown>): readonly [string, string] {
  if (result.kind === 'ok') assert.fail('expected a problem');
  return [result.problem.code, result.problem.message];
}

function contextAt(repository: TestRepository, rest: Partial<ReadGitContextInput> = {}) {
  return readGitContext({
    repositoryRoot: repository.root,
    folder: '',
    revision: 'HEAD',
    needs: { paths: [''] },
    ignore: null,
    ...rest,
  });
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
        assert.equal(valueOf(await resolveRevision(repository.root, revision)), commit, revision);
    }
    assert.deepEqual(await listRefs(valueOf(await findRepository(repository.root))), [
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
      const [code] = problemOf(await resolveRevision(repository.root, revision));
      assert.equal(code, 'no-such-revision');
    });
  }

  it('beyond the first commit is said to be there', async () => {
    const repository = testRepository();
    repository.commit({ a: '1' });
    assert.deepEqual(problemOf(await resolveRevision(repository.root, 'HEAD~5')), [
      'no-such-revision',
      'HEAD~5 goes back beyond the first commit that this repository has.',
    ]);
  });

  it('of a repository without commits, and of none', async () => {
    const repository = testRepository();
    const [code, message] = problemOf(await resolveRevision(repository.root, 'HEAD'));
    assert.equal(code, 'no-such-revision');
    assert.match(message, /no commit yet/);
    const [none] = problemOf(await resolveRevision(folderWith(), 'HEAD'));
    assert.equal(none, 'not-a-repository');
  });

  it('that is a blob is no commit', async () => {
    const repository = testRepository();
    repository.commit({ a: '1' });
    const blob = repository.run('rev-parse', 'HEAD:a');
    assert.match(problemOf(await resolveRevision(repository.root, blob))[1], /not a commit/);
  });
});

describe('a context of a revision', function () {
  // Processes and disks of a busy machine take their time.
  this.timeout(20_000);

  it('equals a fresh checkout of it', async () => {
    const repository = testRepository();
    const root = repository.root;
    symlinkSync('src/app.py', join(root, 'link'));
    repository.run('config', 'core.filemode', 'true');
    const files = {
      'src/app.py': 'x\n',
      'run.sh': '#!',
      'requirements.txt': 'a==1\nb\n',
      'bin/raw': '\0',
    };
    repository.commit(files);
    chmodSync(join(root, 'run.sh'), 0o755);
    repository.commit();
    repository.run('gc', '-q');
    const checkout = join(folderWith(), 'checkout');
    const umask = process.umask(0o022);
    repository.run('worktree', 'add', '-q', '--detach', checkout, 'HEAD');
    process.umask(umask);
    const ignore = { excludes: (path: string) => path === '.git', canSkipFolder: () => true };
    const disk = await readContext({ root: checkout, needs: { paths: [''] }, ignore });
    const inGit = valueOf(await contextAt(repository));
    const withoutTimes = [...disk.entries].map(([path, entry]) => {
      const timeless: Record<string, unknown> = { ...entry };
      delete timeless['mtime'];
      return [path, timeless];
    });
    const rootless = (entries: readonly unknown[]) => entries.slice(1);
    assert.deepEqual(rootless([...inGit.entries]), rootless(withoutTimes));
    assert.equal(inGit.commit, repository.run('rev-parse', 'HEAD'));
  });

  it('can lie in a folder, and reads only what is needed', async () => {
    const repository = testRepository();
    repository.commit({ 'api/src/a.py': '1', 'api/big': '2', 'web/x': '3' });
    repository.commit({ 'api/src/a.py': 'changed' });
    const read = valueOf(
      await contextAt(repository, {
        folder: './api/',
        revision: 'HEAD~1',
        needs: { paths: ['src', 'no'] },
      }),
    );
    assert.deepEqual([...read.entries.keys()], ['', 'src', 'src/a.py']);
    assert.equal(read.entries.get('src/a.py')?.size, 1);
    assert.equal(read.work.digested, 1);
    assert.deepEqual(
      read.problems.map((problem) => problem.message),
      ['no is not in the build context of HEAD~1.'],
    );
    const [code] = problemOf(await contextAt(repository, { folder: 'nowhere' }));
    assert.equal(code, 'no-such-file');
  });

  it('digests a blob once', async () => {
    const repository = testRepository();
    repository.commit({ a: '1', b: '2', 'requirements.txt': 'x\n' });
    const cache: BlobCache = new Map();
    const first = valueOf(await contextAt(repository, { cache }));
    assert.equal(first.work.digested, 3);
    repository.commit({ b: '3' });
    const second = valueOf(await contextAt(repository, { cache }));
    assert.equal(second.work.digested, 1);
    assert.deepEqual(second.entries.get('requirements.txt'), first.entries.get('requirements.txt'));
  });

  it('says of a submodule that its files are not known', async () => {
    const repository = testRepository();
    const commit = repository.commit({ a: '1' });
    repository.run('update-index', '--add', '--cacheinfo', `160000,${commit},vendor`);
    repository.run('commit', '-q', '-m', 'submodule');
    const read = valueOf(await contextAt(repository));
    assert.equal(read.entries.get('vendor')?.kind, 'dir');
    assert.deepEqual(read.problems, [
      {
        code: 'submodule',
        path: 'vendor',
        message: 'vendor is a submodule: its files at HEAD are not known.',
      },
    ]);
  });

  it('says of a shallow clone what it lacks', async () => {
    const repository = testRepository();
    repository.commit({ a: '1' });
    repository.commit({ a: '2' });
    const clone = join(folderWith(), 'clone');
    repository.run('clone', '-q', '--depth', '1', `file://${repository.root}`, clone);
    const result = await readGitContext({
      repositoryRoot: clone,
      folder: '',
      revision: 'HEAD~1',
      needs: { paths: [''] },
      ignore: null,
    });
    assert.match(problemOf(result)[1], /shallow/);
  });

  it('of a worktree has the HEAD of the worktree', async () => {
    const repository = testRepository();
    repository.commit({ a: '1' });
    const worktree = join(folderWith(), 'tree');
    repository.run('worktree', 'add', '-q', '-b', 'topic', worktree);
    const head = repository.run('-C', worktree, 'commit', '-q', '--allow-empty', '-m', 'x');
    assert.equal(head, '');
    const commit = repository.run('-C', worktree, 'rev-parse', 'HEAD');
    assert.equal(valueOf(await resolveRevision(join(worktree), 'HEAD')), commit);
    assert.equal(
      valueOf(await resolveRevision(worktree, 'main')),
      repository.run('rev-parse', 'main'),
    );
  });

  it('stops where it is cancelled', async () => {
    const repository = testRepository();
    const files: Record<string, string> = {};
    for (let index = 0; index < 200; index += 1) files[`f${index}`] = `${index}`;
    repository.commit(files);
    const controller = new AbortController();
    const reading = contextAt(repository, { signal: controller.signal });
    controller.abort(new Error('stop'));
    await assert.rejects(reading, /stop/);
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
    const at = (path: string, revision: string) =>
      readGitFile({ repositoryRoot: repository.root, path, revision });
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

  it('is found from a folder below', async () => {
    const repository = testRepository();
    repository.commit({ 'a/b/c': 'x' });
    assert.equal(valueOf(await findRepository(join(repository.root, 'a/b'))).root, repository.root);
  });
});
