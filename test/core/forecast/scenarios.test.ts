/** Every scenario, forecast: each build since the start is held against all that were built before it. */
import assert from 'node:assert/strict';
import { forecast, takeSnapshot, type Snapshot } from '../../../server/core/forecast/index.ts';
import type { Engine } from '../../../server/core/plan/model.ts';
import {
  appliesTo,
  contextsOf,
  digest,
  expectedSteps,
  planOf,
  readScenarios,
  scenarioBuilds,
  type Scenario,
} from '../../support/forecast/scenarios.ts';

const NONCE = 'n0nce';

const ENGINES: readonly Engine[] = [
  { store: 'containerd', buildkit: '0.25.2' },
  { store: 'containerd', buildkit: '0.32.2' },
  { store: 'containerd', buildkit: '0.34.2' },
  { store: 'graphdriver', buildkit: '0.25.2' },
];

for (const engine of ENGINES) {
  describe(`scenarios on BuildKit ${engine.buildkit}, ${engine.store}`, () => {
    for (const scenario of readScenarios()) {
      if (!appliesTo(scenario, engine)) continue;
      it(`${scenario.name}: ${scenario.title}`, () => check(scenario, engine));
    }
  });
}

function check(scenario: Scenario, engine: Engine): void {
  const since: Snapshot[] = [];
  for (const build of scenarioBuilds(scenario, NONCE)) {
    const plan = planOf(build, engine);
    const snapshot = takeSnapshot(plan, contextsOf(build), digest);
    if (build.change !== null) {
      const { steps } = forecast(since, snapshot, digest);
      const actual = steps.map(({ step, verdict, display, reasons }) => {
        if (verdict === 'hit') assert.deepEqual(reasons, []);
        else assert.notEqual(reasons.length, 0);
        return { step: withoutCounter(plan.steps[step]!.name), verdict, display };
      });
      const expected = expectedSteps(build.change, engine).map(({ step, verdict, display }) => ({
        step,
        verdict,
        display,
      }));
      assert.deepEqual(actual, expected, build.title);
      // What is remembered of the builds before is used again, and no question may leave a trace in it.
      assert.deepEqual(forecast(since, snapshot, digest).steps, steps);
    }
    since.push(snapshot);
  }
}

/** `[b 2/3] RUN echo x` without the place, which a step added elsewhere changes. */
function withoutCounter(name: string): string {
  return name.replace(/^\[[^\]]*\] /, '').replaceAll(NONCE, '@nonce@');
}
