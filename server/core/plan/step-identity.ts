/**
 * A name for a step that outlives small edits, to find its earlier runs: a mount that was added, a step before it or a
 * second stage change its progress name but not this.
 */
import type { Plan, PlanStep } from './model.ts';

export function stepIdentity(plan: Plan, step: PlanStep): string {
  const own = plainIdentity(plan, step);
  // The same line twice in one stage is told apart by its place among its likes.
  let before = 0;
  for (const other of plan.steps) {
    if (other.index >= step.index) break;
    if (other.stage === step.stage && plainIdentity(plan, other) === own) before++;
  }
  return before === 0 ? own : `${own} #${before + 1}`;
}

function plainIdentity(plan: Plan, step: PlanStep): string {
  const stage = plan.stages.find((each) => each.index === step.stage);
  return `${stage?.name.toLowerCase() ?? ''}|${step.keyword}|${plainText(step)}`;
}

/** The text without its keyword, without mounts, with single blanks. */
function plainText(step: PlanStep): string {
  const words = step.text.split(/\s+/).filter((word) => word !== '');
  const rest = words.slice(1);
  let flags = 0;
  while (rest[flags]?.startsWith('--') === true) flags++;
  const kept = rest.slice(0, flags).filter((flag) => !/^--mount=/i.test(flag));
  return [...kept, ...rest.slice(flags)].join(' ');
}
