/** A build that the builder tells of becomes a record: its steps meet those of today's Dockerfile, its files stay unknown. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { readBuildLog } from '../../../server/core/build-log/index.ts';
import {
  estimateSteps,
  identifySteps,
  isBaseline,
  outsideRecord,
  sameBuild,
  stepsByKey,
  type BuildRecord,
  type OutsideBuild,
  type PlannedStep,
} from '../../../server/core/timing/index.ts';
import type { Build } from '../../../server/protocol/report.ts';
import { masked } from '../../support/masked.ts';
import { projectRoot } from '../../support/paths.ts';

const LOG = readFileSync(
  path.join(projectRoot, 'test/fixtures/builder-history/succeeded.rawjson.log'),
);

function theBuild(): Build {
  const [build] = readBuildLog(LOG);
  assert.ok(build);
  return build;
}

function outside(more: Partial<OutsideBuild> = {}): OutsideBuild {
  return {
    version: 1,
    id: 'a',
    ref: 'default/default/6xpgu98hmki6ex7qgetpopb5y',
    key: { dockerfile: '/w/Dockerfile', context: '/w', target: 'web', builder: 'default' },
    options: { buildArgs: ['GREETING'] },
    started: theBuild().started,
    seconds: theBuild().seconds,
    outcome: 'succeeded',
    engine: { store: 'containerd', buildkit: '0.25.2' },
    native: 'linux/amd64',
    snapshot: null,
    build: theBuild(),
    identities: [],
    ...more,
  };
}

function planned(name: string, line: number, identity = `of line ${String(line)}`): PlannedStep {
  const own = { identity: masked(identity), cacheMount: false, managers: () => null };
  return { name: masked(name), line, ...own };
}

const PIP = 'pip install --disable-pip-version-check -r /requirements.txt';

function record(steps: readonly PlannedStep[] = [], more: Partial<OutsideBuild> = {}): BuildRecord {
  return outsideRecord(outside(more), more.build ?? theBuild(), stepsByKey(steps));
}

function builtHere(made: BuildRecord): BuildRecord {
  const own = { ...made };
  Reflect.deleteProperty(own, 'madeOutside');
  return own;
}

describe('a build made outside', () => {
  it('has the steps of its log, with their times, packages and outcomes', () => {
    const { steps, build } = record();
    assert.deepEqual(
      steps.map(({ name, observed }) => [name.replace(/@sha256:\w+/, ''), observed]),
      [
        ['[base 1/2] FROM docker.io/library/python:3.11-slim', 'hit'],
        ['[base 2/2] RUN echo hi && sleep 0.3', 'miss'],
        ['[web 1/2] COPY requirements.txt /requirements.txt', 'miss'],
        [`[web 2/2] RUN --mount=type=cache,target=/root/.cache/pip ${PIP}`, 'miss'],
      ],
    );
    assert.ok((steps[1]?.seconds ?? 0) > 0.3);
    assert.deepEqual(
      steps.map(({ cacheMount }) => cacheMount),
      [false, false, false, true],
    );
    const installing = build.steps.find(({ name }) => name.includes('pip install'));
    assert.deepEqual(
      installing?.packages.map(({ name }) => name),
      ['six'],
    );
  });

  it('meets the steps of the Dockerfile over counters, mounts and digests', () => {
    const { steps, build } = record([
      planned('[base 1/3] FROM docker.io/library/python:3.11-slim', 1),
      planned(`[web 3/7] RUN ${PIP}`, 9),
    ]);
    assert.deepEqual(
      steps.map(({ line, identity }) => (line === 0 ? '' : identity)),
      ['of line 1', '', '', 'of line 9'],
    );
    assert.equal(build.steps.find(({ name }) => name.includes('pip install'))?.line, 9);
    assert.equal(build.steps.find(({ name }) => name.includes('COPY'))?.line, undefined);
  });

  it('keeps the identities that its own arguments gave, and takes the lines of today', () => {
    const then = stepsByKey([
      planned('[base 2/2] RUN echo hi && sleep 0.3', 4, 'RUN echo $GREETING'),
    ]);
    const identities = identifySteps(theBuild(), then, 'linux/amd64');
    assert.deepEqual(
      identities.map(({ identity }) => identity),
      ['RUN echo $GREETING'],
    );
    const now = [planned('[base 2/2] RUN echo hello && sleep 0.3', 6, 'RUN echo $GREETING')];
    const found = record(now, { identities }).steps.filter(({ line }) => line === 6);
    assert.deepEqual(
      found.map(({ name }) => name),
      ['[base 2/2] RUN echo hi && sleep 0.3'],
    );
  });

  it('knows an image that another build gave its name to', () => {
    const named = theBuild();
    const build: Build = {
      ...named,
      steps: named.steps.map((step) => ({
        ...step,
        name: masked(step.name.replace('[base 1/2] FROM', '[theirs 1/9] FROM')),
        stage: step.name.includes('FROM') ? 'theirs' : step.stage,
      })),
    };
    const from = '[base 1/2] FROM docker.io/library/python:3.11-slim';
    const [first] = record([planned(from, 1), planned('[web 1/2] COPY a b', 5)], { build }).steps;
    assert.deepEqual([first?.name, first?.line, first?.identity], [from, 1, 'of line 1']);
  });

  it('counts the steps of one platform: the builder’s own, else the first', () => {
    const step = { stage: 'stage-0', start: 0, cached: false, phases: [], packages: [] };
    const build: Build = {
      ...theBuild(),
      steps: [
        { ...step, name: masked('[linux/arm64 1/1] RUN make'), seconds: 9 },
        { ...step, name: masked('[linux/amd64 1/1] RUN make'), seconds: 1 },
      ],
    };
    const seconds = (native: string) =>
      record([], { build, native }).steps.map((one) => one.seconds);
    assert.deepEqual(seconds('linux/amd64'), [1]);
    assert.deepEqual(seconds('linux/riscv64'), [9]);
  });

  it('is never a baseline, and keeps no snapshot', () => {
    const made = record();
    assert.equal(made.outcome, 'succeeded');
    assert.equal(isBaseline(made), false);
    assert.equal(made.snapshot, null);
  });

  it('gives a step its seconds, and says where they come from', () => {
    const step = planned('[base 2/2] RUN echo hi && sleep 0.3', 4);
    const made = record([step]);
    const basis = (records: readonly BuildRecord[]) =>
      estimateSteps([{ identity: step.identity, cacheMount: false }], records)[0]?.basis;
    const own = builtHere(made);
    assert.equal(basis([made]), '1 build made outside on builder default');
    assert.equal(basis([made, made]), '2 builds made outside on builder default');
    assert.equal(basis([own]), '1 build on builder default');
    assert.equal(basis([made, own]), '2 builds, 1 of them made outside, on builder default');
  });
});

describe('one build in two histories', () => {
  const own = builtHere(record());
  Reflect.deleteProperty(own, 'ref');

  it('is known by the reference that buildx gave it', () => {
    const { ref } = outside();
    assert.equal(sameBuild({ ...own, ref }, outside()), true);
    assert.equal(sameBuild({ ...own, ref: 'default/default/other12345' }, outside()), false);
  });

  it('is known by the times of its steps where buildx gave none', () => {
    assert.equal(sameBuild(own, outside()), true);
    const steps = theBuild().steps.map((step) =>
      step.name.includes('RUN echo') ? { ...step, seconds: step.seconds + 1 } : step,
    );
    const build = { ...theBuild(), steps };
    assert.equal(sameBuild(own, outside({ build })), false);
    assert.equal(sameBuild(own, outside({ started: '2026-11-30T06:51:13.612Z' })), false);
    assert.equal(sameBuild(own, outside({ build: null })), false);
  });

  it('is not one that began a second later and took as long', () => {
    const later = new Date(Date.parse(theBuild().started) + 1000).toISOString();
    assert.equal(sameBuild(own, outside({ build: { ...theBuild(), started: later } })), false);
  });
});
