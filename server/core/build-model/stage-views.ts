/**
 * Every stage of the file with what holds at each of its instructions: environment, user, folder, known accounts.
 * Unlike a plan it needs no target, and a file with mistakes in it has views all the same.
 */
import { expandWord } from '../syntax/dockerfile/expand.ts';
import type { Command, Dockerfile } from '../syntax/dockerfile/model.ts';
import { parseRun } from '../syntax/shell/index.ts';
import { imageFacts, type SeenImages } from '../images/image-facts.ts';
import type { EnvironmentValue, InstructionView, StageImage, StageView } from './model.ts';
import { globalArguments } from './arguments.ts';
import { copyCost, newBudget } from './environment.ts';
import { formatPlatform, type Platform } from './platforms.ts';
import { parseReference } from '../images/references.ts';
import {
  applyInstruction,
  stateOfImage,
  stateOfParent,
  type ArgumentScope,
  type PlacedInstruction,
  type StageState,
} from './stage-state.ts';
import { splitStages, type StageSource } from './split-stages.ts';
import { accountsAfter, NO_ACCOUNTS, type Accounts } from './user-accounts.ts';

const PLATFORM: Platform = { os: 'linux', architecture: 'amd64', variant: '', osVersion: '' };

/** What is wrong with words is the plan's to report. */
const ignore = (): void => undefined;

export function stageViews(
  dockerfile: Dockerfile,
  commands: readonly Command[],
  buildArgs: Readonly<Record<string, string>>,
  images: SeenImages,
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
  const ends = new Map<string, StageEnd & { readonly view: StageView }>();
  return sources.stages.map((source, index): StageView => {
    const name = source.command.name?.raw ?? null;
    const base = expandWord(source.command.image.raw, {
      escape: dockerfile.escape,
      lookup: (variable) => globals.get(variable),
    }).value;
    const parent = ends.get(base);
    const below =
      parent && budget.left > 0 ? null : imageFacts(base, images, formatPlatform(PLATFORM));
    const state =
      below === null && parent
        ? stateOfParent(parent.state)
        : stateOfImage(below?.image ?? null, budget);
    const start: StageEnd = {
      state,
      user: below === null && parent ? parent.user : { isWritten: false, unset: null },
      accounts: parent?.accounts ?? {
        ...NO_ACCOUNTS,
        users: below?.accounts ?? NO_ACCOUNTS.users,
      },
      image: parent?.image ?? {
        // What variables without a value leave of a name is none.
        name: parseReference(base) === null ? source.command.image.raw : base,
        knowledge: below?.knowledge ?? 'unknown',
        makesUsersWith: below?.makesUsersWith ?? null,
        system: below?.system ?? null,
        python: below?.python ?? null,
        hasCompiler: below?.hasCompiler ?? false,
        settings: below?.settings ?? [],
      },
    };
    const { views, end } = stageInstructions(source, start, scope);
    const view: StageView = {
      ...{ index, name, from: source.from, image: start.image, instructions: views },
      parent: parent?.view ?? null,
    };
    // Names are kept in lower case and looked up as written, as the builder does it.
    if (name !== null) ends.set(name.toLowerCase(), { ...end, view });
    return view;
  });
}

interface StageEnd {
  readonly state: StageState;
  readonly user: WrittenUser;
  readonly accounts: Accounts;
  readonly image: StageImage;
}

interface WrittenUser {
  readonly isWritten: boolean;
  /** The word of USER where a variable in it has no value. */
  readonly unset: string | null;
}

function stageInstructions(
  source: StageSource,
  start: StageEnd,
  scope: ArgumentScope,
): { readonly views: readonly InstructionView[]; readonly end: StageEnd } {
  const { state } = start;
  let { accounts, user } = start;
  let environment: ReadonlyMap<string, EnvironmentValue> = new Map(state.environment.stage);
  const views: InstructionView[] = [];
  for (const placed of source.body) {
    views.push({
      instruction: placed.instruction,
      command: placed.command,
      environment,
      user: user.unset ?? state.user?.value ?? null,
      userIsWritten: user.isWritten,
      workdir: state.workdir.value,
      shell: state.shell?.value ?? null,
      userIds: accounts.users,
      unnumberedUsers: accounts.unnumbered,
    });
    accounts = accountsOf(accounts, placed, state, environment);
    user = userAfter(user, placed, environment);
    applyInstruction(state, placed, scope, ignore);
    const { kind } = placed.command;
    const changes = kind === 'env' || kind === 'arg';
    state.budget.left -= changes ? copyCost(state.environment.stage) : 0;
    // A file that is all variables would need more memory than there is: it is seen as it was until here.
    if (changes && state.budget.left > 0) environment = new Map(state.environment.stage);
  }
  return { views, end: { state, user, accounts, image: start.image } };
}

/** A USER whose variable has no value would be empty, and an empty one is root to BuildKit: who that is, nobody knows. */
function userAfter(
  before: WrittenUser,
  { command, escape }: PlacedInstruction,
  environment: ReadonlyMap<string, EnvironmentValue>,
): WrittenUser {
  if (command.kind !== 'user') return before;
  const { raw } = command.value;
  const lookup = (name: string): string | undefined => environment.get(name)?.value;
  const { value, unset } = expandWord(raw, { escape, lookup });
  return { isWritten: true, unset: unset.length > 0 && value === '' ? raw : null };
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
