/** Lines of a stage and of the stages that it is built from: where their image is named, and what stands between two. */
import type { Plan, PlanStage, PlanStep } from './model.ts';

/** The line of the FROM that names an image. */
export function imageLine(plan: Plan, step: PlanStep): number {
  return stagesBelow(plan, step).at(-1)?.line ?? step.line;
}

/** Texts of the instructions behind one line and before another. */
export function textsBetween(
  plan: Plan,
  step: PlanStep,
  above: number,
  below: number,
): readonly string[] {
  const stages = stagesBelow(plan, step);
  const indexes = new Set(stages.map(({ index }) => index));
  const own = plan.steps.filter(({ stage }) => indexes.has(stage));
  const quiet = stages.flatMap((each) => each.quiet);
  const texts = [
    ...own,
    ...quiet.map((one) => ({ ...one, text: [one.text, ...(one.uses ?? [])].join(' ') })),
  ];
  return texts.filter(({ line }) => line > above && line < below).map(({ text }) => text);
}

/** The step's own stage first. */
function stagesBelow(plan: Plan, step: PlanStep): readonly PlanStage[] {
  const stages: PlanStage[] = [];
  const find = (wanted: number) => plan.stages.find(({ index }) => index === wanted);
  let stage = find(step.stage);
  while (stage !== undefined && !stages.includes(stage)) {
    stages.push(stage);
    stage = stage.baseStage === null ? undefined : find(stage.baseStage);
  }
  return stages;
}
