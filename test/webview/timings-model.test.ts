/** What the timeline is made of: rows beside the build before and the forecast, and the lines that they are drawn as. */
import assert from 'node:assert/strict';
import type { TimingsView } from '../../server/protocol/requests.ts';
import { linesOf } from '../../webview/src/timings/lines.ts';
import { stepKeys } from '../../webview/src/timings/match.ts';
import { stagesOf } from '../../webview/src/timings/model.ts';
import { buildScale } from '../../webview/src/timings/scale.ts';
import { masked } from '../support/masked.ts';
import {
  buildOf,
  installOf,
  packageOf,
  phase,
  rowOf,
  rowsOf,
  viewOf,
} from '../support/webview/timings.ts';

describe('timings rows', () => {
  it('finds a step again after a mount was added to it', () => {
    const view = viewOf('timings-api');
    const run = rowOf(view, 'RUN');
    const [before, forecast] = [installOf(view.before), installOf(view.forecast)];
    assert.ok(run.text.includes('--mount') && !before.name.includes('--mount'));
    assert.equal(run.before, before.seconds);
    assert.equal(run.forecast, forecast.seconds);
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
    const stages = stagesOf(viewOf('timings-api'), 4);
    assert.deepEqual(
      stages.map((stage) => [stage.name, stage.internal]),
      [
        ['builder', false],
        ['app', false],
        ['BuildKit’s own', true],
      ],
    );
  });

  it('has the steps of a stage in the order of the Dockerfile', () => {
    for (const stage of stagesOf(viewOf('timings-300'), 4)) {
      if (stage.internal) continue;
      const lines = stage.steps.map((step) => step.line ?? NaN);
      assert.deepEqual(
        lines,
        lines.toSorted((one, other) => one - other),
        stage.name,
      );
    }
  });

  it('lets a running step grow with the clock, and only that', () => {
    const view = viewOf('timings-running');
    const now = (view.build?.seconds ?? NaN) + 5;
    assert.equal(rowOf(view, 'RUN', now).state, 'running');
    assert.equal(rowOf(view, 'RUN', now).seconds, now - installOf(view.build).start);
    const copy = view.build?.steps.find((step) => step.name.includes('COPY requirements'));
    assert.equal(rowOf(view, 'COPY requirements', now).seconds, copy?.seconds);
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
    const resolve = phase('resolve', 0, 1);
    const packages = [
      packageOf('here', { origin: 'satisfied' }),
      packageOf('late', { phases: [phase('download', 3, 1)] }),
      packageOf('early', { phases: [phase('download', 1, 1)], origin: 'cached-wheel' }),
      packageOf('there', { origin: 'satisfied' }),
    ];
    const earlier = packageOf('early', { phases: [phase('build', 2, 7)], built: true });
    const name = masked('[2/2] RUN pip install a');
    const view: TimingsView = {
      ...viewOf('timings-api'),
      build: buildOf([{ name, seconds: 5, phases: [resolve], packages }]),
      before: buildOf([{ name, seconds: 9, packages: [earlier] }]),
    };
    const parts = rowOf(view, 'RUN').parts;
    assert.deepEqual(
      parts.map((part) => part.name),
      ['resolve', 'early', 'late', '2 packages already there'],
    );
    assert.equal(parts[1]?.before, 7);
    assert.equal(parts[1].segments[0]?.kind, 'cached');
  });

  it('has a part for each package of a recorded install, the first to begin first', () => {
    const view = viewOf('timings-api');
    const { parts } = rowOf(view, 'RUN');
    const { phases, packages } = installOf(view.build);
    assert.equal(parts.length, phases.length + packages.length);
    const starts = parts.map((part) => part.start);
    assert.deepEqual(
      starts,
      starts.toSorted((one, other) => one - other),
    );
    const uwsgi = parts.find((part) => part.name === 'uwsgi');
    assert.ok((uwsgi?.before ?? 0) > (uwsgi?.seconds ?? NaN), 'it was compiled the time before');
    assert.ok(uwsgi?.segments.some((segment) => segment.kind === 'cached'));
  });
});

describe('timings lines', () => {
  const scale = { start: 0, end: 4 };
  const START = { chosen: new Map<string, boolean>(), closer: true };

  it('folds BuildKit’s own steps and opens installers', () => {
    const stages = stagesOf(viewOf('timings-api'), 3.9);
    const lines = linesOf(stages, scale, START);
    const { parts } = rowOf(viewOf('timings-api'), 'RUN');
    assert.ok(parts.length > 0);
    assert.equal(lines.filter((line) => line.kind === 'part').length, parts.length);
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
    const view = viewOf('timings-short-step');
    const seconds = view.build?.seconds ?? NaN;
    const stages = stagesOf(view, seconds);
    const zooms = (closer: boolean): number =>
      linesOf(stages, buildScale(seconds, 0), { ...START, closer }).filter(
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
