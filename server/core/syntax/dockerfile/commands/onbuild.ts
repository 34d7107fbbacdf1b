/** ONBUILD: an instruction kept for builds that start from this image. */
import type { Parsed, Problem } from '../../../text/span.ts';
import type { Command, Instruction } from '../model.ts';
import { addAll, errorAt } from '../problems.ts';
import { readFlagValues } from './flag-values.ts';

/** `readTrigger` reads the instruction behind ONBUILD; passed in, because this file is called from there. */
export function readOnbuild(
  instruction: Instruction,
  readTrigger: (trigger: Instruction) => Parsed<Command>,
): Parsed<Command> {
  const { trigger, keywordSpan } = instruction;
  const problems: Problem[] = [...readFlagValues('ONBUILD', instruction.flags, {}).problems];
  if (trigger === null) {
    const message = 'ONBUILD needs an instruction after it.';
    problems.push(errorAt(keywordSpan, 'arguments-missing', message));
    return { value: { kind: 'other', words: [] }, problems };
  }
  if (['ONBUILD', 'MAINTAINER', 'FROM'].includes(trigger.keyword)) {
    const message = `${trigger.keyword} cannot stand behind ONBUILD. Use an instruction that changes the image, such as RUN or COPY.`;
    problems.push(errorAt(trigger.keywordSpan, 'onbuild-trigger', message));
  } else {
    addAll(problems, readTrigger(trigger).problems.map(forLater));
  }
  return { value: { kind: 'onbuild', trigger }, problems };
}

/** What this build does not mind yet: it fails the builds that start from the image. */
function forLater(problem: Problem): Problem {
  // The parser cuts pairs at once, behind ONBUILD too.
  if (problem.code === 'pair-without-value') return problem;
  return { ...problem, severity: 'warning' };
}
