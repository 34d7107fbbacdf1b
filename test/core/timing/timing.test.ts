/** Predicted seconds come from measured ones, and say so; a score counts only what can be wrong. */
import assert from 'node:assert/strict';
import {
  estimateSteps,
  lastMeasured,
  recordSteps,
  scoreForecast,
  type BuildRecord,
  type PackageName,
  type RecordedStep,
} from '../../../server/core/timing/index.ts';
import type { MaskedText } from '../../../server/protocol/masked-text.ts';
import type { Verdict } from '../../../server/protocol/shapes.ts';
import type { Build, Forecast, PackageTiming, Step } from '../../../server/protocol/report.ts';
import { masked } from '../../support/masked.ts';

function recordOf(
  steps: readonly RecordedStep[],
  packages: readonly PackageTiming[] = [],
): BuildRecord {
  return {
    version: 1,
    id: 'a',
    key: { dockerfile: '/w/Dockerfile', context: '/w', target: '', builder: 'default' },
    options: { buildArgs: [] },
    started: '2026-01-01T00:00:00Z',
    seconds: 20,
    outcome: 'succeeded',
    engine: { store: 'containerd', buildkit: '0.25.2' },
    snapshot: null,
    build: {
      name: masked(''),
      started: '',
      seconds: 20,
      steps: [
        { name: masked(''), stage: '', start: 0, seconds: 20, cached: false, phases: [], packages },
      ],
    },
    steps,
    images: {},
    forecast: null,
    score: null,
  };
}

function ran(seconds: number, more: Partial<RecordedStep> = {}): RecordedStep {
  return {
    identity: masked('stage-0 RUN pip install'),
    name: masked('[4/4] RUN pip install'),
    line: 5,
    observed: 'miss',
    seconds,
    cacheMount: false,
    buildingSeconds: 0,
    downloadingSeconds: 0,
    fromCache: 0,
    ...more,
  };
}

const install = (cacheMount: boolean, assumeFilled = false) => [
  { identity: 'stage-0 RUN pip install', cacheMount, assumeFilled },
];

const ofPip = (name: string): PackageName => ({ manager: 'pip', name });

const emptied = [{ identity: 'stage-0 RUN pip install', cacheMount: true, emptied: true }];

describe('predicted seconds of a mount that the build empties', () => {
  const warm = ran(2, { cacheMount: true, fromCache: 9 });
  const cold = ran(14, { cacheMount: true, buildingSeconds: 6, downloadingSeconds: 3 });

  it('are those of runs that found it empty, or had none', () => {
    const records = [ran(16), cold, warm, warm].map((step) => recordOf([step]));
    assert.deepEqual(estimateSteps(emptied, records), [
      {
        low: 14,
        median: 15,
        high: 16,
        basis: '2 builds on builder default, with the cache mount empty',
      },
    ]);
  });

  it('are not known from runs that found it filled', () => {
    assert.deepEqual(estimateSteps(emptied, [recordOf([warm])]), [null]);
  });

  it('say where nobody knows whether it was filled', () => {
    const [seconds] = estimateSteps(emptied, [recordOf([ran(5, { cacheMount: true })])]);
    assert.equal(seconds?.median, 5);
    assert.match(seconds.basis, /may have been filled before/);
  });
});

