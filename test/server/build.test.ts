/** Build Image: what the client is told while it runs and after, and one clear message where it cannot run. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CancellationTokenSource } from 'vscode-languageserver-protocol/node';
import type {
  BuildChoices,
  BuildProgress,
  BuildResult,
  ForecastView,
  TimingsView,
} from '../../server/protocol/requests.ts';
import { DOCKERFILE, setUpBuild } from '../support/server/build-setup.ts';
import { progressOf } from '../support/server/fake-builder.ts';
import { stopServers, uriOf } from '../support/server/language-server.ts';
import { folderWith, removeFolders } from '../node/support/folders.ts';

const STEPS = [{ name: '[1/2] COPY a.txt /a' }, { name: '[2/2] RUN true', output: 'hello\n' }];

describe('building in the editor', () => {
  afterEach(async () => {
    await stopServers();
    removeFolders();
  });

  it('runs buildx with what was asked for, and reports steps and progress', async () => {
    const { server, root, calls, build } = await setUpBuild(
      { build: progressOf(STEPS) },
      { text: DOCKERFILE.replace('scratch', 'scratch AS x') },
    );
    const result = await build({ target: 'x', tags: ['me/app:1'], buildArgs: { A: 'b c' } });
    assert.equal(result.problem?.message, undefined);
    const { report } = result;
    assert.equal(report.exitCode, 0);
    assert.deepEqual(
      report.timings.steps.map(({ name, seconds }) => [name, seconds]),
      [
        ['[1/2] COPY a.txt /a', 1],
        ['[2/2] RUN true', 1],
      ],
    );
    const [call] = calls().filter((one) => one.startsWith('buildx build'));
    assert.equal(
      call,
      `buildx build --progress=rawjson --file=${root}/Dockerfile --target=x --tag=me/app:1 --build-arg=A=b c -- ${root}`,
    );
    const progress = server.received('layerForecast/buildProgress') as readonly BuildProgress[];
    assert.equal(progress.at(-1)?.buildId, 'b1');
    assert.equal(progress.at(-1)?.image, 'me/app:1');
    const uri = uriOf(join(root, 'Dockerfile'));
    const timings = await server.request<TimingsView>('layerForecast/timings', { uri });
    assert.equal(timings.image, 'me/app:1');
    assert.match(server.log(), /\[2\/2\] RUN true: hello/);
  });

  it('records the build, forecasts from it, and scores the next one', async () => {
    const { server, root, build } = await setUpBuild({
      build: `if [ -e "$folder/built" ]; then\n${progressOf(
        STEPS.map((step) => ({ ...step, cached: true })),
      )}\nelse touch "$folder/built"\n${progressOf(STEPS)}\nfi`,
    });
    const uri = uriOf(join(root, 'Dockerfile'));
    const first = await build();
    assert.equal(first.report.forecast, null);
    assert.deepEqual(
      first.report.timings.steps.map((one) => one.line),
      [2, 3],
    );
    const second = await build();
    assert.deepEqual(
      second.report.forecast?.steps.map((one) => one.verdict),
      ['hit', 'hit', 'hit'],
    );
    assert.deepEqual([second.report.score?.right, second.report.score?.wrong], [2, 0]);
    const progress = server.received('layerForecast/buildProgress') as readonly BuildProgress[];
    assert.deepEqual(
      progress.flatMap(({ forecast }) => (forecast === undefined ? [] : [forecast])),
      [null, second.report.forecast],
      'each build tells its forecast once',
    );
    const view = await server.request<ForecastView>('layerForecast/forecast', { uri });
    assert.deepEqual(view.baseline, { kind: 'last-build' });
    assert.equal(view.record, 'Forecasts so far on this builder: 2 steps right, 0 wrong.');
    const timings = await server.request<TimingsView>('layerForecast/timings', { uri });
    assert.equal(timings.state, 'succeeded');
    assert.equal(timings.builder, 'default');
    assert.equal(timings.trend.length, 2);
    assert.equal(timings.before?.steps.length, 2);
    assert.equal(
      timings.explanation?.sentence.map(({ text }) => text).join(''),
      'This build ran no step again: all 2 steps came from the cache.',
    );
    const cleared = await server.request('layerForecast/clearHistory', {});
    assert.deepEqual(cleared, { removed: 2 });
    const empty = await server.request<TimingsView>('layerForecast/timings', { uri });
    assert.equal(empty.state, 'empty');
    assert.match(
      empty.problem ?? '',
      /^No build of this Dockerfile is recorded yet\. Build the image/,
    );
    const none = await server.request<ForecastView>('layerForecast/forecast', { uri });
    assert.equal(none.baselines[0]?.available, false);
  });

  it('says why the last build ran what it ran', async () => {
    const { server, root, build } = await setUpBuild({ build: progressOf(STEPS) });
    const uri = uriOf(join(root, 'Dockerfile'));
    await build();
    const first = await server.request<TimingsView>('layerForecast/timings', { uri });
    assert.equal(first.explanation?.report.since, null);
    writeFileSync(join(root, 'a.txt'), 'another\n');
    await build();
    const { explanation } = await server.request<TimingsView>('layerForecast/timings', { uri });
    assert.match(
      explanation?.sentence.map(({ text }) => text).join('') ?? '',
      /^This build ran 2 of 2 steps again: a\.txt line 1 changed/,
    );
    assert.deepEqual(
      explanation?.report.steps.map(({ observed, reasons }) => [observed, reasons[0]?.kind]),
      [
        ['absent', undefined],
        ['ran', 'file-changed'],
        ['ran', 'step-above'],
      ],
    );
    assert.equal(explanation.report.steps[1]?.reasons[0]?.file, 'a.txt');
    const record = explanation.report.since?.id;
    const earlier = await server.request<TimingsView>('layerForecast/timings', { uri, record });
    assert.equal(earlier.explanation?.report.build.id, record);
    assert.equal(earlier.before, null);
    assert.deepEqual(
      earlier.trend.map(({ id }) => id),
      [record, explanation.report.build.id],
    );
  });

  it('says which step failed and how', async () => {
    const error = 'process "/bin/sh -c true" did not complete successfully: exit code: 7';
    const { server, root, build } = await setUpBuild({
      build: `${progressOf([STEPS[0]!, { ...STEPS[1]!, error }])}\necho "ERROR: failed to build: ${error.replaceAll('"', '\\"')}" >&2\nexit 1`,
    });
    const { report, problem, cancelled } = await build();
    assert.equal(problem, null);
    assert.equal(cancelled, false);
    assert.equal(report.exitCode, 1);
    assert.match(report.timings.steps[1]?.error ?? '', /exit code: 7/);
    const view = await server.request<TimingsView>('layerForecast/timings', {
      uri: uriOf(join(root, 'Dockerfile')),
    });
    assert.equal(view.state, 'failed');
    assert.equal(view.failure?.message, '`RUN true` failed with exit code 7.');
  });

  it('ends with the request, and is recorded as cancelled', async () => {
    const { server, root, build } = await setUpBuild({
      build: `trap 'exit 130' INT\n${progressOf(STEPS.slice(0, 1))}\ntouch "$folder/started"\nwhile :; do sleep 0.05; done`,
    });
    const source = new CancellationTokenSource();
    const result = build({}, source.token);
    await server.until('progress', () => server.received('layerForecast/buildProgress').length > 0);
    source.cancel();
    const { cancelled, report } = await result;
    assert.equal(cancelled, true);
    assert.equal(report.exitCode, 130);
    const view = await server.request<TimingsView>('layerForecast/timings', {
      uri: uriOf(join(root, 'Dockerfile')),
    });
    assert.equal(view.state, 'cancelled');
  });

  it('ends with the editor', async () => {
    const flags = folderWith();
    const { server, build } = await setUpBuild({
      build: `trap 'touch "${flags}/heard"; exit 1' INT\n${progressOf(STEPS.slice(0, 1))}\nwhile :; do sleep 0.05; done`,
    });
    const result = build().catch(() => null);
    await server.until('progress', () => server.received('layerForecast/buildProgress').length > 0);
    await stopServers();
    await result;
    await server.until('the end of the build', () => existsSync(join(flags, 'heard')));
  });

  it('answers forecasts while it runs', async () => {
    const { server, root, build } = await setUpBuild({
      build: `${progressOf(STEPS)}\nuntil [ -e "$folder/go" ]; do sleep 0.05; done`,
    });
    const source = new CancellationTokenSource();
    const result = build({}, source.token);
    await server.until('progress', () => server.received('layerForecast/buildProgress').length > 0);
    const uri = uriOf(join(root, 'Dockerfile'));
    const view = await server.request<ForecastView>('layerForecast/forecast', {
      uri,
      baseline: { kind: 'saved-files' },
    });
    assert.equal(view.forecast.steps.length, 3);
    source.cancel();
    assert.equal((await result).cancelled, true);
  });

  it('does not pass secrets on: not to the view, the log or the history', async () => {
    const secret = 'hunter2hunter2';
    const { server, build } = await setUpBuild(
      {
        build: `${progressOf([
          { name: `[1/2] WORKDIR /${secret}`, output: `using ${secret}\n` },
          { name: '[2/2] RUN true', error: `cannot read https://user:${secret}@index.example/` },
        ])}\necho "ERROR: ${secret} is wrong" >&2\nexit 1`,
      },
      { text: 'FROM scratch\nARG PIP_TOKEN\nWORKDIR /$PIP_TOKEN\nRUN true\n' },
    );
    const result = await build({ buildArgs: { PIP_TOKEN: secret } });
    assert.match(JSON.stringify(result.report.timings), /WORKDIR \/\*{4}/);
    const progress = server.received('layerForecast/buildProgress');
    assert.ok(progress.length > 0);
    const history = readFileSync(join(server.state, 'history.jsonl'), 'utf8');
    for (const text of [JSON.stringify(result), JSON.stringify(progress), history, server.log()])
      assert.ok(!text.includes(secret), text);
  });

  it('offers the stages, the arguments and the builders', async () => {
    const text =
      'ARG VERSION=3.12\nFROM python:$VERSION AS base\nARG SHA\nFROM base AS final\nARG VERSION\n';
    const { server, root } = await setUpBuild({}, { text });
    const choices = await server.request<BuildChoices>('layerForecast/buildChoices', {
      uri: uriOf(join(root, 'Dockerfile')),
    });
    assert.deepEqual(choices, {
      targets: ['base', 'final'],
      buildArgs: [
        { name: 'VERSION', default: '3.12' },
        { name: 'SHA', default: null },
      ],
      builders: ['default', 'other'],
    });
  });

  it('takes the builder of the settings', async () => {
    const { build, calls } = await setUpBuild({}, { settings: { builder: 'other' } });
    await build();
    assert.ok(calls().some((one) => one.startsWith('buildx inspect --builder=other')));
    assert.ok(
      calls().some((one) => one.startsWith('buildx build') && one.includes('--builder=other')),
    );
  });
});

describe('a build that cannot run', () => {
  afterEach(async () => {
    await stopServers();
    removeFolders();
  });

  const cases = [
    {
      what: 'podman',
      fake: { first: 'echo "podman version 5.0"; exit 0' },
      code: 'podman',
      says: /is Podman under the name of Docker/,
    },
    {
      what: 'the classic builder',
      fake: {
        first: `case "$*" in "buildx version") echo "docker: 'buildx' is not a docker command." >&2; exit 1;; esac`,
      },
      code: 'no-buildx',
      says: /no buildx plugin, only the classic builder/,
    },
    {
      what: 'a daemon that is down',
      fake: {
        first: `case "$*" in "buildx inspect"*) printf 'Name: default\\nDriver: docker\\nError: Cannot connect to the Docker daemon.\\n'; exit 0;; esac`,
      },
      code: 'daemon-down',
      says: /Cannot connect to the Docker daemon\. Start Docker/,
    },
    {
      what: 'DOCKER_BUILDKIT=0',
      fake: {},
      env: { DOCKER_BUILDKIT: '0' },
      code: 'buildkit-disabled',
      says: /^DOCKER_BUILDKIT=0 in the environment/,
    },
    {
      what: 'no docker',
      fake: {},
      settings: { dockerPath: '/nowhere/docker' },
      code: 'no-docker',
      says: /layerForecast\.dockerPath names \/nowhere\/docker/,
    },
    {
      what: 'no trust',
      fake: {},
      trusted: false,
      code: 'untrusted',
      says: /^This workspace is not trusted/,
    },
    {
      what: 'a broken Dockerfile',
      fake: {},
      text: 'FROM scratch\nCOPY a\n',
      code: 'bad-dockerfile',
      says: /^The Dockerfile cannot be built, line 2: /,
    },
  ] as const;
  for (const { what, fake, code, says, ...rest } of cases) {
    it(`says so of ${what}`, async () => {
      const { build, calls, server } = await setUpBuild(fake, rest);
      const { problem, report, cancelled } = await build();
      assert.equal(problem?.code, code);
      assert.match(problem.message, says);
      assert.equal(cancelled, false);
      assert.equal(report.exitCode, 2);
      assert.ok(!calls().some((one) => one.startsWith('buildx build')));
      assert.throws(() => readFileSync(join(server.state, 'history.jsonl')));
    });
  }

  it('says so of a file that no Dockerfile installs, and of one that is gone', async () => {
    const { server, root, build } = await setUpBuild({});
    const other = await server.request<BuildResult>('layerForecast/build', {
      uri: uriOf(join(root, 'a.txt')),
      options: {},
      buildId: 'b2',
    });
    assert.equal(other.problem?.code, 'no-dockerfile');
    rmSync(join(root, 'Dockerfile'));
    assert.equal((await build()).problem?.code, 'no-dockerfile');
  });

  it('runs as soon as Docker was started', async () => {
    const flags = folderWith();
    const { build } = await setUpBuild({
      first: `case "$*" in "buildx inspect"*) if [ ! -e "${flags}/up" ]; then printf 'Name: default\\nDriver: docker\\nError: down\\n'; exit 0; fi;; esac`,
      build: progressOf(STEPS),
    });
    assert.equal((await build()).problem?.code, 'daemon-down');
    writeFileSync(join(flags, 'up'), '');
    assert.equal((await build()).problem, null);
  });

  it('runs no process at all without trust', async () => {
    const { server, root, calls } = await setUpBuild({}, { trusted: false });
    const uri = uriOf(join(root, 'Dockerfile'));
    await server.open(join(root, 'Dockerfile'), DOCKERFILE);
    await server.diagnostics(join(root, 'Dockerfile'));
    await server.request('layerForecast/forecast', { uri });
    await server.request('textDocument/codeLens', { textDocument: { uri } });
    await server.request('layerForecast/buildChoices', { uri });
    await server.request('layerForecast/timings', { uri });
    assert.deepEqual(calls(), ['']);
    await server.notify('layerForecast/trustGranted', {});
    await server.request('layerForecast/buildChoices', { uri });
    assert.ok(calls().includes('buildx ls'));
  });
});
