/** The steps of a plan as a log is held against them: named, and with what their earlier runs are found by. */
import { planBuild, stepIdentities } from '../../core/plan/index.ts';
import type { Engine, Plan } from '../../core/plan/model.ts';
import { parseDockerfile } from '../../core/syntax/dockerfile/index.ts';
import { maskOfValues, type Mask } from '../../core/text/mask.ts';
import {
  hasCacheMount,
  stepsByKey,
  type PlannedStep,
  type StepsByKey,
  type StepToEstimate,
} from '../../core/timing/index.ts';
import type { MaskedText } from '../../protocol/masked-text.ts';
import type { BuildOptions } from './model.ts';
import { readDockerfile, type BuildPlace } from '../project/index.ts';
import { toPlanOptions } from './read-build.ts';

export interface PlannedBuild {
  readonly place: BuildPlace;
  readonly options: BuildOptions;
  readonly engine: Engine;
}

/** Of the Dockerfile as it is saved, without a look at its context; none of one that cannot be read. */
export async function plannedByKey({ place, options, engine }: PlannedBuild): Promise<StepsByKey> {
  const read = await readDockerfile(place, new Map());
  if (read.kind !== 'text') return new Map();
  const dockerfile = parseDockerfile(read.text).value;
  const plan = planBuild(dockerfile, toPlanOptions(options), engine, () => null);
  return stepsByKey(plannedSteps(plan, maskOfValues(options.buildArgs)));
}

export function plannedSteps(plan: Plan, mask: Mask): readonly PlannedStep[] {
  const estimated = stepsToEstimate(plan, mask);
  return plan.steps.map((step, index) => ({
    identity: estimated[index]?.identity ?? mask(''),
    cacheMount: estimated[index]?.cacheMount ?? false,
    name: mask(step.name),
    line: step.line,
  }));
}

/** Identities lie in the history, which holds no secrets. */
export function stepsToEstimate(
  plan: Plan,
  mask: Mask,
): readonly (StepToEstimate & { readonly identity: MaskedText })[] {
  const identities = stepIdentities(plan);
  return plan.steps.map((step, index) => ({
    identity: mask(identities[index] ?? ''),
    cacheMount: hasCacheMount(step.text),
    emptied: isEmptied(plan, index),
  }));
}

/** `--no-cache` empties the cache mounts of its steps before they run (solver/llbsolver/bridge.go). */
export function isEmptied(plan: Plan, index: number): boolean {
  const step = plan.steps[index];
  if (step === undefined || step.vertex === null || !hasCacheMount(step.text)) return false;
  return plan.vertices[step.vertex]?.ignoreCache === true;
}