describe('predicted seconds', () => {
  it('there is no number with nothing measured', () => {
    assert.deepEqual(estimateSteps(install(false), []), [null]);
    assert.deepEqual(estimateSteps(install(false), [recordOf([ran(5, { observed: 'hit' })])]), [
      null,
    ]);
    assert.deepEqual(estimateSteps(install(false), [recordOf([ran(5, { observed: 'failed' })])]), [
      null,
    ]);
  });
  it('are the median of the runs, with their range and where they come from', () => {
    const records = [18, 30, 20].map((seconds) => recordOf([ran(seconds)]));
    assert.deepEqual(estimateSteps(install(false), records), [
      { low: 18, median: 20, high: 30, basis: '3 builds on builder default' },
    ]);
  });
  it('with a mount that no build has filled yet: all of the work', () => {
    const records = [recordOf([ran(20, { buildingSeconds: 15, downloadingSeconds: 2 })])];
    assert.equal(estimateSteps(install(true), records)[0]?.median, 20);
  });
  it('with a mount taken as filled: the run without it, less what the mount keeps', () => {
    const records = [recordOf([ran(20, { buildingSeconds: 15, downloadingSeconds: 2 })])];
    const [seconds] = estimateSteps(install(true, true), records);
    assert.equal(seconds?.median, 3);
    assert.match(seconds.basis, /^1 build on builder default, less 17 s of downloads and builds/);
  });
  it('with a mount: runs that found it filled count before all others', () => {
    const records = [
      recordOf([ran(20, { buildingSeconds: 15 })]),
      recordOf([ran(21, { cacheMount: true, buildingSeconds: 15 })]),
      recordOf([ran(3.3, { cacheMount: true, fromCache: 6 })]),
    ];
    assert.equal(estimateSteps(install(true), records)[0]?.median, 3.3);
  });
  it('runs with a filled mount say nothing of a step that has none', () => {
    assert.deepEqual(
      estimateSteps(install(false), [recordOf([ran(3.3, { cacheMount: true, fromCache: 6 })])]),
      [null],
    );
  });
  it('with a mount: what is new to it is downloaded and built again, and what that takes is said to be measured or not', () => {
    const filled = ran(3, { cacheMount: true, fromCache: 6 });
    const uwsgi: PackageTiming = {
      manager: 'pip',
      name: masked('uwsgi'),
      requiredBy: [],
      origin: 'downloaded',
      built: true,
      phases: [
        { kind: 'download', label: masked(''), start: 0, seconds: 0.5 },
        { kind: 'build', label: masked(''), start: 1, seconds: 11 },
        { kind: 'install', label: masked(''), start: 12, seconds: 1 },
      ],
    };
    const cached = { ...uwsgi, origin: 'cached-wheel', built: false } as const;
    const records = [recordOf([filled], [uwsgi]), recordOf([filled], [cached])];
    const estimate = (...newPackages: readonly string[]) =>
      estimateSteps([{ ...install(true)[0]!, newPackages: newPackages.map(ofPip) }], records)[0];
    assert.equal(estimate()?.median, 3);
    assert.equal(estimate('uwsgi')?.median, 14.5);
    assert.equal(
      estimate('uwsgi')?.basis,
      '2 builds on builder default, and uwsgi downloaded and built again',
    );
    assert.equal(estimate('flask')?.median, 3);
    assert.match(estimate('flask', 'uwsgi')?.basis ?? '', /what flask takes was never measured$/);
  });
  it('with a mount: a build that broke off says nothing of what a package takes', () => {
    const filled = ran(3, { cacheMount: true, fromCache: 6 });
    const making = (seconds: number): PackageTiming => ({
      manager: 'pip',
      name: masked('uwsgi'),
      requiredBy: [],
      origin: 'downloaded',
      built: true,
      phases: [{ kind: 'build', label: masked(''), start: 0, seconds }],
    });
    const good = recordOf([filled], [making(60)]);
    const bad = recordOf([filled], [making(0.4)]);
    const broken = {
      ...bad,
      build: {
        ...bad.build,
        steps: bad.build.steps.map((one) => ({ ...one, error: masked('exit 1') })),
      },
    };
    for (const newer of [broken, { ...bad, outcome: 'cancelled' } as const]) {
      const step = { ...install(true)[0]!, newPackages: [ofPip('uwsgi')] };
      assert.equal(estimateSteps([step], [good, newer])[0]?.median, 63);
    }
  });
  it('with a mount: a version that is prescribed counts where the package was ever made', () => {
    const filled = ran(3, { cacheMount: true, fromCache: 6 });
    const step = { ...install(true)[0]!, newConstraints: [ofPip('tensorflow')] };
    assert.deepEqual(estimateSteps([step], [recordOf([filled])])[0], {
      low: 3,
      median: 3,
      high: 3,
      basis: '1 build on builder default',
    });
  });
  it('with a mount: of a manager that says nothing of its cache, a run that made nothing found it filled', () => {
    const cold = ran(31, { cacheMount: true, buildingSeconds: 28, downloadingSeconds: 2 });
    const silent = ran(0.4, { cacheMount: true });
    const records = [cold, silent, silent].map((step) => recordOf([step]));
    assert.equal(estimateSteps(install(true), records)[0]?.median, 0.4);
    // Where it never says what it makes, silence means nothing.
    const quiet = [ran(31, { cacheMount: true }), silent].map((step) => recordOf([step]));
    assert.equal(estimateSteps(install(true), quiet)[0]?.high, 31);
  });
  it('with a mount: a package of the same name from another index was never made', () => {
    const filled = ran(3, { cacheMount: true, fromCache: 6 });
    const phases = [{ kind: 'download', label: masked(''), start: 0, seconds: 9 }] as const;
    const made = { requiredBy: [], origin: 'downloaded', built: false, phases } as const;
    const records = [recordOf([filled], [{ manager: 'npm', name: masked('ms'), ...made }])];
    const of = (manager: string) =>
      estimateSteps([{ ...install(true)[0]!, newPackages: [{ manager, name: 'ms' }] }], records)[0];
    assert.equal(of('npm')?.median, 12);
    assert.equal(of('pip')?.median, 3);
    assert.match(of('pip')?.basis ?? '', /what ms takes was never measured$/);
    const wanted = { managers: ['pip', 'uv'], name: 'ms' };
    assert.equal(lastMeasured(records, wanted), null);
    assert.equal(lastMeasured(records, { ...wanted, managers: ['npm'] })?.timing.manager, 'npm');
  });
  it('without a mount: everything is downloaded and built again anyway', () => {
    const step = { ...install(false)[0]!, newPackages: [ofPip('uwsgi')] };
    assert.equal(estimateSteps([step], [recordOf([ran(12)])])[0]?.median, 12);
  });
});

/** As the plan of both would say. */
function idOf(name: string): MaskedText {
  return masked(name.replace(digest, ''));
}

