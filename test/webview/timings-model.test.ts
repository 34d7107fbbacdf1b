/** What the timeline is made of: rows beside the build before and the forecast, savings, scales, sentences. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { MaskedText } from '../../server/protocol/masked-text.ts';
import type { Build, BuildStep } from '../../server/protocol/report.ts';
import type { TimingsView } from '../../server/protocol/requests.ts';
import { cardsOf } from '../../webview/src/timings/header.ts';
import { linesOf } from '../../webview/src/timings/lines.ts';
import { stepKeys } from '../../webview/src/timings/match.ts';
import { stagesOf, type StepRow } from '../../webview/src/timings/model.ts';
import { savingsOf } from '../../webview/src/timings/savings.ts';
import { buildScale, partsScale, shareOf, ticksOf } from '../../webview/src/timings/scale.ts';
import { headlineOf, packageDetail, sublineOf } from '../../webview/src/timings/words.ts';
import { readFixture } from '../support/webview/view-page.ts';
import { masked } from '../support/masked.ts';

function viewOf(name: string): TimingsView {
  return readFixture(name) as TimingsView;
}

function rowsOf(view: TimingsView, seconds = view.build?.seconds ?? 0): readonly StepRow[] {
  return stagesOf(view, seconds).flatMap((stage) => stage.steps);
}

function rowOf(view: TimingsView, start: string, seconds?: number): StepRow {
  const row = rowsOf(view, seconds).find((one) => one.text.startsWith(start));
  assert.ok(row, start);
  return row;
}

function buildOf(steps: readonly Partial<BuildStep>[]): Build {
  const whole = steps.map((step) => ({
    name: masked(''),
    stage: 'stage-0',
    start: 0,
    seconds: 0,
    cached: false,
    phases: [],
    packages: [],
    ...step,
  }));
  return { name: masked(''), started: '2024-11-24T14:07:03Z', seconds: 10, steps: whole };
}

describe('timings rows', () => {
  it('finds a step again after a mount was added to it', () => {
    const run = rowOf(viewOf('timings-api'), 'RUN');
    assert.equal(run.before, 22.8);
    assert.equal(run.forecast?.median, 2.96);
  });

  it('tells equal instructions of a stage apart, and platforms', () => {
    const names = [
      '[2/4] RUN make',
      '[3/4] RUN make',
      '[linux/amd64 2/4] RUN make',
      '[linux/arm64 2/4] RUN make',
    ];
    const keys = stepKeys(names.map((name) => ({ name, stage: 'stage-0' })));
    assert.equal(new Set(keys).size, 4);
  });

  it('has a ghost only for what ran the time before', () => {
    const cachedBefore = buildOf([{ name: masked('[1/2] RUN a'), seconds: 9, cached: true }]);
    const build = buildOf([
      { name: masked('[1/2] RUN a'), seconds: 2 },
      { name: masked('[2/2] RUN b') },
    ]);
    const view = { ...viewOf('timings-api'), build, before: cachedBefore };
    assert.deepEqual(
      rowsOf(view).map((row) => row.before),
      [null, null],
    );
  });

  it('groups by stage and puts BuildKit’s own steps last', () => {
    const stages = stagesOf(viewOf('timings-api'), 3.9);
    assert.deepEqual(
      stages.map((stage) => [stage.name, stage.internal]),
      [
        ['builder', false],
        ['app', false],
        ['BuildKit’s own', true],
      ],
    );
  });

  it('lets a running step grow with the clock, and only that', () => {
    const view = viewOf('timings-running');
    assert.equal(rowOf(view, 'RUN', 7).state, 'running');
    assert.equal(rowOf(view, 'RUN', 7).seconds, 6.84);
    assert.equal(rowOf(view, 'COPY requirements', 7).seconds, 0.05);
  });

  it('takes the steps that end with the build as running where it is not told', () => {
    const { running: named, ...view } = viewOf('timings-running');
    assert.equal(named?.length, 1);
    assert.equal(rowOf(view, 'RUN').state, 'running');
    assert.equal(rowOf(view, 'COPY requirements').state, 'ran');
    assert.equal(rowOf({ ...view, state: 'cancelled' }, 'RUN').state, 'ran');
  });

  it('shows a failed step as failed, whatever else is known of it', () => {
    assert.equal(rowOf(viewOf('timings-failed'), 'RUN').state, 'failed');
  });

  it('lists packages by time, and what took none in one line', () => {
    const parts = rowOf(viewOf('timings-api'), 'RUN').parts;
    assert.deepEqual(
      parts.map((part) => part.name),
      [
        'resolve and read metadata',
        'automig',
        'uwsgi',
        'pyyaml',
        'requests',
        'gitpython',
        'install 9 packages',
        '2 packages already there',
      ],
    );
    assert.equal(parts[2]?.before?.toFixed(1), '17.8');
    assert.equal(parts[2].segments[0]!.kind, 'cached');
  });
});

describe('timings lines', () => {
  const scale = { start: 0, end: 4 };
  const START = { chosen: new Map<string, boolean>(), closer: true };

  it('folds BuildKit’s own steps and opens installers', () => {
    const stages = stagesOf(viewOf('timings-api'), 3.9);
    const lines = linesOf(stages, scale, START);
    assert.equal(lines.filter((line) => line.kind === 'part').length, 8);
    assert.equal(lines[lines.length - 1]?.kind, 'stage');
  });

  it('does what the user chose', () => {
    const stages = stagesOf(viewOf('timings-api'), 3.9);
    const all = stages.flatMap((stage) => [stage.key, ...stage.steps.map((step) => step.key)]);
    const closed = linesOf(stages, scale, {
      ...START,
      chosen: new Map(all.map((key) => [key, false])),
    });
    assert.deepEqual(
      closed.map((line) => line.kind),
      ['stage', 'stage', 'stage'],
    );
  });

  it('starts folded where many packages would bury the steps', () => {
    const one = viewOf('timings-api').build!.steps.find((step) => step.packages.length > 0)!;
    const packages = Array.from({ length: 80 }, (_, index) => ({
      ...one.packages[0]!,
      name: masked(`package-${index}`),
    }));
    const view = { ...viewOf('timings-api'), build: buildOf([{ ...one, packages }]) };
    const lines = linesOf(stagesOf(view, 10), scale, START);
    assert.ok(lines.every((line) => line.kind !== 'part'));
  });

  it('puts the error under its step', () => {
    const kinds = linesOf(stagesOf(viewOf('timings-failed'), 1.9), scale, START).map(
      (line) => line.kind,
    );
    assert.equal(kinds[kinds.indexOf('error') - 1], 'step');
  });

  it('looks closer at a short step only when the build is over', () => {
    const stages = stagesOf(viewOf('timings-short-step'), 184.2);
    const zooms = (closer: boolean): number =>
      linesOf(stages, { start: 0, end: 240 }, { ...START, closer }).filter(
        (line) => line.kind === 'zoom',
      ).length;
    assert.deepEqual([zooms(true), zooms(false)], [1, 0]);
  });

  it('keys are unique', () => {
    for (const name of ['timings-api', 'timings-300', 'timings-short-step', 'timings-failed']) {
      const keys = linesOf(stagesOf(viewOf(name), 9), scale, START).map((line) => line.key);
      assert.equal(new Set(keys).size, keys.length, name);
    }
  });
});

describe('savings', () => {
  it('counts what ran before and came from a cache now', () => {
    const { saved, wasted } = savingsOf(viewOf('timings-api'));
    // 0.3 + 0.2 for the two WORKDIR steps, 19.8 for four packages.
    assert.equal(saved.toFixed(2), '20.30');
    assert.equal(wasted, 0);
  });

  it('counts the same versions fetched again as wasted, the dearest first', () => {
    const { saved, wasted, again } = savingsOf(viewOf('timings-again'));
    assert.equal(saved, 0);
    assert.equal(wasted.toFixed(2), '20.46');
    assert.deepEqual(again, ['uwsgi', 'pyyaml', 'automig', 'gitpython']);
  });

  it('knows nothing without a build before', () => {
    assert.deepEqual(savingsOf(viewOf('timings-first')), { saved: 0, wasted: 0, again: [] });
  });
});

describe('scales', () => {
  for (const [seconds, expected, end] of [
    [3.9, 0, 4],
    [24.6, 0, 25],
    [0, 0, 0.1],
    [1.5, 3.7, 4],
    [184.2, 0, 240],
    [4000, 0, 4500],
    [90_000, 0, 90_000],
  ] as const) {
    it(`a build of ${seconds} s, expected ${expected} s, gets an axis up to ${end} s`, () => {
      assert.equal(buildScale(seconds, expected).end, end);
    });
  }

  it('labels seconds, tenths and minutes', () => {
    const texts = (end: number): readonly string[] =>
      ticksOf({ start: 0, end }, 5).map((tick) => tick.text);
    assert.deepEqual(texts(4), ['0', '1', '2', '3', '4 s']);
    assert.deepEqual(texts(0.1), ['0', '0.02', '0.04', '0.06', '0.08', '0.10 s']);
    assert.deepEqual(texts(240), ['0:00', '1:00', '2:00', '3:00', '4:00']);
  });

  it('looks closer at a short step, and at its own seconds', () => {
    const [run] = rowsOf(viewOf('timings-short-step')).filter((row) => row.parts.length > 0);
    assert.deepEqual(partsScale(run!, { start: 0, end: 240 }), { start: 41.8, end: 48 });
    const whole = { start: 0, end: 8 };
    assert.equal(partsScale(run!, whole), whole);
  });

  it('has two to eleven ticks, all on the track', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.001, max: 1e6, noNaN: true }), (seconds) => {
        const scale = buildScale(seconds, 0);
        const ticks = ticksOf(scale, 5);
        assert.ok(scale.end >= seconds);
        assert.ok(ticks.length >= 2 && ticks.length <= 11, String(ticks.length));
        assert.ok(ticks.every((tick) => tick.at >= 0 && tick.at <= 1 + 1e-9));
      }),
    );
  });

  it('measures shares of the track', () => {
    assert.equal(shareOf({ start: 2, end: 4 }, 3), 0.5);
  });
});

describe('timings sentences', () => {
  const text = (name: string): string => {
    const view = viewOf(name);
    return headlineOf(view, view.build?.seconds ?? 0)
      .map((part) => part.text)
      .join('');
  };
  for (const [name, sentence] of [
    ['timings-api', '3.9 s, after 25 s the time before'],
    ['timings-first', '25 s, the first build recorded here'],
    ['timings-running', 'Building for 1.5 s: RUN pip install -r requirements.txt'],
    ['timings-empty', 'No build recorded yet'],
  ] as const) {
    it(sentence, () => assert.equal(text(name), sentence));
  }

  it('names the step at which a build failed as a whole, never a part of its command', () => {
    const view = viewOf('timings-failed');
    assert.match(
      text('timings-failed'),
      /^Failed after .* s at RUN pip install -r requirements\.txt$/,
    );
    const step = `RUN ${'python -m pip install '.repeat(9)}`;
    const long = { ...view, failure: { ...view.failure!, step: step as MaskedText } };
    assert.match(
      headlineOf(long, 1)
        .map((part) => part.text)
        .join(''),
      / at RUN in line 4$/,
    );
  });

  it('calls much faster good, much slower loud, and alike neither', () => {
    const view = viewOf('timings-api');
    const tone = (seconds: number): string | undefined => headlineOf(view, seconds)[0]?.tone;
    assert.deepEqual([tone(3.9), tone(24), tone(60)], ['good', 'plain', 'loud']);
  });

  it('says under it what was built where, when, and how the forecast did', () => {
    const now = new Date('2024-11-24T14:08:00Z');
    const line = sublineOf(viewOf('timings-api'), now).replaceAll('\u00a0', ' ');
    assert.match(
      line,
      /^examples\/api\/Dockerfile → api:dev · builder default · .*\d\d:\d\d · succeeded · forecast was 3\.6 s, all 6 steps right, 2 depended$/,
    );
  });

  it('says where a package came from and who asked for it', () => {
    const one = viewOf('timings-again').build!.steps.find((step) => step.packages.length > 0)!;
    assert.equal(
      packageDetail(one.packages[1]!),
      'compiled in 17 s · downloaded · ← requirements.txt line 2',
    );
    const unknown = {
      name: masked('x'),
      requiredBy: [],
      origin: 'unknown',
      built: false,
      phases: [],
    } as const;
    assert.equal(packageDetail(unknown), '');
  });

  it('has a card for each figure that is known', () => {
    const cards = (name: string): readonly string[] =>
      cardsOf(viewOf(name)).map((card) => `${card.figure} ${card.text}`);
    assert.deepEqual(cards('timings-api'), [
      '3.9 s this build',
      '25 s the build before',
      '20 s saved by caches',
      '4 of 8 steps from the cache',
    ]);
    assert.deepEqual(
      cards('timings-again')[2],
      '20 s fetched and compiled again: uwsgi, pyyaml and 2 more',
    );
    assert.deepEqual(cards('timings-running')[3], '6 of 8 steps begun');
    assert.deepEqual(cards('timings-empty'), []);
  });
});
