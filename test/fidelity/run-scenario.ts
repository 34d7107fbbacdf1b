/** A scenario on an engine: forecast and printed as its file says. */
import {
  expectedSteps,
  scenarioBuilds,
  type ExpectedStep,
  type Scenario,
} from '../support/forecast/scenarios.ts';
import type { Display } from '../support/forecast/real-builds.ts';
import { addComparisons, NOTHING_COMPARED, type Comparison } from './compare.ts';
import type { Lane } from './engines.ts';
import { runCase, type BuiltStep } from './run-case.ts';

export async function runScenario(
  lane: Lane,
  scenario: Scenario,
  nonce: string,
): Promise<Comparison> {
  const built = await runCase(lane, scenarioBuilds(scenario, nonce), nonce);
  let sum = NOTHING_COMPARED;
  for (const step of built) {
    const { title, change } = step.given;
    if (step.failure !== null) {
      const wrong = [`${scenario.name}, ${title}: the build failed: ${step.failure}`];
      return addComparisons(sum, { ...NOTHING_COMPARED, wrong });
    }
    if (change === null) continue;
    const compared = compareExpected(step, expectedSteps(change, lane.engine));
    const wrong = compared.wrong.map((text) => `${scenario.name}, ${title}: ${text}`);
    sum = addComparisons(sum, { ...compared, wrong });
  }
  return sum;
}

function compareExpected(
  { plan, forecast, observed, given }: BuiltStep,
  expected: readonly ExpectedStep[],
): Comparison {
  const wrong: string[] = [];
  let conditional = 0;
  if (expected.length !== plan.steps.length)
    wrong.push(`${plan.steps.length} steps, not ${expected.length}`);
  for (const [index, step] of expected.entries()) {
    const { name = '', vertex = null } = plan.steps[index] ?? {};
    const verdict = forecast.steps[index]?.verdict ?? 'none';
    // A download goes by the name of the step that wants it.
    const displays = observed.flatMap((each) => (each.name === name ? [each.display] : []));
    const found: readonly Display[] = displays.length === 0 ? ['absent'] : displays;
    const wanted = wantedDisplays(step, vertex === null, given.change?.cold ?? false);
    if (verdict !== step.verdict)
      wrong.push(`${name}: forecast ${verdict}, should be ${step.verdict}`);
    else if (!found.some((display) => wanted.includes(display)))
      wrong.push(`${name}: should be ${wanted.join(' or ')}, was ${found.join(', ')}`);
    else if (verdict === 'conditional') conditional++;
  }
  const planned = new Set(plan.steps.map(({ name }) => name));
  for (const { name, display } of observed)
    if (!planned.has(name)) wrong.push(`${name}: not planned by this name, was ${display}`);
  const compared = expected.length;
  return { compared, agreed: compared - conditional - wrong.length, conditional, wrong };
}

function wantedDisplays(
  step: ExpectedStep,
  isNothing: boolean,
  isCold: boolean,
): readonly Display[] {
  if (isNothing) return ['absent'];
  if (step.observed !== undefined) return [step.observed];
  if (step.verdict === 'conditional' || step.racy === true) return ['cached', 'done'];
  // The verdict of a builder that has not seen the context before; the one here has.
  if (isCold && step.verdict === 'miss') return ['cached'];
  return [step.display];
}
