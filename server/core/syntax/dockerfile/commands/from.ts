/** FROM: the image, its platform, and the name of the stage that begins here. */
import type { Parsed, Problem } from '../../../text/span.ts';
import type { Command, Dockerfile, Instruction, Word } from '../model.ts';
import { addAll, errorAt, quoted } from '../problems.ts';
import { listWords } from '../words.ts';
import { readFlagValues } from './flag-values.ts';
import { wordProblems } from './word-syntax.ts';

export function readFrom(instruction: Instruction, dockerfile: Dockerfile): Parsed<Command> {
  const flags = readFlagValues('FROM', instruction.flags, { platform: 'value' });
  const problems: Problem[] = [...flags.problems];
  const words = listWords(instruction.body);
  const image = words[0];
  if (image === undefined) {
    const message = 'FROM needs an image, or the name of a stage above.';
    problems.push(errorAt(instruction.keywordSpan, 'arguments-missing', message));
    return { value: { kind: 'other', words }, problems };
  }
  const platform = flags.value('platform');
  const name = readStageName(words, problems);
  addAll(problems, wordProblems([image, platform], dockerfile));
  return { value: { kind: 'from', image, platform, name }, problems };
}

function readStageName(words: readonly Word[], problems: Problem[]): Word | null {
  const [, as, name, more] = words;
  if (as === undefined) return null;
  if (as.raw.toLowerCase() !== 'as' || name === undefined || more !== undefined) {
    const last = words.at(-1) ?? as;
    const span = { start: as.span.start, end: last.span.end };
    const message = `After its image FROM takes nothing, or AS and one name; ${quoted(
      words
        .slice(1)
        .map((word) => word.raw)
        .join(' '),
    )} is neither. Write FROM image AS name.`;
    problems.push(errorAt(span, 'from-form', message));
    return null;
  }
  if (/^[a-z][a-z0-9\-_.]*$/.test(name.raw.toLowerCase())) return name;
  const message = `${quoted(name.raw)} cannot name a stage: a name begins with a letter and goes on with letters, digits, hyphens, underscores and dots.`;
  problems.push(errorAt(name.span, 'stage-name-invalid', message));
  return null;
}
