/**
 * Every stage of the file with what holds at each of its instructions: environment, user, folder, known accounts.
 * Unlike a plan it needs no target, and a file with mistakes in it has views all the same.
 */
import { expandWord } from '../syntax/dockerfile/expand.ts';
import type { Command, Dockerfile } from '../syntax/dockerfile/model.ts';
import { parseRun } from '../syntax/shell/index.ts';
import type { EnvironmentValue, InstructionView, StageView } from '../rules/model.ts';
import { globalArguments } from './arguments.ts';
import { copyCost, newBudget } from './environment.ts';
import type { ImageLookup } from './model.ts';
import { formatPlatform, type Platform } from './platforms.ts';
import { completeReference, parseReference } from './references.ts';
import {
  applyInstruction,
  stateOfImage,
  stateOfParent,
  type ArgumentScope,
  type PlacedInstruction,
  type StageState,
} from './stage-state.ts';
import { splitStages, type StageSource } from './stages.ts';
import { accountsAfter, NO_ACCOUNTS, type Accounts } from './user-accounts.ts';

const PLATFORM: Platform = { os: 'linux', architecture: 'amd64', variant: '', osVersion: '' };

/** What is wrong with words is the plan's to report. */
const ignore = (): void => undefined;

export function stageViews(
  dockerfile: Dockerfile,
  commands: readonly Command[],
  buildArgs: Readonly<Record<string, string>>,
  images: ImageLookup,
): readonly StageView[] {
  const sources = splitStages(dockerfile, commands);
  const budget = newBudget();
  const given = new Map(Object.entries(buildArgs));
  const facts = {
    buildArgs: given,
    buildPlatform: PLATFORM,
    targetPlatform: PLATFORM,
    target: '',
    buildkit: '0.32.0',
    budget,
  };
  const globals = globalArguments(facts, sources.globals, ignore);
  const scope = { buildArgs: given, globals };
  const ends = new Map<string, StageEnd>();
  return sources.stages.map((source, index) => {
    const name = source.command.name?.raw ?? null;
    const base = expandWord(source.command.image.raw, {
      escape: dockerfile.escape,
      lookup: (variable) => globals.get(variable),
    }).value;
    const parent = ends.get(base);
    const state =
      parent && budget.left > 0
        ? stateOfParent(parent.state)
        : stateOfImage(
            base === 'scratch' ? null : images(completeName(base), formatPlatform(PLATFORM)),
            budget,
          );
    const start = { state, accounts: parent?.accounts ?? NO_ACCOUNTS };
    const { views, end } = stageInstructions(source, start, scope);
    if (name !== null) ends.set(name.toLowerCase(), end);
    return { index, name, from: source.from, instructions: views };
  });
}

interface StageEnd {
  readonly state: StageState;
  readonly accounts: Accounts;
}

function stageInstructions(
  source: StageSource,
  start: StageEnd,
  scope: ArgumentScope,
): { readonly views: readonly InstructionView[]; readonly end: StageEnd } {
  const { state } = start;
  let { accounts } = start;
  let environment: ReadonlyMap<string, EnvironmentValue> = new Map(state.environment.stage);
  const views: InstructionView[] = [];
  for (const placed of source.body) {
    views.push({
      instruction: placed.instruction,
      command: placed.command,
      environment,
      user: state.user?.value ?? null,
      workdir: state.workdir.value,
      userIds: accounts.users,
    });
    accounts = accountsOf(accounts, placed, state, environment);
    applyInstruction(state, placed, scope, ignore);
    const { kind } = placed.command;
    const changes = kind === 'env' || kind === 'arg';
    state.budget.left -= changes ? copyCost(state.environment.stage) : 0;
    // A file that is all variables would need more memory than there is: it is seen as it was until here.
    if (changes && state.budget.left > 0) environment = new Map(state.environment.stage);
  }
  return { views, end: { state, accounts } };
}

function accountsOf(
  before: Accounts,
  { instruction, command, escape }: PlacedInstruction,
  state: StageState,
  environment: ReadonlyMap<string, EnvironmentValue>,
): Accounts {
  if (command.kind !== 'run') return before;
  const script = parseRun(command, instruction, { escape, shell: state.shell?.value ?? null });
  return accountsAfter(before, script, (name) => environment.get(name)?.value);
}

/** As the planner asks for images. */
function completeName(base: string): string {
  const reference = parseReference(base);
  return reference === null ? base : completeReference(reference);
}
