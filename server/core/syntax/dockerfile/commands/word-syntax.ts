/** Quotes and substitutions in words that BuildKit expands: what is wrong with them whatever the variables are. */
import type { Problem } from '../../../text/span.ts';
import { expandWord } from '../expand.ts';
import type { Dockerfile, Word } from '../model.ts';
import { errorAt, quoted } from '../problems.ts';

export function wordProblems(
  words: readonly (Word | null)[],
  dockerfile: Dockerfile,
): readonly Problem[] {
  const problems: Problem[] = [];
  for (const word of words) {
    if (word === null) continue;
    const wrong = expandWord(word.raw, {
      escape: dockerfile.escape,
      lookup: () => undefined,
      keepUnset: true,
    }).problems[0];
    if (wrong === undefined) continue;
    problems.push(
      errorAt(word.span, 'word-syntax', `${quoted(word.raw)} cannot be read: ${wrong}.`),
    );
  }
  return problems;
}
