/** A plan that takes over stages from the one before is the plan that is made from nothing, whatever was edited. */
import assert from 'node:assert/strict';
import { createPlanMemory, planBuild, type PlanMemory } from '../../../server/core/plan/index.ts';
import type { Plan } from '../../../server/core/plan/model.ts';

import { parseDockerfile } from '../../../server/core/syntax/dockerfile/index.ts';
import { createDice, type Dice } from '../../support/dice.ts';
import { planOf } from '../../support/oracles/plan/graphs.ts';
import { randomBuilds, type OracleBuild } from '../../support/oracles/plan/random-builds.ts';

const N_BUILDS = 400;
const N_EDITS = 8;

describe('the memory of a planner', () => {
  it('changes no plan, over random edits of random builds', () => {
    const dice = createDice(41);
    for (const build of randomBuilds(N_BUILDS, 20_251_126)) {
      const memory = createPlanMemory();
      let text = build.dockerfile;
      for (let edit = 0; edit < N_EDITS; edit++) {
        const asked = { ...build, dockerfile: text, ...otherOptions(dice, build) };
        assert.deepEqual(made(asked, memory), made(asked), text);
        text = edited(dice, text);
      }
    }
  });

  const stages = [
    'FROM busybox AS one\nENV A=1\nRUN make one\n',
    'FROM one AS two\nRUN make two\n',
    'FROM busybox AS three\nCOPY --from=two /a /b\nRUN --mount=from=one,target=/m make three\n',
  ];
  const take = (text: string, memory: PlanMemory): Plan =>
    made({ ...simple, dockerfile: text }, memory);

  it('takes over the stages that an edit leaves alone, though they stand on the edited one', () => {
    const memory = createPlanMemory();
    const before = take(stages.join(''), memory);
    const after = take(stages.join('').replace('make one', 'make all'), memory);
    assert.deepEqual(takenOver(before, after), [false, true, true]);
  });

  it('works out a stage again that begins with other variables', () => {
    const memory = createPlanMemory();
    const before = take(stages.join(''), memory);
    const after = take(stages.join('').replace('A=1', 'A=2'), memory);
    assert.deepEqual(takenOver(before, after), [false, false, true]);
  });

  it('works out a stage again whose sources are another number of filesystems', () => {
    const twins = [
      'FROM busybox AS one\nRUN make\n',
      'FROM busybox AS two\nRUN make\n',
      'FROM busybox\nRUN --mount=from=one,target=/a --mount=from=two,target=/b make\n',
    ].join('');
    const sources = (copied: string): string =>
      `FROM scratch AS one\n${copied}FROM busybox\nCOPY --from=one /a /b\nRUN make\n`;
    for (const [before, after] of [
      [twins, twins.replace('make', 'make all')],
      [sources('COPY a /\n'), sources('# nothing\n')],
    ] as const) {
      const memory = createPlanMemory();
      take(before, memory);
      assert.deepEqual(take(after, memory), take(after, createPlanMemory()));
    }
  });

  it('works out a stage again that has a trigger now', () => {
    const options = { buildArgs: {}, buildContexts: { base: 'docker-image://busybox' } };
    const engine = { store: 'containerd', buildkit: '0.32.2' } as const;
    const planned = (text: string, memory?: PlanMemory): Plan =>
      planBuild(parseDockerfile(text).value, options, engine, () => null, memory);
    const before = 'FROM busybox AS othr\nONBUILD RUN trig\nFROM base AS final\nRUN x\n';
    const memory = createPlanMemory();
    planned(before, memory);
    const after = before.replace('othr', 'base');
    assert.deepEqual(planned(after, memory), planned(after));
  });

  it('holds the stages of the last plan only', () => {
    const memory = createPlanMemory();
    take(stages.join(''), memory);
    take(stages[0] ?? '', memory);
    assert.equal(memory.stages.size, 1);
  });
});

const simple = { ...randomBuilds(1, 1)[0], target: '', buildArgs: {}, images: {} } as OracleBuild;

function made(build: OracleBuild, memory?: PlanMemory): Plan {
  return planOf(build, parseDockerfile(build.dockerfile).value, memory);
}

/** Of each stage whether its last step has the key parts of the plan before, the very same ones. */
function takenOver(before: Plan, after: Plan): readonly boolean[] {
  const last = (plan: Plan, stage: number) =>
    plan.steps.filter((step) => step.stage === stage && step.keyword === 'RUN').at(-1)?.parts;
  return after.stages.map(({ index }) => last(before, index) === last(after, index));
}

/** Now and then the build is asked for in another way. */
function otherOptions({ roll, pick }: Dice, build: OracleBuild): Partial<OracleBuild> {
  if (roll() < 0.8) return {};
  return pick([
    { target: 's0' },
    { buildArgs: { ...build.buildArgs, A: 'other' } },
    { platform: 'linux/arm64' },
    { platform: 'linux/amd64,linux/arm64' },
    { store: 'graphdriver' as const },
    { images: {} },
  ]);
}

function edited({ roll, pick }: Dice, text: string): string {
  const lines = text.split('\n');
  const at = Math.floor(roll() * lines.length);
  const line = lines[at] ?? '';
  const other = lines[Math.floor(roll() * lines.length)] ?? '';
  const changed = pick([
    [line + pick(['x', ' ', '$A', '\\'])],
    [line.slice(1)],
    [line.slice(0, Math.floor(roll() * line.length)) + pick(['2', 's1 ', '/']) + line.slice(-1)],
    [],
    [line, line],
    [other],
    ['', line],
    ['# a comment', line],
    [line, pick(['RUN other', 'ENV A=9', 'COPY --from=s0 /p /q', 'FROM s0 AS s9', 'USER u'])],
  ]);
  return [...lines.slice(0, at), ...changed, ...lines.slice(at + 1)].join('\n');
}
