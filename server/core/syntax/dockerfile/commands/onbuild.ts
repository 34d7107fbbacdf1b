/** ONBUILD: an instruction kept for builds that start from this image. */
import type { Parsed, Problem } from '../../../text/span.ts';
import type { Command, Instruction } from '../model.ts';
import { errorAt } from '../problems.ts';
import { readFlagValues } from './flag-values.ts';

export function readOnbuild(instruction: Instruction): Parsed<Command> {
  const { trigger, keywordSpan } = instruction;
  const problems: Problem[] = [...readFlagValues('ONBUILD', instruction.flags, {}).problems];
  if (trigger === null) {
    const message = 'ONBUILD needs an instruction behind it.';
    problems.push(errorAt(keywordSpan, 'arguments-missing', message));
    return { value: { kind: 'other', words: [] }, problems };
  }
  if (['ONBUILD', 'MAINTAINER', 'FROM'].includes(trigger.keyword)) {
    const message = `${trigger.keyword} cannot stand behind ONBUILD. Use an instruction that changes the image, such as RUN or COPY.`;
    problems.push(errorAt(trigger.keywordSpan, 'onbuild-trigger', message));
  }
  return { value: { kind: 'onbuild', trigger }, problems };
}
