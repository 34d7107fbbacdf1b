/** Build Image on a real engine: what is recorded, how the forecast before it does, and how a build is cancelled. */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BuildRecord } from '../../server/core/timing/index.ts';
import { openHistory, parseBuildRecord } from '../../server/node/history/index.ts';
import { createWorkbench, type Workbench } from '../../server/node/workbench.ts';
import type { BuildOptions, BuildRequest } from '../../server/node/forecasting/model.ts';
import type { BuildState } from '../../server/node/building/model.ts';
import { folderWith, removeFolders } from '../node/support/folders.ts';
import { removeContexts, requiredEngine, uniqueContext } from '../support/engine.ts';

interface Setup {
  readonly workbench: Workbench;
  readonly folder: string;
  readonly state: string;
  readonly request: (options?: BuildOptions) => BuildRequest;
  readonly records: () => Promise<readonly BuildRecord[]>;
}

function setUp(files: Readonly<Record<string, string>>): Setup {
  const { folder } = uniqueContext(files);
  const state = folderWith();
  const workbench = createWorkbench({
    trusted: () => true,
    dockerPath: () => '',
    historyLimit: () => 100,
    state,
  });
  const place = { dockerfile: join(folder, 'Dockerfile'), context: folder };
  return {
    workbench,
    folder,
    state,
    request: (options = {}) => ({ place, options, base: folder }),
    records: () => openHistory({ folder: state, limit: 100, parse: parseBuildRecord }).read(),
  };
}

const DOCKERFILE = `FROM busybox:latest
COPY a.txt /a.txt
RUN cat /a.txt && echo @nonce@
RUN sleep 1
`;

function verdicts(observed: BuildRecord | undefined): string {
  return observed?.steps.map((step) => step.observed).join(' ') ?? '';
}

