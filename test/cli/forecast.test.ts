/** `snapshot` and `forecast`: what is compared with what, and how the answer reads. */
import assert from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Forecast } from '../../server/protocol/report.ts';
import { cli, freshState, validJson } from '../support/cli/command-line.ts';
import { recordBuild } from '../support/server/records.ts';
import { addFiles, folderWith, removeFolders } from '../node/support/folders.ts';
import { testRepository } from '../node/support/git.ts';

const DOCKERFILE = `FROM python:3.12
WORKDIR /app
COPY requirements.txt .
RUN pip install -r requirements.txt
COPY app.py .
`;
const FILES = { Dockerfile: DOCKERFILE, 'requirements.txt': 'flask==3.0\n', 'app.py': '1\n' };

async function forecast(cwd: string, ...args: readonly string[]): Promise<Forecast> {
  const ran = await cli(['forecast', ...args, '--format', 'json'], { cwd });
  assert.equal(ran.err, '');
  assert.equal(ran.code, 0);
  return validJson('forecast', ran);
}

async function snapshot(cwd: string, file: string, ...args: readonly string[]): Promise<void> {
  const ran = await cli(['snapshot', ...args, '-o', file], { cwd });
  assert.equal(ran.err, '');
  assert.equal(ran.code, 0);
}

/** The verdicts' first letters, FROM left out: `hmmc`. */
function letters({ steps }: Forecast): string {
  return steps
    .filter((step) => step.instruction !== 'FROM')
    .map((step) => step.verdict[0])
    .join('');
}

