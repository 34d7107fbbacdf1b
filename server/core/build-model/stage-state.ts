/**
 * What holds at a place of a stage: environment, working directory, user, shell. One step of this state per
 * instruction, shared by the plan and by the views that the rules read.
 */
import type { Command, Instruction, PairsCommand, Word } from '../syntax/dockerfile/model.ts';
import { expandWord } from '../syntax/dockerfile/expand.ts';
import {
  type Budget,
  emptyEnvironment,
  type Environment,
  environmentLookup,
  imageEnvironment,
  inheritEnvironment,
  setVariable,
  type StageEnvironment,
} from './environment.ts';
import type { BaseImage } from '../images/model.ts';
import { nextWorkdir } from './paths.ts';

export interface StageState {
  /** Shared by all stages of a file. */
  readonly budget: Budget;
  readonly environment: StageEnvironment;
  workdir: Placed<string>;
  /** Null where nothing was said. */
  user: Placed<string> | null;
  /** Null for the default of the platform. */
  shell: Placed<readonly string[]> | null;
}

export interface Placed<T> {
  readonly value: T;
  readonly line: number | null;
}

/** Arguments from outside a stage. */
export interface ArgumentScope {
  readonly buildArgs: ReadonlyMap<string, string>;
  /** Predefined arguments and those before the first FROM. */
  readonly globals: ReadonlyMap<string, string>;
  /** Only the latter, with their lines. */
  readonly declared?: Environment;
}

export interface PlacedInstruction {
  readonly instruction: Instruction;
  readonly command: Command;
  readonly escape: '\\' | '`';
  /** Where it stands in the Dockerfile at hand; null for a trigger out of an image. */
  readonly line: number | null;
}

/** Called with what is wrong with a word. */
export type Complain = (word: Word, message: string) => void;

/** Arguments that the builder reads and that never enter an environment. */
const NOT_IN_ENVIRONMENT: ReadonlySet<string> = new Set([
  'BUILDKIT_SBOM_SCAN_CONTEXT',
  'BUILDKIT_SBOM_SCAN_STAGE',
]);

export const DEFAULT_SHELL: readonly string[] = ['/bin/sh', '-c'];

/** The state that a stage on an image starts with; null for an image that nothing is known of, and for scratch. */
export function stateOfImage(image: BaseImage | null, budget: Budget): StageState {
  const place = <T>(value: T): Placed<T> => ({ value, line: null });
  return {
    budget,
    environment: inheritEnvironment(
      image === null ? emptyEnvironment() : imageEnvironment(image.env),
    ),
    workdir: place(image === null || image.workdir === '' ? '/' : nextWorkdir('/', image.workdir)),
    user: image === null || image.user === '' ? null : place(image.user),
    shell: image?.shell ? place(image.shell) : null,
  };
}

/** The state that a stage on another stage starts with. */
export function stateOfParent(parent: StageState): StageState {
  return { ...parent, environment: inheritEnvironment(parent.environment) };
}

/** Changes the state where the instruction does so. */
export function applyInstruction(
  state: StageState,
  { instruction, command, escape, line }: PlacedInstruction,
  scope: ArgumentScope,
  complain: Complain,
): void {
  const expand = wordExpander(state, escape, complain);
  switch (command.kind) {
    case 'env':
      applyEnv(state, command, expand, instruction, line);
      break;
    case 'arg':
      applyArg(state, command, expand, scope, instruction, line);
      break;
    case 'workdir':
      state.workdir = { value: nextWorkdir(state.workdir.value, expand(command.value)), line };
      break;
    case 'user':
      state.user = { value: expand(command.value), line };
      break;
    case 'shell':
      state.shell = command.argv.length === 0 ? null : { value: command.argv, line };
      break;
    case 'from':
    case 'run':
    case 'copy':
    case 'add':
    case 'label':
    case 'stopsignal':
    case 'maintainer':
    case 'cmd':
    case 'entrypoint':
    case 'healthcheck':
    case 'onbuild':
    case 'other':
      break;
  }
}

/** Expands words with the environment as it is at the time of the call. */
export function wordExpander(
  state: StageState,
  escape: '\\' | '`',
  complain: Complain,
): (word: Word) => string {
  const lookup = environmentLookup(state.environment.stage, state.budget);
  const { before034 } = state.budget;
  return (word) => {
    const { value, problems } = expandWord(word.raw, { escape, lookup, before034 });
    for (const problem of problems) complain(word, problem);
    return value;
  };
}

/** All values of one ENV are expanded with what was set before the line. */
function applyEnv(
  state: StageState,
  command: PairsCommand,
  expand: (word: Word) => string,
  from: Instruction,
  line: number | null,
): void {
  const values = command.pairs.map(({ key, value }) => {
    return { name: expand(key), value: value === null ? '' : expand(value) };
  });
  for (const { name, value } of values) {
    setVariable(state.environment, name, { value, kind: 'env', from, line });
  }
}

/** The arguments of one ARG see each other. One without a value leaves the environment as it is. */
function applyArg(
  state: StageState,
  command: PairsCommand,
  expand: (word: Word) => string,
  scope: ArgumentScope,
  from: Instruction,
  line: number | null,
): void {
  for (const { key, value: written } of command.pairs) {
    const name = key.raw;
    const given = scope.buildArgs.get(name);
    const value = given ?? (written === null ? scope.globals.get(name) : expand(written));
    if (value === undefined || NOT_IN_ENVIRONMENT.has(name)) continue;
    const origin = written === null ? scope.declared?.get(name) : undefined;
    const variable = { value, kind: 'arg', from, line } as const;
    setVariable(state.environment, name, origin === undefined ? variable : { ...variable, origin });
  }
}
