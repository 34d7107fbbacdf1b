/** The steps of a plan as a log is held against them: named, and with what their earlier runs are found by. */
import { buildModel } from '../../core/build-model/build-model.ts';
import { calledManagers } from '../../core/build-model/called-managers.ts';
import type { BuildModel } from '../../core/build-model/model.ts';
import { planBuild, stepIdentities } from '../../core/plan/index.ts';
import type { CalledManagers } from '../../core/package-managers/log-model.ts';
import type { Engine, Plan } from '../../core/plan/model.ts';
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
  const model = buildModel({ text: read.text, buildArgs: options.buildArgs ?? {} });
  const plan = planBuild(model.dockerfile, toPlanOptions(options), engine, () => null);
  return stepsByKey(plannedSteps({ plan, model }, maskOfValues(options.buildArgs)));
}

/** `model`: of the Dockerfile that the plan is of. */
export function plannedSteps(
  { plan, model }: { readonly plan: Plan; readonly model: BuildModel },
  mask: Mask,
): readonly PlannedStep[] {
  const estimated = stepsToEstimate(plan, mask);
  let called: ReturnType<typeof calledManagers> | null = null;
  const managersAt = (line: number): CalledManagers | null =>
    (called ??= calledManagers(model)).get(line) ?? null;
  return plan.steps.map((step, index) => ({
    identity: estimated[index]?.identity ?? mask(''),
    cacheMount: estimated[index]?.cacheMount ?? false,
    name: mask(step.name),
    line: step.line,
    managers: () => (step.keyword === 'RUN' ? managersAt(step.line) : null),
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
