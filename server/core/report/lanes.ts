/** A plan as lanes to draw: a stage each, its instructions from top to bottom, layers and quiet ones alike. */
import type { StageBlock, StageLane } from '../../protocol/requests.ts';
import type { Mask } from '../text/mask.ts';
import type { Plan, PlanStage, PlanStep } from '../plan/model.ts';

export function stageLanes(plan: Plan, mask: Mask): readonly StageLane[] {
  return plan.stages.map((stage) => ({
    name: stage.name,
    base: mask(stage.base),
    baseStage: plan.stages.find((other) => other.index === stage.baseStage)?.name ?? null,
    blocks: stageBlocks(plan, stage, mask),
  }));
}

/** Whether two pictures have the same steps at the same places; the commands of a `RUN` may differ. */
export function sameSteps(one: readonly StageLane[], other: readonly StageLane[]): boolean {
  const layoutOf = (lanes: readonly StageLane[]): string =>
    JSON.stringify(
      lanes.map(({ name, baseStage, blocks }) => [
        name,
        baseStage,
        blocks.map(({ step, text, from }) => [step, /^RUN\s/.test(text) ? 'RUN' : text, from]),
      ]),
    );
  return layoutOf(one) === layoutOf(other);
}

function stageBlocks(plan: Plan, stage: PlanStage, mask: Mask): readonly StageBlock[] {
  const layers = plan.steps
    .filter((step) => step.stage === stage.index)
    .map((step) => ({
      step: step.index,
      text: mask(step.text),
      line: step.line,
      from: sourceStages(plan, step),
    }));
  const quiet = stage.quiet.map((instruction) => ({
    step: null,
    text: mask(instruction.text),
    line: instruction.line,
    from: [],
  }));
  return [...layers, ...quiet].sort((a, b) => a.line - b.line);
}

/** Stages whose files this step copies or mounts: those that its content comparisons look into. */
function sourceStages(plan: Plan, step: PlanStep): readonly string[] {
  const vertex = step.vertex === null ? undefined : plan.vertices[step.vertex];
  const names = new Set<string>();
  for (const input of vertex?.inputs ?? []) {
    if (!input.content) continue;
    const source = plan.vertices[input.vertex];
    const shown = plan.steps[source?.steps.at(-1) ?? -1];
    const stage = shown && plan.stages.find((one) => one.index === shown.stage);
    if (stage && stage.index !== step.stage) names.add(stage.name);
  }
  return [...names];
}
