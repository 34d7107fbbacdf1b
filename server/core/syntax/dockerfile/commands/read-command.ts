/**
 * What an instruction means. Mistakes are reported the way BuildKit would refuse them; what can still be understood is
 * kept, and an instruction that cannot be understood at all is of kind `other`.
 */
import type { Parsed, Problem } from '../../../text/span.ts';
import type { Command, Dockerfile, Instruction, Word } from '../model.ts';
import { addAll, errorAt } from '../problems.ts';
import { jsonWords, listWords, wordAt } from '../words.ts';
import { readCommandLine, readHealthcheck, readShell } from './command-line.ts';
import { readCopy } from './copy.ts';
import { readFlagValues } from './flag-values.ts';
import { readFrom } from './from.ts';
import { readOnbuild } from './onbuild.ts';
import { readArguments, readPairs } from './pairs.ts';
import { readRun } from './run.ts';
import { wordProblems } from './word-syntax.ts';

/** The rules ask and the planner asks again. */
const read = new WeakMap<Instruction, Parsed<Command>>();

/** `dockerfile` is the one that the instruction stands in. */
export function readCommand(instruction: Instruction, dockerfile: Dockerfile): Parsed<Command> {
  const known = read.get(instruction);
  if (known !== undefined) return known;
  const command = readAnew(instruction, dockerfile);
  read.set(instruction, command);
  return command;
}

function readAnew(instruction: Instruction, dockerfile: Dockerfile): Parsed<Command> {
  switch (instruction.keyword) {
    case 'FROM':
      return readFrom(instruction, dockerfile);
    case 'RUN':
      return readRun(instruction, dockerfile);
    case 'COPY':
      return readCopy(instruction, dockerfile, 'copy');
    case 'ADD':
      return readCopy(instruction, dockerfile, 'add');
    case 'ENV':
      return readPairs(instruction, dockerfile, 'env');
    case 'LABEL':
      return readPairs(instruction, dockerfile, 'label');
    case 'ARG':
      return readArguments(instruction, dockerfile);
    case 'WORKDIR':
      return readWord(instruction, dockerfile, 'workdir');
    case 'USER':
      return readWord(instruction, dockerfile, 'user');
    case 'STOPSIGNAL':
      return readWord(instruction, dockerfile, 'stopsignal');
    case 'MAINTAINER':
      return readWord(instruction, dockerfile, 'maintainer');
    case 'CMD':
      return readCommandLine(instruction, 'cmd');
    case 'ENTRYPOINT':
      return readCommandLine(instruction, 'entrypoint');
    case 'SHELL':
      return readShell(instruction);
    case 'HEALTHCHECK':
      return readHealthcheck(instruction);
    case 'ONBUILD':
      return readOnbuild(instruction, (trigger) => readCommand(trigger, dockerfile));
    default:
      return readOther(instruction, dockerfile);
  }
}

/** An instruction whose whole body is one value, white space included. */
function readWord(
  instruction: Instruction,
  dockerfile: Dockerfile,
  kind: 'workdir' | 'user' | 'stopsignal' | 'maintainer',
): Parsed<Command> {
  const { keyword, body, keywordSpan } = instruction;
  // BuildKit does not look at the flags of STOPSIGNAL.
  const problems: Problem[] =
    kind === 'stopsignal' ? [] : [...readFlagValues(keyword, instruction.flags, {}).problems];
  if (body.text === '') {
    const message = `${keyword} needs a value after it.`;
    problems.push(errorAt(keywordSpan, 'arguments-missing', message));
    return { value: { kind: 'other', words: [] }, problems };
  }
  const value = wordAt(body, { start: 0, end: body.text.length });
  if (kind !== 'maintainer') addAll(problems, wordProblems([value], dockerfile));
  return { value: { kind, value }, problems };
}

/** EXPOSE, VOLUME, and keywords that no instruction has. */
function readOther(instruction: Instruction, dockerfile: Dockerfile): Parsed<Command> {
  const { keyword, keywordSpan, body, json } = instruction;
  const words = json === null ? listWords(body) : jsonWords(body, json);
  const value: Command = { kind: 'other', words };
  if (keyword !== 'EXPOSE' && keyword !== 'VOLUME') return { value, problems: [] };
  const problems: Problem[] = [...readFlagValues(keyword, instruction.flags, {}).problems];
  if (words.length === 0) {
    const example = keyword === 'EXPOSE' ? 'a port' : 'a path';
    const message = `${keyword} needs at least one argument. Write ${example} after it.`;
    problems.push(errorAt(keywordSpan, 'arguments-missing', message));
  }
  if (keyword === 'VOLUME') addAll(problems, emptyVolumes(words));
  addAll(problems, wordProblems(words, dockerfile));
  return { value, problems };
}

function emptyVolumes(words: readonly Word[]): readonly Problem[] {
  return words
    .filter((word) => word.raw.trim() === '')
    .map((word) => {
      const message = 'The path of a volume cannot be empty. Write a path, or remove the string.';
      return errorAt(word.span, 'volume-empty', message);
    });
}