const digest = `@sha256:${'a'.repeat(64)}`;

function step(name: string, verdict: Verdict, seconds: number | null = null): Step {
  return {
    id: idOf(name),
    name: masked(name),
    stage: 'stage-0',
    instruction: name.split('] ')[1]?.split(' ')[0] ?? '',
    file: 'Dockerfile',
    line: 1,
    verdict,
    display: verdict === 'hit' ? 'cached' : 'done',
    reasons: [],
    seconds:
      seconds === null
        ? null
        : { low: seconds, median: seconds, high: seconds, basis: masked('x') },
    withFixes: null,
  };
}

function forecastOf(steps: readonly Step[]): Forecast {
  return {
    version: 1,
    dockerfile: 'Dockerfile',
    context: masked('.'),
    target: '',
    invocation: { id: 'Dockerfile@.', source: 'Dockerfile', evidence: masked('the command line') },
    engine: { store: 'containerd', buildkit: '0.25.2' },
    since: [],
    assumed: [],
    warnings: [],
    fails: [],
    steps,
    totals: { hit: 0, miss: 0, conditional: 0, seconds: null },
  };
}

function buildOf(
  steps: readonly (readonly [name: string, cached: boolean, seconds: number])[],
): Build {
  return {
    name: masked('Dockerfile'),
    started: '',
    seconds: 1,
    steps: steps.map(([name, cached, seconds]) => ({
      id: idOf(name),
      name: masked(name),
      stage: 'stage-0',
      start: 0,
      seconds,
      cached,
      phases: [],
      packages: [],
    })),
  };
}

describe('score of a forecast', () => {
  it('counts right and wrong, not FROM and not what depends', () => {
    const forecast = forecastOf([
      step('[1/5] FROM docker.io/library/python:3.8', 'hit'),
      step('[2/5] WORKDIR /app', 'hit'),
      step('[3/5] COPY a .', 'miss', 0.1),
      step('[4/5] RUN x', 'miss', 10),
      step('[5/5] COPY --from=b /x /x', 'conditional'),
    ]);
    const score = scoreForecast(
      forecast,
      buildOf([
        [`[1/5] FROM docker.io/library/python:3.8${digest}`, false, 0],
        ['[2/5] WORKDIR /app', true, 0],
        ['[3/5] COPY a .', false, 0.2],
        ['[4/5] RUN x', true, 0],
        ['[5/5] COPY --from=b /x /x', false, 0],
      ]),
      true,
    );
    assert.deepEqual([score.right, score.wrong, score.conditional], [2, 1, 1]);
    assert.deepEqual(score.seconds, { predicted: 0.1, measured: 0.2 });
    assert.deepEqual(
      score.steps.map((one) => one.right),
      [null, true, true, false, null],
    );
  });
  it('a step that a failed build never reached is not counted', () => {
    const forecast = forecastOf([step('[2/2] RUN x', 'miss')]);
    assert.equal(scoreForecast(forecast, buildOf([]), false).wrong, 0);
    assert.equal(scoreForecast(forecast, buildOf([]), true).wrong, 1);
  });
  it('a step that a failed build shows as cached, although it never ran, is not counted', () => {
    const forecast = forecastOf([step('[2/2] RUN x', 'miss')]);
    const build = buildOf([['[2/2] RUN x', true, 0]]);
    assert.equal(scoreForecast(forecast, build, false).wrong, 0);
    assert.equal(scoreForecast(forecast, build, true).wrong, 1);
  });
});

describe('record of a build', () => {
  it('counts no second twice of what is downloaded and built at the same time', () => {
    const one = (kind: 'download' | 'build', start: number, seconds: number): PackageTiming => ({
      manager: 'uv',
      name: masked(`${kind} ${String(start)}`),
      requiredBy: [],
      origin: 'downloaded',
      built: kind === 'build',
      phases: [{ kind, label: masked(''), start, seconds }],
    });
    const packages = [one('download', 1, 4), one('download', 2, 5), one('build', 3, 6)];
    // As uv says it of all of them.
    const phases = [{ kind: 'download', label: masked(''), start: 1, seconds: 9 }] as const;
    const build = buildOf([['[2/2] RUN uv sync', false, 12]]);
    const steps = build.steps.map((each) => ({ ...each, packages, phases }));
    const planned = { identity: masked('i'), name: masked('[2/2] RUN uv sync'), line: 2 };
    const more = { cacheMount: true, managers: () => null };
    const [step] = recordSteps([{ ...planned, ...more }], { ...build, steps });
    assert.equal(step?.buildingSeconds, 6);
    assert.equal(step.downloadingSeconds, 3);
  });

  it('finds a step under its name with and without the digest of the image', () => {
    const [from] = recordSteps(
      [
        {
          identity: masked('i'),
          name: masked('[1/2] FROM python:3.8'),
          line: 1,
          cacheMount: false,
          managers: () => null,
        },
      ],
      buildOf([[`[1/2] FROM python:3.8${digest}`, true, 0.5]]),
    );
    assert.equal(from?.observed, 'hit');
    assert.equal(from.seconds, 0.5);
  });
});
