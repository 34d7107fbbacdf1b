/** Somebody always built with docker alone, and then installs Layer Forecast: the seconds are there on the first day. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { BuildRecord } from '../../server/core/timing/index.ts';
import { createWorkbench, type Workbench } from '../../server/node/workbench.ts';
import type { BuildOptions } from '../../server/node/forecasting/model.ts';
import type { ForecastView, TimingsView } from '../../server/protocol/requests.ts';
import type { Forecast, RecordedBuildsReport } from '../../server/protocol/report.ts';
import { folderWith, removeFolders } from '../node/support/folders.ts';
import { cli, freshState } from '../support/cli/command-line.ts';
import { build, docker, removeContexts, requiredEngine, uniqueContext } from '../support/engine.ts';
import { startServer, stopServers, uriOf } from '../support/server/language-server.ts';

const DOCKERFILE = `FROM busybox:latest
ARG GREETING=hello
COPY a.txt /a.txt
RUN sleep 1 && echo $GREETING @nonce@
RUN cat /a.txt
`;

interface Setup {
  readonly folder: string;
  readonly workbench: Workbench;
  readonly place: { readonly dockerfile: string; readonly context: string };
  readonly nonce: string;
}

function setUp(files: Readonly<Record<string, string>> = {}): Setup {
  const { folder, nonce } = uniqueContext({
    Dockerfile: DOCKERFILE,
    'a.txt': '@nonce@\n',
    ...files,
  });
  const workbench = createWorkbench({
    trusted: () => true,
    dockerPath: () => '',
    historyLimit: () => 100,
    state: folderWith(),
  });
  const place = { dockerfile: join(folder, 'Dockerfile'), context: folder };
  return { folder, nonce, workbench, place };
}

/** Three builds: all new, nothing new, another file. */
async function threeBuilds({ folder, nonce }: Setup): Promise<void> {
  for (const text of [nonce, nonce, `${nonce} again`]) {
    writeFileSync(join(folder, 'a.txt'), `${text}\n`);
    assert.equal((await build(folder, ['--build-arg=GREETING=hi'])).exitCode, 0);
  }
}

/** BuildKit writes a build down after it has told its client of the end. */
async function learned(
  { workbench, place }: Pick<Setup, 'workbench' | 'place'>,
  nBuilds: number,
): Promise<readonly BuildRecord[]> {
  for (let nAsked = 1; ; nAsked++) {
    await workbench.learnOutside({ place });
    const records = await workbench.records({ place });
    if (records.length >= nBuilds || nAsked === 20) return records;
    await sleep(500);
  }
}

const ENGINE_FOR_CLI = { LAYER_FORECAST_DOCKER: '' };

