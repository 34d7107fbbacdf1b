/** `build`: what buildx is told, what comes out, and with which exit code. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BuildRecord } from '../../server/core/timing/index.ts';
import { cli, cliProcess, freshState, validJson, type Ran } from '../support/cli/command-line.ts';
import {
  fakeBuilder,
  progressOf,
  type FakeBuilderOptions,
} from '../support/server/fake-builder.ts';
import { folderWith, removeFolders } from '../node/support/folders.ts';

const DOCKERFILE = 'FROM scratch\nCOPY a.txt /a\nRUN true\n';
const COPY = { name: '[1/2] COPY a.txt /a' };
const RUN = { name: '[2/2] RUN true' };

interface Setup {
  readonly cwd: string;
  readonly state: string;
  readonly env: Readonly<Record<string, string>>;
  readonly run: (...args: readonly string[]) => Promise<Ran>;
  /** Arguments of the builds that buildx was told to make. */
  readonly builds: () => readonly string[];
}

function setUp(fake: FakeBuilderOptions = {}): Setup {
  const cwd = folderWith({ Dockerfile: DOCKERFILE, 'a.txt': 'a\n' });
  const docker = fakeBuilder(fake);
  const state = freshState();
  const env = { LAYER_FORECAST_DOCKER: docker.executable, LAYER_FORECAST_STATE: state };
  return {
    cwd,
    state,
    env,
    run: (...args) => cli(['build', ...args], { cwd, env }),
    builds: () =>
      readFileSync(docker.calls, 'utf8')
        .split('\n')
        .filter((line) => line.startsWith('buildx build')),
  };
}

