/** Builds made outside, asked of a docker that answers as one may: well, too old, broken, or not at all. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createWorkbench, type Workbench } from '../../server/node/workbench.ts';
import { fakeBuilder } from '../support/server/fake-builder.ts';
import { projectRoot } from '../support/paths.ts';
import { folderWith, removeFolders } from './support/folders.ts';

const FIXTURES = path.join(projectRoot, 'test/fixtures/builder-history');
const REF = 'default/default/6xpgu98hmki6ex7qgetpopb5y';

const DOCKERFILE = `FROM python:3.11-slim AS base
ARG GREETING=hello
ARG API_TOKEN
RUN echo $GREETING && sleep 0.3
FROM base AS web
COPY requirements.txt /requirements.txt
RUN pip install --disable-pip-version-check -r /requirements.txt
`;

interface Answers {
  /** Shell lines that answer `history ls`, `inspect` and `logs`. */
  readonly ls?: string;
  readonly inspect?: string;
  readonly logs?: string;
}

interface Setup {
  readonly root: string;
  readonly state: string;
  readonly place: { readonly dockerfile: string; readonly context: string };
  readonly workbench: (options?: { on?: boolean; trusted?: boolean }) => Workbench;
  /** The questions of `docker buildx history`, without their options. */
  readonly calls: () => readonly string[];
}

function setUp(answers: Answers = {}): Setup {
  const root = folderWith({ Dockerfile: DOCKERFILE, 'requirements.txt': 'six==1.16.0\n' });
  const inspected = JSON.parse(
    readFileSync(path.join(FIXTURES, 'succeeded.json'), 'utf8'),
  ) as object;
  const [line = ''] = readFileSync(path.join(FIXTURES, 'listing.jsonl'), 'utf8')
    .split('\n')
    .filter((one) => one.includes(REF));
  const files = folderWith({
    'ls.jsonl': line.replace('app (web)', `${path.basename(root)} (web)`),
    'inspect.json': JSON.stringify({ ...inspected, Context: path.relative('/', root) }),
  });
  const {
    ls = `cat ${files}/ls.jsonl`,
    inspect = `cat ${files}/inspect.json`,
    logs = `cat ${FIXTURES}/succeeded.rawjson.log >&2`,
  } = answers;
  const docker = fakeBuilder({
    first: [
      'case "$*" in',
      `"buildx history ls "*) ${ls}; exit $?;;`,
      `"buildx history inspect "*) ${inspect}; exit $?;;`,
      `"buildx history logs "*) ${logs}; exit $?;;`,
      'esac',
    ].join('\n'),
  });
  const state = folderWith();
  return {
    ...{ root, state },
    place: { dockerfile: path.join(root, 'Dockerfile'), context: root },
    workbench: ({ on = true, trusted = true } = {}) =>
      createWorkbench({
        trusted: () => trusted,
        dockerPath: () => docker.executable,
        historyLimit: () => 100,
        outsideBuilds: () => on,
        state,
      }),
    calls: () =>
      existsSync(docker.calls)
        ? readFileSync(docker.calls, 'utf8')
            .split('\n')
            .flatMap((call) => /^buildx history (\w+)/.exec(call)?.[1] ?? [])
        : [],
  };
}

