/** One identity for a step in plan, log, report and record: counters, mounts and image digests are no part of it. */
import assert from 'node:assert/strict';
import { createBuildLogReader } from '../../../server/core/build-log/index.ts';
import { buildModel } from '../../../server/core/build-model/build-model.ts';
import { planBuild, stepIdentities } from '../../../server/core/plan/index.ts';
import { maskCredentials } from '../../../server/core/text/mask.ts';
import {
  identifyBuild,
  recordSteps,
  scoreForecast,
  completedRecord,
  withIdentities,
  type BuildRecord,
  type PlannedStep,
} from '../../../server/core/timing/index.ts';
import type { Build, Forecast, PackageTiming, Step } from '../../../server/protocol/report.ts';
import { plannedSteps } from '../../../server/node/forecasting/planned-steps.ts';
import { masked } from '../../support/masked.ts';

const ENGINE = { store: 'containerd', buildkit: '0.25.2' } as const;
const PLAIN = 'FROM python:3.12\nWORKDIR /app\nCOPY . .\nRUN pip install -r requirements.txt\n';
const MOUNTED = PLAIN.replace('RUN ', 'RUN --mount=type=cache,target=/root/.cache/pip ');
const TWO_STAGES = `${MOUNTED}FROM scratch\nCOPY --from=0 /app /app\n`;

function planned(text: string): readonly PlannedStep[] {
  const model = buildModel({ text });
  const plan = planBuild(
    model.dockerfile,
    { buildArgs: {}, buildContexts: {} },
    ENGINE,
    () => null,
  );
  return plannedSteps({ plan, model }, maskCredentials);
}

/** The log of a build that runs every step for as many seconds as its number. */
function logOf(steps: readonly PlannedStep[]): Build {
  const digest = `@sha256:${'a'.repeat(64)}`;
  const reader = createBuildLogReader();
  reader.push('#0 building with "default" instance using docker driver\n');
  reader.push('#1 [internal] load build definition from Dockerfile\n#1 DONE 0.0s\n');
  steps.forEach(({ name }, index) => {
    const shown = name.replace(/(FROM \S+)$/, `$1${digest}`);
    reader.push(
      `#${String(index + 2)} ${shown}\n#${String(index + 2)} DONE ${String(index + 1)}.0s\n`,
    );
  });
  reader.end();
  const [build] = reader.builds();
  assert.ok(build);
  return build;
}

function idOfInstall(build: Build): string | undefined {
  return build.steps.find(({ name }) => name.includes('pip install'))?.id;
}

describe('the identity of a step', () => {
  it('is that of the plan, in the log too', () => {
    const steps = planned(PLAIN);
    const build = identifyBuild(logOf(steps), steps);
    assert.deepEqual(
      build.steps.flatMap(({ id, line }) => (id === undefined ? [] : [`${String(line)} ${id}`])),
      [
        '1 stage-0|FROM|python:3.12',
        '2 stage-0|WORKDIR|/app',
        '3 stage-0|COPY|. .',
        '4 stage-0|RUN|pip install -r requirements.txt',
      ],
    );
  });

  it('stays where a mount and a stage change the names', () => {
    const [plain, mounted, staged] = [PLAIN, MOUNTED, TWO_STAGES].map((text) => planned(text));
    assert.ok(plain && mounted && staged);
    assert.notEqual(plain[3]?.name, mounted[3]?.name);
    assert.match(String(staged.find(({ line }) => line === 4)?.name), /^\[stage-0 4\/4\]/);
    const ids = [plain, mounted, staged].map((steps) =>
      idOfInstall(identifyBuild(logOf(steps), steps)),
    );
    assert.deepEqual(new Set(ids), new Set(['stage-0|RUN|pip install -r requirements.txt']));
  });

  it('is what BuildKit’s own steps do not have', () => {
    const steps = planned(PLAIN);
    const [own] = identifyBuild(logOf(steps), steps).steps;
    assert.match(String(own?.name), /^\[internal\]/);
    assert.equal(own?.id, undefined);
  });

  it('tells apart the same line twice in a stage', () => {
    const text = 'FROM python:3.12\nRUN make\nCOPY a /a\nRUN make\n';
    const model = buildModel({ text });
    const options = { buildArgs: {}, buildContexts: {} };
    const ids = stepIdentities(planBuild(model.dockerfile, options, ENGINE, () => null));
    assert.equal(new Set(ids).size, ids.length);
  });

  it('is what a forecast is scored by, whatever the steps are called', () => {
    const steps = planned(MOUNTED);
    const build = identifyBuild(logOf(steps), steps);
    const forecast = forecastOf(planned(PLAIN).map((step) => step));
    const { steps: scored } = scoreForecast(forecast, build, true);
    assert.deepEqual(
      scored.map(({ observed }) => observed),
      ['miss', 'miss', 'miss', 'miss'],
    );
    assert.deepEqual(
      scored.map(({ id }) => id),
      steps.map(({ identity }) => identity),
    );
  });
});