describe('forecast', () => {
  beforeEach(() => void freshState());
  afterEach(removeFolders);

  it('takes git HEAD where nothing was built, and names the line that changed', async () => {
    const repository = testRepository();
    repository.commit(FILES);
    writeFileSync(join(repository.root, 'requirements.txt'), 'flask==3.1\n');
    const report = await forecast(repository.root);
    assert.deepEqual(report.since, [{ kind: 'git', id: 'HEAD' }]);
    assert.equal(letters(report), 'hmmm');
    assert.deepEqual(report.totals, { hit: 2, miss: 3, conditional: 0, seconds: null });
    const [copy, run] = [report.steps[2], report.steps[3]];
    assert.equal(copy?.name, '[3/5] COPY requirements.txt .');
    assert.deepEqual(copy.reasons, [
      {
        kind: 'file-changed',
        text: 'requirements.txt line 1 changed: flask',
        file: 'requirements.txt',
        line: 1,
      },
    ]);
    assert.equal(run?.reasons[0]?.because?.kind, 'file-changed');
    assert.equal(run.withFixes?.verdict, 'miss');
  });

  it('reads as text with the same content', async () => {
    const repository = testRepository();
    repository.commit(FILES);
    writeFileSync(join(repository.root, 'requirements.txt'), 'flask==3.1\n');
    const { out, code } = await cli(['forecast'], { cwd: repository.root });
    assert.equal(code, 0);
    const [headline, since] = out.split('\n');
    assert.match(headline ?? '', /runs 3 of 5 steps again/);
    assert.match(since ?? '', /^Dockerfile since git HEAD; BuildKit \d+\.\d+\.\d+, \w+ store$/);
    assert.match(out, /\n {2}again {4}\[3\/5\] COPY requirements\.txt \.\n/);
    assert.match(out, /\n {11}requirements\.txt line 1 changed: flask \(requirements\.txt:1\)\n/);
    assert.match(out, /\n {11}follows `COPY requirements\.txt \.` \(line 3\), which runs again\n/);
    assert.doesNotMatch(out, /↳/);
    assert.match(out, /\nfix Keep pip's cache in a mount at \/root\/\.cache\/pip\n/);
    assert.match(out, /\nassumed: /);
  });

  it('knows all steps of a snapshot that was just taken', async () => {
    const cwd = folderWith(FILES);
    const ran = await cli(['snapshot', '-o', 's.json'], { cwd });
    assert.deepEqual(ran, { code: 0, out: 's.json: 5 steps of Dockerfile\n', err: '' });
    const report = await forecast(cwd, '--since', 's.json');
    assert.deepEqual(report.since, [{ kind: 'snapshot', id: 's.json' }]);
    assert.equal(letters(report), 'hhhh');
    assert.match(
      (await cli(['forecast', '--since', 's.json'], { cwd })).out,
      /^The next build runs nothing again: all 5 steps come from the cache\.\n/,
    );
  });

  it('tells what a snapshot wrote as JSON', async () => {
    const cwd = folderWith({ ...FILES, 'a/': '' });
    const args = ['snapshot', '..', '-o', '../s.json', '--format', 'json'];
    const ran = await cli(args, { cwd: join(cwd, 'a') });
    assert.deepEqual(JSON.parse(ran.out), { version: 1, file: '../s.json', steps: 5 });
  });

  it('puts several builds together, in any order of edits', async () => {
    const cwd = folderWith(FILES);
    await snapshot(cwd, 'a.json');
    writeFileSync(join(cwd, 'app.py'), '2\n');
    await snapshot(cwd, 'b.json');
    writeFileSync(join(cwd, 'app.py'), '1\n');
    assert.equal(letters(await forecast(cwd, '--since', 'b.json')), 'hhhm');
    const both = await forecast(cwd, '--since', 'a.json', '--since', 'b.json');
    assert.equal(letters(both), 'hhhh');
    assert.deepEqual(
      both.since.map((one) => one.id),
      ['a.json', 'b.json'],
    );
  });

  it('keeps the worth of the fixes in the snapshot', async () => {
    const cwd = folderWith(FILES);
    await snapshot(cwd, 's.json');
    await cli(['fix'], { cwd });
    const report = await forecast(cwd, '--since', 's.json');
    assert.equal(letters(report), 'hhmm');
    const [install] = report.steps.filter((step) => step.instruction === 'RUN');
    assert.match(install?.reasons[0]?.text ?? '', /mount/i);
  });

  it('takes the last recorded build of the same Dockerfile, context and target', async () => {
    const text = `${DOCKERFILE}FROM python:3.12 AS tools\nRUN true\n`;
    const cwd = folderWith({ ...FILES, Dockerfile: text, 'other/': '' });
    const state = freshState();
    const dockerfile = join(cwd, 'Dockerfile');
    const record = await recordBuild(state, {
      place: { dockerfile, context: cwd },
      options: { target: 'tools' },
      seconds: 3,
    });
    const report = await forecast(cwd, '--target', 'tools', '--since', 'last-build');
    assert.deepEqual(report.since, [{ kind: 'last-build', id: record.id, time: record.started }]);
    assert.equal(report.target, 'tools');
    for (const args of [
      ['--since', 'last-build', '--target', 'stage-0'],
      ['--since', 'last-build', 'other', '-f', 'Dockerfile', '--target', 'tools'],
      ['--since', 'last-build', '--target', 'tools', '-f', 'Dockerfile', 'other'],
    ])
      assert.equal((await cli(['forecast', ...args], { cwd })).code, 2, args.join(' '));
  });

  it('puts measured seconds to steps that run again', async () => {
    const cwd = folderWith(FILES);
    const state = freshState();
    const place = { dockerfile: join(cwd, 'Dockerfile'), context: cwd };
    await recordBuild(state, { place, seconds: 4 });
    writeFileSync(join(cwd, 'requirements.txt'), 'flask==3.1\n');
    const report = await forecast(cwd);
    assert.deepEqual(
      report.steps.map((step) => step.seconds?.median ?? null),
      [null, null, 4, 4, 4],
    );
    assert.equal(report.steps[3]?.seconds?.basis, '1 build on builder default');
    assert.equal(report.totals.seconds?.median, 12);
  });

  it('says what an unknown revision is, and one without the Dockerfile', async () => {
    const repository = testRepository();
    repository.commit({ 'README.md': 'x\n' });
    repository.commit(FILES);
    const fails = async (revision: string) => {
      const ran = await cli(['forecast', '--since', `git:${revision}`], { cwd: repository.root });
      assert.equal(ran.code, 2);
      assert.equal(ran.out, '');
      return ran.err;
    };
    assert.match(await fails('nosuch'), /nosuch/);
    assert.match(await fails('HEAD~1'), /Dockerfile is not a file in/);
    assert.match(await fails('HEAD~7'), /goes back beyond the first commit/);
  });

  it('says which objects are missing, instead of that files were added', async () => {
    const repository = testRepository();
    repository.commit({ ...FILES, '.dockerignore': '.git\n' });
    const lose = (path: string) => {
      const blob = repository.run('rev-parse', `HEAD:${path}`);
      rmSync(join(repository.root, '.git/objects', blob.slice(0, 2), blob.slice(2)));
    };
    lose('requirements.txt');
    const since = ['--since', 'git:HEAD'];
    assert.equal((await forecast(repository.root, ...since)).totals.miss, 0);
    writeFileSync(join(repository.root, 'requirements.txt'), 'flask==9\n');
    const report = await forecast(repository.root, ...since);
    const reasons: readonly string[] = report.steps.flatMap((step) =>
      step.reasons.map(({ text }) => text),
    );
    assert.ok(reasons.includes('requirements.txt changed'), reasons.join('; '));
    assert.match(report.assumed.join(' '), /The bytes of requirements.txt in HEAD are not known/);
    lose('Dockerfile');
    writeFileSync(join(repository.root, 'Dockerfile'), 'FROM python:3.13\n');
    const ran = await cli(['forecast', ...since], { cwd: repository.root });
    assert.match(ran.err, /Cannot read Dockerfile of HEAD from git: its bytes are not known/);
    assert.equal(ran.out, '');
    assert.equal(ran.code, 2);
  });

  it('says where a Dockerfile was broken at that revision', async () => {
    const repository = testRepository();
    repository.commit({ ...FILES, Dockerfile: 'FROM python:3.12\nCOPY x\n' });
    repository.commit(FILES);
    const ran = await cli(['forecast', '--since', 'git:HEAD~1'], { cwd: repository.root });
    assert.equal(ran.code, 2);
    assert.match(ran.err, /In HEAD~1: The Dockerfile cannot be built, line 2: /);
  });

  describe('reads the build that is meant', () => {
    it('with a Dockerfile of another name, elsewhere, and its own ignore file', async () => {
      const cwd = folderWith({
        'code/app.py': '1\n',
        'code/secret.txt': 'x\n',
        'code/.dockerignore': 'app.py\n',
        'build files/prod.docker': 'FROM python:3.12\nCOPY . .\n',
        'build files/prod.docker.dockerignore': 'secret.txt\n',
      });
      const args = ['code', '-f', 'build files/prod.docker'];
      await snapshot(cwd, 's.json', ...args);
      writeFileSync(join(cwd, 'code/secret.txt'), 'y\n');
      const same = await forecast(cwd, ...args, '--since', 's.json');
      assert.equal(letters(same), 'h');
      assert.equal(same.dockerfile, 'build files/prod.docker');
      assert.equal(same.context, 'code');
      writeFileSync(join(cwd, 'code/app.py'), '2\n');
      const report = await forecast(cwd, ...args, '--since', 's.json');
      assert.equal(report.steps[1]?.reasons[0]?.file, 'code/app.py');
      writeFileSync(join(cwd, 'code/app.py'), '1\n');
      writeFileSync(join(cwd, 'build files/prod.docker.dockerignore'), '');
      const grown = await forecast(cwd, ...args, '--since', 's.json');
      assert.deepEqual(
        grown.steps[1]?.reasons.map(({ kind, file }) => [kind, file]),
        [['ignore-file-changed', 'build files/prod.docker.dockerignore']],
      );
    });

    it('from its own folder where only the Dockerfile is named', async () => {
      const cwd = folderWith({ 'a/b.Dockerfile': 'FROM python:3.12\nCOPY x .\n', 'a/x': '1' });
      const report = await forecast(cwd, '-f', 'a/b.Dockerfile', '--since', 'saved-files');
      assert.equal(report.context, 'a');
      assert.deepEqual(report.warnings, []);
    });

    it('from the context that the settings of the workspace name', async () => {
      const settings = `\uFEFF// of the team
{
  "files.eol": "\\n", /* "layerForecast.context": { */
  "layerForecast.context": { "docker/a.Dockerfile": ".", }, // // no more
}
`;
      const root = folderWith({
        '.vscode/settings.json': settings,
        'docker/a.Dockerfile': DOCKERFILE,
        'docker/b.Dockerfile': DOCKERFILE,
      });
      const contextOf = async (...args: readonly string[]) =>
        (await forecast(root, ...args, '--since', 'saved-files')).context;
      assert.equal(await contextOf('-f', 'docker/a.Dockerfile'), '.');
      assert.equal(await contextOf('-f', 'docker/b.Dockerfile'), 'docker');
      assert.equal(await contextOf('docker', '-f', 'docker/a.Dockerfile'), 'docker');
      for (const broken of ['{', '[]', 'null', '{"layerForecast.context": 7}', '"', '/*']) {
        writeFileSync(join(root, '.vscode/settings.json'), broken);
        assert.equal(await contextOf('-f', 'docker/a.Dockerfile'), 'docker');
      }
    });

    it('from any working directory, with paths as seen from it', async () => {
      const root = folderWith({ 'blå bär/Dockerfile': DOCKERFILE, 'else/where/': '' });
      addFiles(join(root, 'blå bär'), { 'requirements.txt': 'a\n', 'app.py': '' });
      const cwd = join(root, 'else/where');
      await snapshot(cwd, 's.json', '../../blå bär');
      writeFileSync(join(root, 'blå bär/requirements.txt'), 'b\n');
      const report = await forecast(cwd, '../../blå bär', '--since', 's.json');
      assert.equal(report.dockerfile, '../../blå bär/Dockerfile');
      assert.equal(report.steps[2]?.reasons[0]?.file, '../../blå bär/requirements.txt');
      assert.equal(report.steps[0]?.file, '../../blå bär/Dockerfile');
    });

    it('with a named context and its own ignore file', async () => {
      const cwd = folderWith({
        Dockerfile: 'FROM python:3.12\nCOPY --from=lib . /lib\n',
        'lib/a.py': '1\n',
        'lib/b.txt': '1\n',
        'lib/.dockerignore': '*.txt\n',
      });
      const args = ['--build-context', 'lib=lib'];
      await snapshot(cwd, 's.json', ...args);
      writeFileSync(join(cwd, 'lib/b.txt'), '2\n');
      assert.equal(letters(await forecast(cwd, ...args, '--since', 's.json')), 'h');
      writeFileSync(join(cwd, 'lib/a.py'), '2\n');
      const report = await forecast(cwd, ...args, '--since', 's.json');
      assert.equal(letters(report), 'm');
      assert.equal(report.steps[1]?.reasons[0]?.file, 'lib/a.py');
    });

    it('with the arguments that are given, from the environment too', async () => {
      const text = 'FROM python:3.12\nARG SHA=none\nRUN echo $SHA\n';
      const cwd = folderWith({ Dockerfile: text });
      await snapshot(cwd, 's.json', '--build-arg', 'SHA=abc');
      const args = ['--since', 's.json', '--format', 'json'];
      const of = async (more: readonly string[], env: Record<string, string> = {}) =>
        letters(validJson('forecast', await cli(['forecast', ...args, ...more], { cwd, env })));
      assert.equal(await of(['--build-arg', 'SHA=abc']), 'h');
      assert.equal(await of(['--build-arg', 'SHA'], { SHA: 'abc' }), 'h');
      assert.equal(await of(['--build-arg', 'SHA=def']), 'm');
      assert.equal(await of(['--build-arg', 'SHA']), 'm');
      assert.equal(await of([]), 'm');
    });

    it('without the cache, where that is asked for', async () => {
      const cwd = folderWith(FILES);
      await snapshot(cwd, 's.json');
      const report = await forecast(cwd, '--since', 's.json', '--no-cache');
      // The engine asks the cache about a WORKDIR all the same.
      assert.equal(letters(report), 'hmmm');
      assert.equal(report.steps[2]?.reasons[0]?.kind, 'no-cache');
    });

    it('by the rules of the engine that is named', async () => {
      const cwd = folderWith(FILES);
      const args = ['--since', 'saved-files', '--engine', 'graphdriver', '--buildkit', 'v0.12.5'];
      const report = await forecast(cwd, ...args);
      assert.deepEqual(report.engine, { store: 'graphdriver', buildkit: '0.12.5' });
    });
  });

  it('does not write values of secret arguments, nor credentials', async () => {
    const text =
      'FROM python:3.12\nARG DB_PASSWORD\nWORKDIR /x/$DB_PASSWORD\nRUN pip install --index-url https://me:pw12345@index.example/ x\n';
    const cwd = folderWith({ Dockerfile: text });
    const args = ['--since', 'saved-files', '--build-arg', 'DB_PASSWORD=s3cretvalue'];
    for (const format of ['text', 'json']) {
      const { out } = await cli(['forecast', ...args, '--format', format], { cwd });
      assert.ok(out.includes('****'), out);
      assert.ok(!out.includes('s3cretvalue') && !out.includes('pw12345'), out);
    }
    await cli(['snapshot', '-o', 's.json', ...args.slice(2)], { cwd });
    const { out } = await cli(['forecast', '--since', 's.json'], { cwd });
    assert.ok(!out.includes('s3cretvalue') && !out.includes('pw12345'), out);
  });

  describe('--fail-on-miss', () => {
    const cases: readonly (readonly [globs: readonly string[], code: number])[] = [
      [['*'], 1],
      [['*pip install*'], 1],
      [['*nosuch*', '*COPY requirements*'], 1],
      [['*WORKDIR*'], 0],
      [['pip install'], 0],
    ];
    for (const [globs, code] of cases) {
      it(`ends with ${code} for ${globs.join(', ')}`, async () => {
        const cwd = folderWith(FILES);
        await snapshot(cwd, 's.json');
        writeFileSync(join(cwd, 'requirements.txt'), 'flask==3.1\n');
        const flags = globs.flatMap((glob) => ['--fail-on-miss', glob]);
        const ran = await cli(['forecast', '--since', 's.json', ...flags], { cwd });
        assert.equal(ran.code, code);
        assert.equal(ran.err.includes('would run again'), code === 1);
      });
    }

    it('counts what only may run again', async () => {
      const text = `FROM python:3.12 AS a
COPY app.py .
RUN python app.py > /out
FROM python:3.12
COPY --from=a /out /out
`;
      const cwd = folderWith({ ...FILES, Dockerfile: text });
      await snapshot(cwd, 's.json');
      writeFileSync(join(cwd, 'app.py'), '2\n');
      const args = ['forecast', '--since', 's.json', '--fail-on-miss', '*COPY --from*'];
      const ran = await cli(args, { cwd });
      assert.equal(ran.code, 1);
      assert.match(
        ran.err,
        /^layer-forecast forecast: \[stage-1 2\/2\] COPY --from=a \/out \/out would/,
      );
    });
  });
});
