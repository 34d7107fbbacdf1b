/**
 * A name for a step that outlives small edits, to find its earlier runs: a mount that was added, a step before it or a
 * second stage change its progress name but not this.
 */
import type { Plan, PlanStep } from './model.ts';

export function stepIdentity(plan: Plan, step: PlanStep): string {
  return stepIdentities(plan)[step.index] ?? '';
}

/** The identities of all steps, in order. The same line twice in one stage is told apart by a number. */
export function stepIdentities(plan: Plan): readonly string[] {
  const stages = new Map(plan.stages.map((stage) => [stage.index, stage.name.toLowerCase()]));
  const seen = new Map<string, number>();
  return plan.steps.map((step) => {
    const own = `${stages.get(step.stage) ?? ''}|${step.keyword}|${plainText(step)}`;
    const count = (seen.get(own) ?? 0) + 1;
    seen.set(own, count);
    return count === 1 ? own : `${own} #${count}`;
  });
}

/** Words with one blank between them. */
const SINGLE_BLANKS = /^[^\s]+(?: [^\s]+)*$/;

/** The text without its keyword, without mounts, with single blanks. */
function plainText(step: PlanStep): string {
  // Most steps are written that way already.
  if (SINGLE_BLANKS.test(step.text) && !/--mount=/i.test(step.text))
    return step.text.replace(/^\S+ ?/, '');
  const words = step.text.split(/\s+/).filter((word) => word !== '');
  const rest = words.slice(1);
  let flags = 0;
  while (rest[flags]?.startsWith('--') === true) flags++;
  const kept = rest.slice(0, flags).filter((flag) => !/^--mount=/i.test(flag));
  return [...kept, ...rest.slice(flags)].join(' ');
}