describe('builds made outside', function () {
  this.timeout(180_000);
  before(async () => {
    // The product finds docker as always: in its own environment.
    Object.assign(process.env, await requiredEngine());
  });
  after(removeContexts);
  afterEach(stopServers);
  afterEach(removeFolders);

  it('have timings and give a forecast its seconds, over the protocol', async () => {
    const setup = setUp();
    const { folder } = setup;
    await threeBuilds(setup);
    const server = await startServer({ folders: [folder], trusted: true });
    const uri = uriOf(join(folder, 'Dockerfile'));
    const timings = await server.request<TimingsView>('layerForecast/timings', { uri });
    assert.deepEqual([timings.state, timings.madeOutside], ['succeeded', true]);
    assert.deepEqual(
      timings.trend.map(({ madeOutside, succeeded }) => [madeOutside, succeeded]),
      Array.from({ length: 3 }, () => [true, true]),
    );
    // FROM counts where the engine looked at the image.
    assert.deepEqual(
      timings.trend.map(({ misses }) => misses >= 3),
      [true, false, true],
    );
    const sleeping = timings.before?.steps.find(({ name }) => name.includes('sleep'));
    assert.deepEqual([sleeping?.cached, sleeping?.line], [true, 4]);
    const [first] = timings.trend;
    const chosen = await server.request<TimingsView>('layerForecast/timings', {
      uri,
      record: first?.id,
    });
    assert.ok((chosen.build?.steps.find(({ line }) => line === 4)?.seconds ?? 0) >= 1);
    assert.equal(chosen.explanation?.report.build.madeOutside, true);

    writeFileSync(join(folder, 'a.txt'), 'changed\n');
    const view = await server.request<ForecastView>('layerForecast/forecast', {
      uri,
      baseline: { kind: 'saved-files' },
      after: { kind: 'file', file: 'a.txt' },
    });
    const slow = view.forecast.steps.find(({ line }) => line === 4);
    assert.equal(slow?.seconds?.basis, '2 builds made outside on builder default');
    assert.ok(slow.seconds.median >= 1);
  });

  it('are listed and explained, and give a forecast its seconds, on the command line', async () => {
    const setup = setUp();
    const { folder, nonce } = setup;
    await threeBuilds(setup);
    freshState();
    const run = (...args: readonly string[]) => cli(args, { cwd: folder, env: ENGINE_FOR_CLI });
    const listed = await run('explain-build', '--list', '.');
    const lines = listed.out.trim().split('\n');
    assert.equal(lines.length, 3, listed.out);
    for (const line of lines) assert.match(line, /\(builder default, made outside\)$/);
    const json = await run('explain-build', '--list', '.', '--format', 'json');
    const { builds } = JSON.parse(json.out) as RecordedBuildsReport;
    assert.deepEqual(
      builds.map(({ madeOutside, outcome }) => [madeOutside, outcome]),
      Array.from({ length: 3 }, () => [true, 'succeeded']),
    );

    const newest = await run('explain-build');
    assert.match(
      newest.out,
      /it was made outside of Layer Forecast, so it is not known what changed/,
    );
    assert.match(newest.out, new RegExp(`ran +\\[3/4\\] RUN sleep 1 && echo hi ${nonce} `));

    const forecast = await run(
      'forecast',
      '.',
      '--if-changed',
      'a.txt',
      '--since',
      'saved-files',
      '--format',
      'json',
    );
    const report = JSON.parse(forecast.out) as Forecast;
    assert.equal(
      report.steps.find(({ line }) => line === 4)?.seconds?.basis,
      '2 builds made outside on builder default',
    );
    freshState();
    const without = await run(
      'forecast',
      '.',
      '--if-changed',
      'a.txt',
      '--since',
      'saved-files',
      '--no-outside-builds',
    );
    assert.match(without.out, /how long is not measured yet/);
  });

  it('that failed or were for another target are shown as what they are', async () => {
    const { folder, workbench, place } = setUp({
      Dockerfile:
        'FROM busybox:latest AS base\nRUN echo @nonce@\nFROM base\nRUN echo told; exit 3\n',
    });
    assert.notEqual((await build(folder)).exitCode, 0);
    assert.equal((await build(folder, ['--target=base'])).exitCode, 0);
    const records = await learned({ workbench, place }, 2);
    assert.deepEqual(
      records.map(({ outcome, key }) => [outcome, key.target]),
      [
        ['failed', ''],
        ['succeeded', 'base'],
      ],
    );
    const failed = records[0];
    assert.ok(failed);
    assert.equal(failed.steps.at(-1)?.observed, 'failed');
    const answer = await workbench.explain({ record: failed, base: folder });
    assert.ok(answer.kind === 'explained');
    assert.equal(answer.report.totals.failed, 1);
    const shown = await workbench.timings({ place }, failed.id);
    const step = shown.build?.steps.find(({ error }) => error !== undefined);
    assert.deepEqual(step?.output, ['told']);
    const failure = await workbench.failure({ record: failed, base: folder });
    assert.match(JSON.stringify(failure), /failed with exit code 3/);
  });

  it('are not those that were built from here, be they successful or not', async () => {
    const { folder, workbench, place, nonce } = setUp();
    const make = (options: BuildOptions = {}) => workbench.build({ place, options, base: folder });
    assert.equal((await make()).report.exitCode, 0);
    writeFileSync(place.dockerfile, `FROM busybox:latest\nRUN echo ${nonce}; exit 4\n`);
    assert.notEqual((await make()).report.exitCode, 0);
    assert.notEqual((await build(folder)).exitCode, 0);
    const records = await learned({ workbench, place }, 3);
    assert.deepEqual(
      records.map(({ madeOutside, outcome }) => [madeOutside === true, outcome]),
      [
        [false, 'succeeded'],
        [false, 'failed'],
        [true, 'failed'],
      ],
    );
    assert.match(records[0]?.ref ?? '', /^default\/default\/[a-z0-9]+$/);
    // What buildx does to write the reference is no step of the build.
    assert.deepEqual(
      records[0]?.build.steps.filter(({ name }) => name.includes('metadata file')),
      [],
    );
  });

  it('are never a baseline: verdicts start from what is known', async () => {
    const setup = setUp();
    const { folder, workbench, place } = setup;
    await workbench.build({ place, options: {}, base: folder });
    writeFileSync(join(folder, 'a.txt'), 'made outside\n');
    assert.equal((await build(folder)).exitCode, 0);
    await learned({ workbench, place }, 2);
    const { forecast } = await workbench.forecast({ place, options: {}, base: folder, since: [] });
    assert.equal(forecast?.since[0]?.kind, 'last-build');
    assert.equal(forecast.totals.miss, 3);
    assert.match(
      forecast.assumed.join('\n'),
      /^Built today \d\d:\d\d outside of Layer Forecast: its times are known, not its files; compared with the build before, today/m,
    );
  });

  it('by bake are those of their Dockerfiles', async () => {
    const { folder, workbench, place } = setUp({
      'sub/Dockerfile': 'FROM busybox:latest\nRUN echo sub @nonce@\n',
      'bake.json': JSON.stringify({
        group: { default: { targets: ['one', 'two'] } },
        target: { one: { context: '.' }, two: { context: '.', dockerfile: 'sub/Dockerfile' } },
      }),
    });
    // Bake asks before it reads a folder that it was not started in.
    const env = { ...(await requiredEngine()), BUILDX_BAKE_ENTITLEMENTS_FS: '0' };
    const file = `--file=${join(folder, 'bake.json')}`;
    await docker(['buildx', 'bake', file, `--set=*.context=${folder}`], env);
    const sub = { dockerfile: join(folder, 'sub/Dockerfile'), context: folder };
    for (const one of [place, sub]) {
      const [record, ...others] = await learned({ workbench, place: one }, 1);
      assert.equal(others.length, 0);
      assert.equal(record?.key.dockerfile, one.dockerfile);
      assert.equal(
        record.steps.every(({ line }) => line > 0),
        true,
      );
    }
  });
});
