/** What to say of a step that the previous build did not have: it is new, it moved, or its whole stage was not built. */
import type { Plan, PlanStage, PlanStep, Vertex } from '../plan/model.ts';
import { isUnnamed } from './align.ts';
import type { ForecastReason, Snapshot } from './model.ts';
import { DOCKERFILE } from './reason-text.ts';

export interface TwoBuilds {
  readonly old: Snapshot | null;
  readonly now: Snapshot;
  /** See `alignSteps`. */
  readonly aligned: readonly (number | null)[];
}

export function newStepReason(
  builds: TwoBuilds,
  vertex: Vertex,
  step: PlanStep | undefined,
): ForecastReason {
  const place = step === undefined ? {} : { file: DOCKERFILE, line: step.line };
  if (step === undefined || vertex.kind === 'image')
    return { kind: 'instruction-added', text: 'No earlier build used this image', ...place };
  const { plan } = builds.now;
  const stage = plan.stages.find(({ index }) => index === step.stage);
  if (stage !== undefined && isNewStage(builds, plan, stage)) {
    const text = `The previous build did not include the stage ${stage.name}`;
    return { kind: 'instruction-added', text, file: DOCKERFILE, line: stage.line };
  }
  if (hasMoved(builds, step)) return { kind: 'order-changed', text: 'This step moved', ...place };
  return { kind: 'instruction-added', text: 'This step is new', ...place };
}

export function isSameText(one: PlanStep, other: PlanStep): boolean {
  return one.keyword === other.keyword && one.text === other.text;
}

function isNewStage({ old, aligned }: TwoBuilds, plan: Plan, { index, name }: PlanStage): boolean {
  if (isUnnamed(name) || old?.plan.stages.some((other) => other.name === name) === true)
    return false;
  return plan.steps.every((step) => step.stage !== index || aligned[step.index] === null);
}

function hasMoved({ old, aligned }: TwoBuilds, step: PlanStep): boolean {
  return (old?.plan.steps ?? []).some(
    (other) => isSameText(other, step) && !aligned.includes(other.index),
  );
}
