/**
 * One command that fills a package manager's cache: which folder it uses at this place of the Dockerfile, and what
 * keeps it from using it. Order of precedence: option, variable, settings file, XDG_CACHE_HOME, home.
 */
import {
  fetchesNothing,
  isOption,
  matchManager,
  optionValues,
  type ManagerCall,
  type VariableValue,
} from '../../../package-managers/index.ts';
import { cleanPath, isAbsolute, joinPath } from '../../../build-model/paths.ts';
import type { Instruction } from '../../../syntax/dockerfile/model.ts';
import {
  type Argument,
  type ShellAssignment,
  type ShellWord,
  type SimpleCommand,
} from '../../../syntax/shell/index.ts';
import type { Span } from '../../../text/span.ts';
import { type RunUser } from '../../../build-model/run-user.ts';
import type { RunView } from '../../../build-model/model.ts';
import type { Setting } from './settings-file.ts';
import {
  argumentsOf,
  variableValue,
  commandUser,
  homeFolder,
  commandFolder,
} from '../../../build-model/command-state.ts';

export interface CacheUse {
  readonly call: ManagerCall;
  readonly command: SimpleCommand;
  /** Null where it is not known who runs it (`sudo`, `su`). */
  readonly user: RunUser | null;
  /** Absolute; null where it cannot be known. */
  readonly folder: string | null;
  readonly switches: readonly CacheSwitch[];
  /** The option or variable that steers how packages are built; null where none does. */
  readonly steeredBy: string | null;
  /** `--mount=…` among the arguments, where it belongs right after RUN. */
  readonly misplaced: readonly Argument[];
}

/** Something that switches the cache off. */
export type CacheSwitch =
  | { readonly kind: 'option'; readonly word: ShellWord; readonly own: boolean }
  | { readonly kind: 'assignment'; readonly assignment: ShellAssignment }
  | {
      readonly kind: 'variable';
      readonly name: string;
      /** The ENV or ARG; null for `export` in the script and for the base image. */
      readonly from: Instruction | null;
      /** Where it is exported in the script. */
      readonly span: Span | null;
    }
  | ({ readonly kind: 'setting' } & Pick<Setting, 'span' | 'key' | 'file'>);

/** The installs of a RUN, in order. */
export function cacheUses(run: RunView, settings: readonly Setting[]): readonly CacheUse[] {
  if (run.command.network === 'none') return [];
  return run.script.commands.flatMap((command) => {
    const call = matchManager(argumentsOf(run, command));
    if (!call?.installs) return [];
    const variable: VariableValue = (name) =>
      isIsolated(call) ? undefined : variableValue(run, command, name);
    if (fetchesNothing(call, variable)) return [];
    const user = commandUser(run, command);
    const own = settings.filter((one) => one.managerId === call.manager.id);
    const place = { run, command, call, settings: own, user };
    const misplaced = call.args.filter(({ value }) => isOption(value, ['--mount']));
    const switches = cacheSwitches(place);
    const steeredBy = steeringOf(place);
    return [{ call, command, user, folder: cacheFolder(place), switches, steeredBy, misplaced }];
  });
}

interface Place {
  readonly run: RunView;
  readonly command: SimpleCommand;
  readonly call: ManagerCall;
  readonly settings: readonly Setting[];
  readonly user: RunUser | null;
}

function cacheFolder(place: Place): string | null {
  const { call, command, run } = place;
  const { cache } = call.manager;
  const option = optionValues(call, cache.options).at(-1);
  if (option !== undefined) return absoluteFolder(place, option.value);
  for (const name of isIsolated(call) ? [] : cache.variables) {
    const value = variableValue(run, command, name);
    if (value !== undefined && value !== '') return absoluteFolder(place, value);
  }
  const setting = place.settings.findLast((one) => one.kind === 'folder');
  if (setting !== undefined) return absoluteFolder(place, setting.value);
  const xdg = variableValue(run, command, 'XDG_CACHE_HOME');
  if (cache.underXdg !== null && xdg !== undefined && xdg !== '')
    return xdg === null ? null : absoluteFolder(place, joinPath(xdg, cache.underXdg));
  const home = homeFolder(run, command);
  return home === null ? null : absoluteFolder(place, joinPath(home, cache.underHome));
}

function cacheSwitches(place: Place): CacheSwitch[] {
  const { call, command, run } = place;
  const { disablers, cache } = call.manager;
  const flags = [...disablers.options, ...cache.options];
  const last = call.args.findLast((argument) => isOption(argument.value, flags));
  const switchedOn = last !== undefined && isOption(last.value, cache.options);
  if (switchedOn && disablers.folderOptionWins) return [];
  const options = call.args
    .filter((argument) => isOption(argument.value, disablers.options))
    .map(({ word, own }): CacheSwitch => ({ kind: 'option', word, own }));
  if (isIsolated(call)) return options;
  const variables = disablers.variables.flatMap((name) => variableSwitch(run, command, name));
  const setting = place.settings.findLast((one) => one.kind === 'off');
  const settings: CacheSwitch[] = setting === undefined ? [] : [{ ...setting, kind: 'setting' }];
  return [...options, ...variables, ...settings];
}

function steeringOf({ run, command, call }: Place): string | null {
  const { options, variables } = call.manager.steersBuilds;
  const option = call.args.find(({ value }) => isOption(value, options));
  if (option !== undefined) return option.value;
  const isSteering = new RegExp(`^(?:${variables.join('|')})$`);
  const names = [
    ...command.assignments.map(({ name }) => name),
    ...command.variables.keys(),
    ...run.view.environment.keys(),
  ];
  return (
    names.find((name) => isSteering.test(name) && variableValue(run, command, name) !== '') ?? null
  );
}

function variableSwitch(run: RunView, command: SimpleCommand, name: string): CacheSwitch[] {
  const value = variableValue(run, command, name);
  if (value === undefined || value === null || value === '') return [];
  const assignments = command.assignments.filter((one) => one.name === name);
  if (assignments.length > 0)
    return assignments.map((assignment) => ({ kind: 'assignment', assignment }));
  const exported = command.variables.get(name);
  if (exported !== undefined) return [{ kind: 'variable', name, from: null, span: exported.span }];
  const from = run.view.environment.get(name)?.from ?? null;
  return [{ kind: 'variable', name, from, span: null }];
}

function isIsolated(call: ManagerCall): boolean {
  return call.args.some((argument) => isOption(argument.value, call.manager.isolatingOptions));
}

/** `~` is the manager's to expand, and a relative folder lies below the current one. */
function absoluteFolder(place: Place, value: string | null): string | null {
  if (value === null) return null;
  const base =
    value === '~' || value.startsWith('~/') ? homeFolder(place.run, place.command) : null;
  if (value.startsWith('~')) return base === null ? null : joinPath(base, value.slice(1));
  if (isAbsolute(value)) return cleanPath(value);
  const folder = commandFolder(place.run, place.command);
  return folder === null ? null : joinPath(folder, value);
}