describe('builds made outside', function () {
  // Processes of a busy machine take their time.
  this.timeout(30_000);
  after(removeFolders);

  it('have their times in timings, with the lines of the Dockerfile', async () => {
    const { workbench, place } = setUp();
    const known = workbench();
    assert.deepEqual(await known.learnOutside({ place }), { isNew: true, problem: null });
    const { record, build, trend } = await known.timings({ place });
    assert.equal(record?.madeOutside, true);
    assert.deepEqual([record.key.target, record.ref], ['web', REF]);
    assert.equal(build?.steps.find(({ name }) => name.includes('echo'))?.line, 4);
    assert.deepEqual(
      trend.map(({ madeOutside, misses }) => [madeOutside, misses]),
      [[true, 3]],
    );
  });

  it('give a forecast its seconds and no baseline, and the forecast says so', async () => {
    const { workbench, place, root } = setUp();
    const known = workbench();
    await known.learnOutside({ place });
    const request = { place, base: root, options: { target: 'web' } };
    const unchanged = await known.forecast({ ...request, since: [] });
    assert.equal(unchanged.forecast, null);
    assert.match(
      unchanged.problem?.message ?? '',
      /^Built .* outside of Layer Forecast: its times are known, not its files\. No build from here yet\./,
    );
    const { forecast } = await known.forecast({
      ...request,
      since: [],
      overlay: new Map([[path.join(root, 'requirements.txt'), 'six==1.17.0\n']]),
    });
    assert.equal(forecast?.since[0]?.kind, 'saved-files');
    const copied = forecast.steps.find(({ line }) => line === 6);
    assert.equal(copied?.seconds?.basis, '1 build made outside on builder default');
    assert.ok(
      forecast.assumed.some((one) => one.endsWith('; compared with the saved files.')),
      forecast.assumed.join('\n'),
    );
  });

  it('are explained as far as they are known', async () => {
    const { workbench, place, root } = setUp();
    const known = workbench();
    await known.learnOutside({ place });
    const [record] = await known.records({ place });
    assert.ok(record);
    const answer = await known.explain({ record, base: root });
    assert.ok(answer.kind === 'explained');
    assert.equal(answer.report.build.madeOutside, true);
    assert.deepEqual(
      answer.report.steps.map(({ observed, line, verdict }) => [observed, line, verdict]),
      [
        ['cached', 1, null],
        ['ran', 4, null],
        ['ran', 6, null],
        ['ran', 7, null],
      ],
    );
    const compared = await known.explain({ record, since: record, base: root });
    assert.equal(compared.kind, 'problem');
  });

  it('keep no value of an argument, and mask what is secret', async () => {
    const { workbench, place, state } = setUp();
    await workbench().learnOutside({ place });
    const kept = readFileSync(path.join(state, 'outside/history.jsonl'), 'utf8');
    assert.match(kept, /API_TOKEN/);
    assert.doesNotMatch(kept, /s3cr3t-value/);
  });

  it('are read once, and stay known when the builder has forgotten them', async () => {
    const { workbench, place, calls } = setUp({ ls: 'true' });
    const first = setUp();
    await first.workbench().learnOutside({ place: first.place });
    assert.deepEqual(first.calls(), ['ls', 'inspect', 'logs']);
    const again = first.workbench();
    assert.deepEqual(await again.learnOutside({ place: first.place }), {
      isNew: false,
      problem: null,
    });
    assert.deepEqual(first.calls(), ['ls', 'inspect', 'logs', 'ls']);
    assert.equal((await again.timings({ place: first.place })).outcome, 'succeeded');
    // A builder without builds is no problem.
    assert.deepEqual(await workbench().learnOutside({ place }), { isNew: false, problem: null });
    assert.deepEqual(calls(), ['ls']);
  });

  it('are asked for at most once a minute where the newest are not needed', async () => {
    const { workbench, place, calls } = setUp();
    const known = workbench();
    for (let n = 0; n < 3; n++) await known.learnOutside({ place, isRecentEnough: true });
    assert.deepEqual(calls(), ['ls', 'inspect', 'logs']);
  });

  it('do not come back when the history was cleared', async () => {
    const { workbench, place } = setUp();
    const known = workbench();
    await known.learnOutside({ place });
    await known.clearHistory();
    await known.learnOutside({ place });
    assert.deepEqual(await known.records(), []);
  });

  it('are not those that were built from here', async () => {
    const { workbench, place, root, state, calls } = setUp();
    const known = workbench();
    await known.learnOutside({ place });
    const [made] = await known.records({ place });
    assert.ok(made);
    const own = { ...made, id: 'own' };
    Reflect.deleteProperty(own, 'madeOutside');
    writeFileSync(path.join(state, 'history.jsonl'), `${JSON.stringify(own)}\n`);
    assert.deepEqual(
      (await known.records({ place: { dockerfile: place.dockerfile, context: root } })).map(
        ({ id }) => id,
      ),
      ['own'],
    );
    await known.learnOutside({ place });
    assert.deepEqual(calls(), ['ls', 'inspect', 'logs', 'ls']);
  });

  it('are nowhere, and nobody is asked, when they are switched off', async () => {
    const { workbench, place, calls } = setUp();
    await workbench().learnOutside({ place });
    const off = workbench({ on: false });
    await off.learnOutside({ place });
    assert.deepEqual(calls(), ['ls', 'inspect', 'logs']);
    assert.deepEqual(await off.records(), []);
    assert.equal((await off.timings({ place })).record, null);
  });

  it('start no process in an untrusted workspace', async () => {
    const { workbench, place, calls } = setUp();
    const answer = await workbench({ trusted: false }).learnOutside({ place });
    assert.deepEqual(answer, { isNew: false, problem: null });
    assert.deepEqual(calls(), []);
  });
});

describe('a docker that cannot tell of builds', function () {
  this.timeout(30_000);
  after(removeFolders);

  it('is too old, and a sentence says what to do', async () => {
    for (const said of [
      "docker: 'buildx history' is not a docker command.",
      'unknown flag: --format',
      'ERROR: unknown command: docker buildx history',
    ]) {
      const { workbench, place } = setUp({ ls: `echo "${said}" >&2; (exit 1)` });
      const { isNew, problem } = await workbench().learnOutside({ place });
      assert.equal(isNew, false);
      assert.match(
        problem ?? '',
        /^This buildx has no history of builds.*Update the buildx plugin/,
      );
    }
  });

  it('fails, or prints something else, and a sentence says so', async () => {
    const failing = setUp({ ls: 'echo "ERROR: context deadline exceeded" >&2; (exit 1)' });
    assert.equal(
      (await failing.workbench().learnOutside({ place: failing.place })).problem,
      'The builder default cannot say which builds it made: context deadline exceeded. See docker buildx history ls.',
    );
    const helping = setUp({ ls: 'echo "Usage:  docker buildx [OPTIONS] COMMAND"' });
    assert.match(
      (await helping.workbench().learnOutside({ place: helping.place })).problem ?? '',
      /printed something else than builds/,
    );
  });

  it('tells nothing of a build, which is then not known, and not asked for again', async () => {
    for (const broken of [{ inspect: 'echo "[]"' }, { logs: 'echo "no log" >&2; (exit 1)' }]) {
      const { workbench, place, calls } = setUp(broken);
      const known = workbench();
      assert.deepEqual(await known.learnOutside({ place }), { isNew: false, problem: null });
      assert.deepEqual(await known.records({ place }), []);
      const asked = calls().length;
      await known.learnOutside({ place });
      assert.deepEqual(calls().slice(asked), ['ls']);
    }
  });

  it('does not answer in time, and what was known before is used', async () => {
    const { workbench, place, calls } = setUp({ ls: 'sleep 60' });
    const controller = new AbortController();
    const known = workbench();
    const answer = known.learnOutside({ place, signal: controller.signal });
    while (!calls().includes('ls')) await new Promise((done) => setTimeout(done, 20));
    controller.abort();
    assert.equal((await answer).isNew, false);
    assert.deepEqual(await known.records({ place }), []);
  });
});