describe('a record of an earlier release', () => {
  const steps = planned(PLAIN);
  const build = logOf(steps);
  const timing = {
    name: masked('six'),
    requiredBy: [],
    origin: 'downloaded',
    built: false,
  } as const;
  // It had no manager.
  const package_ = { ...timing, phases: [] } as unknown as PackageTiming;
  /** Without identities in builds and forecasts, and without the managers of packages. */
  const old = {
    ...recordOf({
      ...build,
      steps: build.steps.map((step) => ({ ...step, packages: [package_] })),
    }),
    forecast: withoutIds(forecastOf(steps)),
  };
  // Nothing but this test knows that it is one.
  const upgraded = completedRecord(old) as BuildRecord;

  it('gets the identities that its own steps say', () => {
    const record = withIdentities(upgraded);
    assert.equal(idOfInstall(record.build), 'stage-0|RUN|pip install -r requirements.txt');
    assert.deepEqual(
      record.forecast?.steps.map(({ id }) => id),
      steps.map(({ identity }) => identity),
    );
  });

  it('had packages of pip alone', () => {
    const managers = withIdentities(upgraded).build.steps.flatMap(({ packages }) =>
      packages.map(({ manager }) => manager),
    );
    assert.deepEqual(new Set(managers), new Set(['pip']));
  });

  it('of this release stays as it is', () => {
    const record = recordOf(identifyBuild(build, steps));
    assert.equal(withIdentities(record), record);
  });

  function recordOf(made: Build): BuildRecord {
    return {
      version: 1,
      id: 'a',
      key: { dockerfile: '/w/Dockerfile', context: '/w', target: '', builder: 'default' },
      options: { buildArgs: [] },
      started: '2026-01-01T00:00:00Z',
      seconds: 20,
      outcome: 'succeeded',
      engine: ENGINE,
      snapshot: null,
      build: made,
      steps: recordSteps(steps, made),
      images: {},
      forecast: null,
      score: null,
    };
  }
});

function withoutIds(forecast: Forecast): unknown {
  return { ...forecast, steps: forecast.steps.map(({ id, ...rest }) => (id === '' ? null : rest)) };
}

function forecastOf(steps: readonly PlannedStep[]): Forecast {
  return {
    version: 1,
    dockerfile: 'Dockerfile',
    context: masked('.'),
    target: '',
    invocation: { id: 'Dockerfile@.', source: 'Dockerfile', evidence: masked('the command line') },
    engine: ENGINE,
    since: [],
    assumed: [],
    warnings: [],
    fails: [],
    steps: steps.map(({ identity, name, line }): Step => ({
      id: identity,
      name,
      stage: 'stage-0',
      instruction: 'RUN',
      file: 'Dockerfile',
      line,
      verdict: 'miss',
      display: 'done',
      reasons: [],
      seconds: null,
      withFixes: null,
    })),
    totals: { hit: 0, miss: 0, conditional: 0, seconds: null },
  };
}