describe('build', () => {
  afterEach(removeFolders);

  it('says that a build that ran could not be recorded, and why', async () => {
    const { cwd, env, state } = setUp({ build: progressOf([COPY, RUN]) });
    // A file where the folder should be.
    writeFileSync(join(state, 'file'), '');
    const broken = { ...env, LAYER_FORECAST_STATE: join(state, 'file') };
    const ran = await cli(['build'], { cwd, env: broken });
    assert.equal(ran.code, 0);
    assert.match(ran.err, /This build is not recorded\. Cannot write the history of builds in /);
  });

  it('reports the first build, and forecasts and scores the second', async () => {
    const { run } = setUp({
      build: `if [ -e "$folder/built" ]; then\n${progressOf([{ ...COPY, cached: true }, RUN])}\nelse touch "$folder/built"\n${progressOf([COPY, RUN])}\nfi`,
    });
    const first = await run('--format', 'json');
    assert.equal(first.code, 0);
    const report = validJson('build', first);
    assert.equal(report.forecast, null);
    assert.equal(report.score, null);
    assert.equal(report.exitCode, 0);
    assert.equal(report.seconds, 2);
    assert.deepEqual(
      report.timings.steps.map(({ name, line, cached }) => [name, line, cached]),
      [
        [COPY.name, 2, false],
        [RUN.name, 3, false],
      ],
    );
    const second = validJson('build', await run('--format', 'json'));
    assert.deepEqual(
      second.forecast?.steps.map((step) => step.verdict),
      ['hit', 'hit', 'hit'],
    );
    assert.deepEqual([second.score?.right, second.score?.wrong], [1, 1]);
    const third = await run('--fail-on-misprediction');
    assert.equal(third.code, 1);
    assert.match(
      third.out,
      /^The next build runs nothing again: all 3 steps come from the cache\./,
    );
    assert.match(third.out, /\n1 of 2 steps predicted correctly/);
    assert.match(third.out, /\n {2}predicted hit, was miss: \[2\/2\] RUN true\n/);
    assert.match(third.err, /^Building on builder default\.\n#1 \[1\/2\] COPY a\.txt \/a\n/);
    assert.match(third.err, /\n#2 \[2\/2\] RUN true\n#2 DONE \d+\.\ds\n$/);
  });

  it('gives buildx all options, and what stands behind -- as it is', async () => {
    const { run, builds, cwd } = setUp();
    const ran = await run(
      ...['.', '-f', 'Dockerfile', '-t', 'me/a:1', '--tag', 'me/b', '--build-arg', 'A=1'],
      ...['--platform', 'linux/amd64', '--network', 'host', '--no-cache', '--load'],
      ...['--secret', 'id=x,src=a.txt', '--ssh', 'default', '--build-context', 'lib=.'],
      ...['--', '--sbom=true', '--label', 'a=b c'],
    );
    assert.equal(ran.err, 'Building on builder default.\n');
    assert.deepEqual(builds(), [
      `buildx build --progress=rawjson --file=${cwd}/Dockerfile --platform=linux/amd64 --network=host --tag=me/a:1 --tag=me/b --build-arg=A=1 --build-context=lib=. --secret=id=x,src=a.txt --ssh=default --no-cache --load --sbom=true --label a=b c -- ${cwd}`,
    ]);
  });

  it('reads options behind -- that have a part in the cache', async () => {
    const { run, cwd, builds } = setUp({ build: progressOf([COPY, RUN]) });
    writeFileSync(
      join(cwd, 'two.Dockerfile'),
      'FROM scratch AS one\nCOPY a.txt /a\nFROM scratch AS two\nCOPY a.txt /b\nRUN true\n',
    );
    for (const file of [
      ['-f', 'two.Dockerfile'],
      ['-ftwo.Dockerfile'],
      ['--file=two.Dockerfile'],
    ]) {
      await run('--format', 'json', '--', ...file, '--target', 'one');
      const second = await run('--format', 'json', '--', ...file, '--target', 'one');
      const { forecast } = validJson('build', second);
      assert.equal(forecast?.dockerfile, 'two.Dockerfile');
      assert.equal(forecast.target, 'one');
      assert.equal(forecast.steps.length, 2);
    }
    assert.match(builds().at(-1) ?? '', /--file=two\.Dockerfile --target one -- /);
  });

  it('does not give buildx a secret twice', async () => {
    const { run, builds } = setUp();
    await run('--', '--secret', 'id=x,src=a.txt', '--no-cache=true');
    assert.match(
      builds()[0] ?? '',
      /Dockerfile --no-cache --secret id=x,src=a\.txt --no-cache=true -- /,
    );
    const second = await run('--format', 'json', '--', '--no-cache=true');
    const { forecast } = validJson('build', second);
    assert.equal(forecast?.steps.at(-1)?.reasons[0]?.kind, 'no-cache');
  });

  it('leaves a metadata file to the user who wants one', async () => {
    const { run, builds } = setUp();
    await run('--', '--metadata-file=mine.json');
    assert.match(builds()[0] ?? '', /Dockerfile --metadata-file=mine\.json -- /);
  });

  it('ends with 3 where the build fails, and says which step', async () => {
    const error = 'process "/bin/sh -c true" did not complete successfully: exit code: 7';
    const { run, state } = setUp({
      build: `${progressOf([COPY, { ...RUN, error }])}\necho 'ERROR: failed to build: failed to solve: ${error}' >&2\nexit 1`,
    });
    const ran = await run('--format', 'json');
    assert.equal(ran.code, 3);
    assert.match(ran.err, /^layer-forecast build: the build failed\. process .* exit code: 7\n$/);
    const report = validJson('build', ran);
    assert.equal(report.exitCode, 1);
    assert.match(report.timings.steps[1]?.error ?? '', /exit code: 7/);
    assert.ok(existsSync(join(state, 'history.jsonl')));
    const text = await run();
    assert.equal(text.code, 3);
    assert.match(text.out, /\n {7}failed {2}\[2\/2\] RUN true\n/);
  });

  it('ends with 130 where it is cancelled, and the builder hears of it', async () => {
    const { cwd, env } = setUp({
      build: `trap 'touch "$folder/heard"; exit 1' INT\n${progressOf([COPY])}\nwhile :; do sleep 0.05; done`,
    });
    const controller = new AbortController();
    const ran = await cli(['build'], {
      cwd,
      env,
      signal: controller.signal,
      onText: (text) => {
        if (text.includes(COPY.name)) controller.abort();
      },
    });
    assert.equal(ran.code, 130);
    assert.ok(existsSync(join(env['LAYER_FORECAST_DOCKER'] ?? '', '../../heard')));
    // A build that did not end is no baseline.
    const again = await cli(['forecast', '--since', 'last-build'], { cwd, env });
    assert.match(again.err, /No build from here yet/);
  });

  it('forecasts from the last build that succeeded, although a failed one keeps its snapshot, too', async () => {
    const { run, cwd, env, state } = setUp({
      build: `if [ -e "$folder/built" ]; then\n${progressOf([COPY, { ...RUN, error: 'exit code: 7' }])}\nexit 1\nelse touch "$folder/built"\n${progressOf([COPY, RUN])}\nfi`,
    });
    await run();
    writeFileSync(join(cwd, 'a.txt'), 'b\n');
    assert.equal((await run()).code, 3);
    const records = readFileSync(join(state, 'history.jsonl'), 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as BuildRecord);
    assert.deepEqual(
      records.map(({ outcome, snapshot }) => [outcome, typeof snapshot]),
      [
        ['succeeded', 'string'],
        ['failed', 'string'],
      ],
    );
    const next = await cli(['forecast', '--format', 'json'], { cwd, env });
    const report = validJson('forecast', next);
    assert.equal(report.since[0]?.id, records[0]?.id);
    assert.deepEqual(
      report.steps.map((step) => step.verdict),
      ['hit', 'miss', 'miss'],
    );
  });

  it('ends with 130 on Ctrl-C', async () => {
    const { cwd, env } = setUp({
      build: `trap 'exit 1' INT\ntouch "$folder/running"\nwhile :; do sleep 0.05; done`,
    });
    const running = join(env['LAYER_FORECAST_DOCKER'] ?? '', '../../running');
    const controller = new AbortController();
    const poll = setInterval(() => {
      if (existsSync(running)) controller.abort();
    }, 50);
    const ran = await cliProcess(['build', '--format', 'json'], {
      cwd,
      env,
      signal: controller.signal,
    });
    clearInterval(poll);
    assert.equal(ran.code, 130);
  });

  it('does not print secrets', async () => {
    const secret = 'hunter2hunter2';
    const { run, cwd, state } = setUp({
      build: `${progressOf([{ name: `[1/1] WORKDIR /${secret}`, error: `no ${secret}` }])}\necho "ERROR: no ${secret}" >&2\nexit 1`,
    });
    writeFileSync(join(cwd, 'Dockerfile'), 'FROM scratch\nARG API_KEY\nWORKDIR /$API_KEY\n');
    for (const format of ['text', 'json']) {
      const ran = await run('--build-arg', `API_KEY=${secret}`, '--format', format);
      assert.equal(ran.code, 3);
      assert.ok(ran.err.includes('****'), ran.err);
      assert.ok(!`${ran.out}${ran.err}`.includes(secret), ran.out + ran.err);
    }
    assert.ok(!readFileSync(join(state, 'history.jsonl'), 'utf8').includes(secret));
  });

  it('says with exit code 2 why no build can run', async () => {
    const { run, builds } = setUp({ first: 'echo "podman version 5.0"; exit 0' });
    const ran = await run();
    assert.equal(ran.code, 2);
    assert.equal(ran.out, '');
    assert.match(ran.err, /is Podman under the name of Docker/);
    assert.deepEqual(builds(), []);
  });

  it('says what is wrong with a Dockerfile before buildx does', async () => {
    const { run, cwd, builds } = setUp();
    writeFileSync(join(cwd, 'Dockerfile'), 'FROM scratch\nCOPY x\n');
    const ran = await run();
    assert.equal(ran.code, 2);
    assert.match(ran.err, /The Dockerfile cannot be built, line 2: /);
    assert.deepEqual(builds(), []);
  });
});
