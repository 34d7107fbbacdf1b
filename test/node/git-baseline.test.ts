/** What a forecast since a git revision says, with git and without it: the false reasons that a clean tree once got. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createWorkbench } from '../../server/node/workbench.ts';
import type { Forecast } from '../../server/protocol/report.ts';
import { putProgram } from './support/fake-docker.ts';
import { addFiles, folderWith, removeFolders } from './support/folders.ts';
import { testRepository, type TestRepository } from './support/git.ts';

const COPY_ALL =
  'FROM python:3.12-slim\nWORKDIR /srv\nCOPY . .\nRUN pip install -r requirements.txt\n';
const FILES = {
  Dockerfile: COPY_ALL,
  '.gitignore': '__pycache__/\n.venv/\n',
  'requirements.txt': 'requests==2.32.3\n',
  'app/main.py': 'print(1)\n',
};
const GIT_FOLDER = '.git changed, as with every commit and `git add`';
const ADVICE = '; a line `.git` in .dockerignore keeps it out of the build';

async function forecastOf(root: string, trusted: boolean, revision?: string): Promise<Forecast> {
  const workbench = createWorkbench({
    trusted: () => trusted,
    dockerPath: () => '/nowhere/docker',
    historyLimit: () => 10,
    state: folderWith(),
  });
  const { forecast, problem } = await workbench.forecast({
    place: { dockerfile: join(root, 'Dockerfile'), context: root },
    ...{ base: root, options: {} },
    since: revision === undefined ? [] : [{ kind: 'git', revision }],
  });
  if (forecast === null) assert.fail(problem?.message);
  return forecast;
}

function reasonsOf(forecast: Forecast): readonly string[] {
  const copy = forecast.steps.find(({ instruction }) => instruction === 'COPY');
  return copy?.reasons.map(({ text }) => text) ?? [];
}

function assertAllCached(forecast: Forecast): void {
  const reasons = forecast.steps.flatMap((step) => step.reasons.map(({ text }) => text));
  assert.deepEqual([reasons, forecast.totals.miss, forecast.totals.conditional], [[], 0, 0]);
}

for (const trusted of [true, false]) {
  describe(`a forecast since git, ${trusted ? 'by git' : 'without git'}`, function () {
    this.timeout(30_000);
    afterEach(removeFolders);

    function withUmask(umask: number, files: Readonly<Record<string, string>>): TestRepository {
      const before = process.umask(umask);
      try {
        const repository = testRepository();
        repository.commit(files);
        return repository;
      } finally {
        process.umask(before);
      }
    }

    for (const umask of [0o002, 0o077])
      it(`runs nothing again on a clean tree, umask 0${umask.toString(8)}`, async () => {
        const { root } = withUmask(umask, {
          ...FILES,
          Dockerfile:
            'FROM python:3.12-slim\nWORKDIR /srv\nCOPY requirements.txt .\nRUN pip install -r requirements.txt\nCOPY app app\n',
        });
        const forecast = await forecastOf(root, trusted);
        assert.deepEqual(forecast.since, [{ kind: 'git', id: 'HEAD' }]);
        assertAllCached(forecast);
      });

    it('runs nothing again on a clean tree with .git in the context', async () => {
      const { root } = withUmask(0o022, FILES);
      assertAllCached(await forecastOf(root, trusted));
    });

    it('takes ignored and untracked files for unchanged, and says how many they are', async () => {
      const { root } = withUmask(0o022, { ...FILES, '.dockerignore': '.git\n' });
      mkdirSync(join(root, 'app/__pycache__'));
      writeFileSync(join(root, 'app/__pycache__/main.cpython-312.pyc'), 'x\n');
      const one = await forecastOf(root, trusted);
      assertAllCached(one);
      assert.ok(
        textsOf(one.assumed).includes('1 file that git does not track is the same as at HEAD.'),
      );
      writeFileSync(join(root, 'notes'), 'x\n');
      const two = await forecastOf(root, trusted);
      assertAllCached(two);
      assert.ok(
        textsOf(two.assumed).includes('2 files that git does not track are the same as at HEAD.'),
      );
    });

    it('names the changed file, then .git as one reason, with the advice to ignore it', async () => {
      const repository = withUmask(0o022, FILES);
      repository.commit({ 'app/main.py': 'print(2)\n' });
      const forecast = await forecastOf(repository.root, trusted, 'HEAD~1');
      assert.deepEqual(reasonsOf(forecast), [
        'app/main.py line 1 changed',
        `${GIT_FOLDER}${ADVICE}`,
      ]);
      writeFileSync(join(repository.root, 'app/main.py'), 'print(3)\n');
      assert.deepEqual(reasonsOf(await forecastOf(repository.root, trusted)), [
        'app/main.py line 1 changed',
        `${GIT_FOLDER}${ADVICE}`,
      ]);
    });

    const readers: Readonly<Record<string, Readonly<Record<string, string>>>> = {
      'a mount of it': {
        Dockerfile: `${COPY_ALL}RUN --mount=type=bind,source=.git,target=/srv/.git make\n`,
      },
      'git describe': { Dockerfile: `${COPY_ALL}RUN git describe --tags > version\n` },
      'setuptools-scm': { 'pyproject.toml': '[build-system]\nrequires = ["setuptools-scm>=8"]\n' },
      'hatch-vcs': { 'pyproject.toml': '[build-system]\nrequires = ["hatchling", "hatch-vcs"]\n' },
      pbr: { 'setup.py': "setup(setup_requires=['pbr'], pbr=True)\n" },
      versioneer: { 'setup.py': 'import versioneer\n' },
    };
    for (const [name, files] of Object.entries(readers))
      it(`gives no advice to ignore .git where the build reads it: ${name}`, async () => {
        const repository = withUmask(0o022, { ...FILES, ...files });
        repository.commit({ 'app/main.py': 'print(2)\n' });
        const forecast = await forecastOf(repository.root, trusted, 'HEAD~1');
        assert.deepEqual(reasonsOf(forecast), ['app/main.py line 1 changed', GIT_FOLDER]);
      });

    it('says nothing of .git where only files outside the context changed', async () => {
      const repository = withUmask(0o022, { ...FILES, '.dockerignore': 'docs\n' });
      repository.commit({ 'docs/index.md': '1' });
      addFiles(repository.root, { 'docs/index.md': '2' });
      assertAllCached(await forecastOf(repository.root, trusted));
    });

    it('takes the bits of the mode that git does not know from the disk', async () => {
      const repository = withUmask(0o022, { ...FILES, '.dockerignore': '.git\n' });
      const file = join(repository.root, 'app/main.py');
      chmodSync(file, 0o600);
      assertAllCached(await forecastOf(repository.root, trusted));
      chmodSync(file, 0o755);
      assert.deepEqual(reasonsOf(await forecastOf(repository.root, trusted)), [
        'The mode of app/main.py changed from 644 to 755',
      ]);
    });
  });
}

describe('a forecast since git in an untrusted workspace', function () {
  this.timeout(30_000);
  afterEach(removeFolders);

  it('starts no git, hook, monitor or filter', async () => {
    const repository = testRepository();
    const ran = join(folderWith(), 'ran');
    repository.commit({ ...FILES, '.gitattributes': '*.py filter=spy\n' });
    repository.run('config', 'core.fsmonitor', `touch ${ran}; false`);
    repository.run('config', 'filter.spy.smudge', `touch ${ran}; cat`);
    repository.run('config', 'filter.spy.clean', `touch ${ran}; cat`);
    writeFileSync(join(repository.root, 'app/main.py'), 'print(2)\n');
    const bin = folderWith();
    putProgram(bin, `touch ${ran}`, 'git');
    const before = process.env['PATH'];
    process.env['PATH'] = `${bin}:${before}`;
    try {
      await forecastOf(repository.root, false);
    } finally {
      process.env['PATH'] = before;
    }
    assert.equal(existsSync(ran), false);
  });
});

describe('a forecast since git in a trusted workspace', function () {
  this.timeout(30_000);
  afterEach(removeFolders);

  it('runs no hook and no monitor, and writes nothing into the repository', async () => {
    const repository = testRepository();
    const ran = join(folderWith(), 'ran');
    repository.commit(FILES);
    repository.commit({ 'app/main.py': 'print(2)\n' });
    const hooks = ['post-checkout', 'post-index-change', 'fsmonitor'];
    for (const hook of hooks) putProgram(join(repository.root, '.git/hooks'), `touch ${ran}`, hook);
    repository.run('config', 'core.fsmonitor', join(repository.root, '.git/hooks/fsmonitor'));
    const index = repository.run('hash-object', '.git/index');
    writeFileSync(join(repository.root, 'requirements.txt'), 'requests==2.32.3\n');
    await forecastOf(repository.root, true, 'HEAD~1');
    assert.equal(existsSync(ran), false);
    assert.equal(repository.run('hash-object', '.git/index'), index);
  });
});

function textsOf(masked: readonly string[]): readonly string[] {
  return masked;
}

describe('a repository of another owner', function () {
  this.timeout(30_000);
  /** Git's own switch for its tests, and no settings that would allow it all the same. */
  const other = {
    GIT_TEST_ASSUME_DIFFERENT_OWNER: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_SYSTEM: '/dev/null',
  };
  const before = Object.keys(other).map((name) => [name, process.env[name]] as const);
  afterEach(() => {
    for (const [name, value] of before) {
      if (value === undefined) Reflect.deleteProperty(process.env, name);
      else process.env[name] = value;
    }
    removeFolders();
  });

  it('is read without git, which refuses', async () => {
    const repository = testRepository();
    repository.commit(FILES);
    Object.assign(process.env, other);
    const refused = spawnSync('git', ['-C', repository.root, 'status'], { encoding: 'utf8' });
    assert.match(refused.stderr, /dubious ownership/);
    assertAllCached(await forecastOf(repository.root, true));
    writeFileSync(join(repository.root, 'requirements.txt'), 'requests==2.32.4\n');
    const reasons = reasonsOf(await forecastOf(repository.root, true));
    assert.match(reasons[0] ?? '', /^requirements\.txt line 1 changed/);
  });
});