describe('building an image', function () {
  this.timeout(120_000);
  before(async () => {
    // The workbench finds docker as the product does: in its own environment.
    Object.assign(process.env, await requiredEngine());
  });
  after(removeContexts);
  afterEach(removeFolders);

  it('records a cold build, foretells the next ones, and is right', async () => {
    const { workbench, folder, request, records } = setUp({
      Dockerfile: DOCKERFILE,
      'a.txt': '1 @nonce@\n',
    });
    const cold = await workbench.build(request());
    assert.equal(cold.problem, null);
    assert.equal(cold.error, null);
    assert.equal(cold.report.exitCode, 0);
    assert.equal(cold.report.forecast, null);
    assert.match(verdicts((await records()).at(-1)), / miss miss miss$/);
    assert.deepEqual(
      cold.report.timings.steps.filter((step) => step.stage !== '').map((step) => step.line),
      [1, 2, 3, 4],
    );

    const same = await workbench.build(request());
    assert.deepEqual(same.report.forecast?.totals.miss, 0);
    assert.deepEqual([same.report.score?.right, same.report.score?.wrong], [3, 0]);

    // New to the engine, whatever earlier runs of this test have left there.
    writeFileSync(join(folder, 'a.txt'), `2 ${String(Date.now())}\n`);
    const edited = await workbench.build(request());
    assert.deepEqual(
      edited.report.forecast?.steps.slice(1).map((step) => step.verdict),
      ['miss', 'miss', 'miss'],
    );
    assert.equal(edited.report.score?.wrong, 0);
    const sleep = edited.report.forecast.steps[3]?.seconds;
    assert.ok(sleep && sleep.median >= 1 && sleep.median < 20, JSON.stringify(sleep));
    assert.equal(sleep.basis, '1 build on builder default');

    writeFileSync(
      join(folder, 'Dockerfile'),
      readFileSync(join(folder, 'Dockerfile'), 'utf8').replace('sleep 1', 'sleep 0'),
    );
    const last = await workbench.build(request());
    assert.deepEqual(
      last.report.forecast?.steps.slice(1).map((step) => step.verdict),
      ['hit', 'hit', 'miss'],
    );
    assert.equal(last.report.score?.wrong, 0);
    const all = await records();
    assert.deepEqual(
      all.map((one) => one.outcome),
      Array(4).fill('succeeded'),
    );
    assert.ok(all.every((one) => one.snapshot !== null));
    assert.match(JSON.stringify(all[0]?.images), /busybox.*sha256:[0-9a-f]{64}/);
  });

  it('reads of each step what it calls, and knows the step again with a mount', async () => {
    const install = 'pip install --disable-pip-version-check six==1.16.0';
    const { workbench, folder, request, records } = setUp({
      Dockerfile: `FROM python:3.11-slim\nRUN ${install} && echo go: downloading a.b/c v1.0.0 && : @nonce@\n`,
    });
    const plain = await workbench.build(request({ network: 'host' }));
    const stepOf = ({ report }: typeof plain) =>
      report.timings.steps.find(({ line }) => line === 2);
    assert.deepEqual(
      stepOf(plain)?.packages.map(
        ({ manager, name, version }) => `${manager} ${name} ${version ?? ''}`,
      ),
      ['pip six 1.16.0'],
    );
    const file = join(folder, 'Dockerfile');
    const text = readFileSync(file, 'utf8');
    const mount = '--mount=type=cache,target=/root/.cache/pip';
    writeFileSync(
      file,
      `${text.replace('RUN ', `RUN ${mount} `)}FROM scratch\nCOPY --from=0 /etc/hostname /\n`,
    );
    const mounted = await workbench.build(request({ network: 'host' }));
    assert.notEqual(stepOf(mounted)?.name, stepOf(plain)?.name);
    assert.equal(stepOf(mounted)?.id, stepOf(plain)?.id);
    const [before, after] = (await records()).map(({ steps }) =>
      steps.map(({ identity }) => identity),
    );
    assert.ok(before?.every((identity) => after?.includes(identity)));
    // What it took without the mount is what it is predicted to take.
    const predicted = mounted.report.forecast?.steps.find(({ id }) => id === stepOf(plain)?.id);
    assert.equal(predicted?.seconds?.basis, '1 build on builder default');
  });

  it('tells how far it is while it runs', async () => {
    const { workbench, request } = setUp({
      Dockerfile: DOCKERFILE.replace('sleep 1', 'echo hello; sleep 1'),
      'a.txt': '@nonce@\n',
    });
    const states: BuildState[] = [];
    const lines: string[] = [];
    await workbench.build(request(), {
      onProgress: (state) => states.push(state),
      onOutput: (more) => lines.push(...more.map(({ step, text }) => `${step}: ${text}`)),
    });
    assert.ok(states.length >= 2, 'more than one word about it');
    const done = states.map((state) => state.done);
    assert.deepEqual(
      done,
      [...done].sort((a, b) => a - b),
      'never goes back',
    );
    assert.equal(states.at(-1)?.done, 4);
    assert.equal(states.at(-1)?.total, 4);
    assert.ok(states.some((state) => state.running.at(-1)?.includes('RUN echo hello')));
    assert.deepEqual(states.at(-1)?.running, []);
    assert.ok(
      lines.some((line) => line.endsWith('RUN echo hello; sleep 1: hello')),
      lines.join('\n'),
    );
  });

  it('says which step failed, with what exit code, and takes it for no baseline', async () => {
    const { workbench, request, records } = setUp({
      Dockerfile: DOCKERFILE.replace('sleep 1', 'sh -c "echo no >&2; exit 7"'),
      'a.txt': '@nonce@\n',
    });
    const answer = await workbench.build(request());
    assert.notEqual(answer.report.exitCode, 0);
    assert.equal(answer.cancelled, false);
    assert.match(answer.error ?? '', /exit code: 7/);
    const failed = answer.report.timings.steps.filter((step) => step.error !== undefined);
    assert.deepEqual(
      failed.map((step) => step.line),
      [4],
    );
    assert.match(failed[0]?.error ?? '', /exit code: 7/);
    const [record] = await records();
    assert.equal(record?.outcome, 'failed');
    assert.notEqual(record.snapshot, null);
    assert.match(verdicts(record), / miss miss failed$/);
    const forecast = await workbench.forecast({ ...request(), since: [{ kind: 'last-build' }] });
    assert.equal(forecast.problem?.code, 'no-baseline');
  });

  it('is cancelled in the middle of a step, and recorded as that', async () => {
    const { workbench, request, records } = setUp({
      Dockerfile: DOCKERFILE.replace('sleep 1', 'echo ready && sleep 100'),
      'a.txt': '@nonce@\n',
    });
    const controller = new AbortController();
    const started = performance.now();
    const answer = await workbench.build(
      { ...request(), signal: controller.signal },
      {
        onOutput: (lines) => {
          if (lines.some(({ text }) => text === 'ready')) controller.abort();
        },
      },
    );
    assert.equal(answer.cancelled, true);
    assert.equal(answer.report.exitCode, 130);
    assert.equal(answer.report.score, null);
    assert.ok(performance.now() - started < 60_000);
    const [record] = await records();
    assert.equal(record?.outcome, 'cancelled');
    assert.notEqual(record.snapshot, null);
  });

  it('keeps secret arguments out of history, output and progress', async () => {
    const secret = 'hunter2hunter2';
    const { workbench, request, state } = setUp({
      Dockerfile: `FROM busybox:latest
ARG PIP_TOKEN
WORKDIR /@nonce@/$PIP_TOKEN
RUN echo token $PIP_TOKEN
RUN echo https://me:$PIP_TOKEN@index.example/ && exit 3
`,
    });
    const heard: unknown[] = [];
    const answer = await workbench.build(request({ buildArgs: { PIP_TOKEN: secret } }), {
      onProgress: (one) => heard.push(one),
      onOutput: (lines) => heard.push(lines),
      onForecast: ({ forecast }) => heard.push(forecast),
    });
    assert.match(answer.error ?? '', /exit code: 3/);
    assert.ok(JSON.stringify(heard).includes('token ****'), JSON.stringify(heard));
    const history = readFileSync(join(state, 'history.jsonl'), 'utf8');
    for (const text of [history, JSON.stringify(heard), JSON.stringify(answer)])
      assert.ok(!text.includes(secret), text);
  });

  it('finds the cache as it is with other arguments and targets', async () => {
    const { workbench, request } = setUp({
      Dockerfile: `FROM busybox:latest AS one
ARG WHO=nobody
RUN echo @nonce@ $WHO
FROM one AS two
RUN echo two
`,
    });
    const with_ = (buildArgs: Readonly<Record<string, string>>, target = 'two') =>
      workbench.build(request({ buildArgs, target }));
    await with_({ WHO: 'a' });
    const other = await with_({ WHO: 'b' });
    assert.deepEqual(
      other.report.forecast?.steps
        .filter((one) => one.instruction === 'RUN')
        .map((one) => one.verdict),
      ['miss', 'miss'],
    );
    assert.equal(other.report.score?.wrong, 0);
    assert.equal((await with_({ WHO: 'b' })).report.forecast?.totals.miss, 0);
    // Builds of another target are another history.
    assert.equal((await with_({ WHO: 'b' }, 'one')).report.forecast, null);
  });
});
