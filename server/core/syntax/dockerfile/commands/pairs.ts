/** ENV, LABEL and ARG: names with values. */
import type { Parsed, Problem } from '../../../text/span.ts';
import type { Command, Dockerfile, Instruction, KeyValue } from '../model.ts';
import { errorAt, quoted } from '../problems.ts';
import { isBlank } from '../white-space.ts';
import { pairWords, wordAt, type PlacedWord } from '../words.ts';
import { readFlagValues } from './flag-values.ts';
import { wordProblems } from './word-syntax.ts';

export function readPairs(
  instruction: Instruction,
  dockerfile: Dockerfile,
  kind: 'env' | 'label',
): Parsed<Command> {
  const { keyword, keywordSpan, body } = instruction;
  const problems: Problem[] = [...readFlagValues(keyword, instruction.flags, {}).problems];
  const words = pairWords(body, dockerfile.escape);
  const first = words[0];
  if (first === undefined) {
    const message = `${keyword} needs at least one pair. Write name=value after it.`;
    problems.push(errorAt(keywordSpan, 'arguments-missing', message));
    return { value: { kind, pairs: [], legacy: false }, problems };
  }
  const legacy = !first.raw.includes('=');
  const pairs = legacy
    ? readLegacyPair(instruction, problems)
    : words.flatMap((word) => readPair(instruction, word, problems));
  problems.push(
    ...wordProblems(
      pairs.flatMap((pair) => [pair.key, pair.value]),
      dockerfile,
    ),
  );
  return { value: { kind, pairs, legacy }, problems };
}

/** ARG, whose names may stand without a value. */
export function readArguments(instruction: Instruction, dockerfile: Dockerfile): Parsed<Command> {
  const problems: Problem[] = [];
  const words = pairWords(instruction.body, dockerfile.escape);
  if (words.length === 0) {
    const message = 'ARG needs at least one name after it.';
    problems.push(errorAt(instruction.keywordSpan, 'arguments-missing', message));
  }
  const pairs = words.flatMap((word): readonly KeyValue[] =>
    word.raw.includes('=')
      ? readPair(instruction, word, problems)
      : [{ key: { raw: word.raw, span: word.span }, value: null }],
  );
  problems.push(
    ...wordProblems(
      pairs.map((pair) => pair.value),
      dockerfile,
    ),
  );
  return { value: { kind: 'arg', pairs, legacy: false }, problems };
}

/** `ENV name value…`: the first blank ends the name, and the value runs to the end, quotes and blanks included. */
function readLegacyPair(instruction: Instruction, problems: Problem[]): readonly KeyValue[] {
  const { body, keyword } = instruction;
  const { text } = body;
  let end = 0;
  while (end < text.length && !isBlank(text.charCodeAt(end))) end++;
  let start = end;
  while (start < text.length && isBlank(text.charCodeAt(start))) start++;
  const key = wordAt(body, { start: 0, end });
  if (end === text.length) {
    const message = `${quoted(text)} has no value. Write ${keyword} name=value.`;
    problems.push(errorAt(key.span, 'pair-without-value', message));
    return [];
  }
  return [{ key, value: wordAt(body, { start, end: text.length }) }];
}

function readPair(
  instruction: Instruction,
  word: PlacedWord,
  problems: Problem[],
): readonly KeyValue[] {
  const equals = word.raw.indexOf('=');
  if (equals < 0) {
    const message = `${quoted(word.raw)} has no equals sign, though the pair before it has one. Write name=value, with quotes around a value that has blanks.`;
    problems.push(errorAt(word.span, 'pair-without-value', message));
    return [];
  }
  const at = word.start + equals;
  if (equals === 0) {
    const message = `${quoted(word.raw)} has no name before its equals sign. Write name=value, without blanks around the sign.`;
    problems.push(errorAt(word.span, 'pair-without-name', message));
    return [];
  }
  const key = wordAt(instruction.body, { start: word.start, end: at });
  // An empty value stands right after its sign, also where the line is continued there.
  const value =
    at + 1 < word.end
      ? wordAt(instruction.body, { start: at + 1, end: word.end })
      : { raw: '', span: { start: word.span.end, end: word.span.end } };
  return [{ key, value }];
}
