/**
 * One cache that a command fills: which folder it uses at this place of the Dockerfile, and what keeps it from being
 * used.
 */
import {
  fetchesNothing,
  isCutOff,
  isKey,
  isOption,
  matchManager,
  optionValues,
  skipsCache,
  type ManagerCache,
  type ManagerCall,
  type VariableValue,
} from '../../package-managers/index.ts';
import type { Argument, SimpleCommand } from '../../syntax/shell/index.ts';
import type { RunUser } from '../../build-model/run-user.ts';
import type { RunView } from '../../build-model/model.ts';
import { contains } from '../../build-model/paths.ts';
import { argumentsOf, commandUser, variableValue } from '../../build-model/command-state.ts';
import { cacheFolder } from './cache-places.ts';
import { isIsolated, runsBefore, type CallPlace, type StepsAround } from './call-place.ts';
import { cacheSwitches, type CacheSwitch } from './cache-switches.ts';
import { leavesNeeded } from './needed-later.ts';
import { settingsBefore } from './settings-file.ts';

export interface CacheUse {
  readonly run: RunView;
  readonly call: ManagerCall;
  readonly cache: ManagerCache;
  readonly command: SimpleCommand;
  /** Null where it is not known who runs it (`sudo`, `su`). */
  readonly user: RunUser | null;
  /** Absolute; null where it cannot be known. */
  readonly folder: string | null;
  readonly switches: readonly CacheSwitch[];
  /** The option or variable that steers how packages are built; null where none does. */
  readonly steeredBy: string | null;
  /** What makes the installed packages links into the cache; null where nothing does. */
  readonly linkedBy: string | null;
  /** Words that the call needs beside a mount; empty where it has them or needs none. */
  readonly mountWords: readonly string[];
  /** `--mount=…` among the arguments, where it belongs right after RUN. */
  readonly misplaced: readonly Argument[];
}

/** The installs of a RUN, in order, each with every cache that it fills and that is asked for. */
export function cacheUses(
  run: RunView,
  around: StepsAround,
  isAsked: (cache: ManagerCache) => boolean = () => true,
): readonly CacheUse[] {
  if (run.command.network === 'none') return [];
  const settings = settingsBefore(run, around.settings);
  return run.script.commands.flatMap((command) => {
    const call = matchManager(argumentsOf(run, command));
    if (call?.does !== 'install') return [];
    const variable: VariableValue = (name) =>
      isIsolated(call) ? undefined : variableValue(run, command, name);
    if (fetchesNothing(call, variable)) return [];
    const own = settings.filter((one) => one.managerId === call.manager.id);
    const user = commandUser(run, command);
    const place = { run, command, call, settings: own, user, around };
    return call.manager.caches
      .filter((cache) => call.caches.includes(cache.id) && isAsked(cache))
      .filter(({ id }) => !skipsCache(call, id, variable))
      .filter((cache) => !isCutOff(call, variable) || mayHaveContent(place, cache))
      .map((cache) => cacheUse(place, cache))
      .filter((use) => mayHaveMount(use, around) || hasMountAt(run, use.folder));
  });
}

function cacheUse(place: CallPlace, cache: ManagerCache): CacheUse {
  const { run, command, call, user } = place;
  const { linking, words } = mountWordsOf(place, cache);
  return {
    ...{ run, call, cache, command, user },
    folder: cacheFolder(place, cache),
    switches: cacheSwitches(place, cache),
    steeredBy: cache.keeps.includes('compiled') ? steeringOf(place) : null,
    linkedBy: linking,
    mountWords: words,
    misplaced: call.args.filter(({ value }) => isOption(value, ['--mount'])),
  };
}

/** What is compiled needs no network; downloads are there only where a call before fetched them. */
function mayHaveContent({ run, command, call, around }: CallPlace, cache: ManagerCache): boolean {
  if (!cache.keeps.includes('downloads')) return true;
  const fills = (other: RunView, end: number): boolean =>
    other.script.commands.some((one) => {
      const found = one.span.start < end ? matchManager(argumentsOf(other, one)) : null;
      if (found?.manager !== call.manager || !found.caches.includes(cache.id)) return false;
      return !isCutOff(found, (name) => variableValue(other, one, name));
    });
  return (
    fills(run, command.span.start) ||
    runsBefore(run, around.runs).some((other) => fills(other, Infinity))
  );
}

/** With a mount there, the image would have links that lead nowhere, or a later step would fail. */
function mayHaveMount({ run, call, cache, linkedBy }: CacheUse, { runs }: StepsAround): boolean {
  return linkedBy === null && !leavesNeeded(run, call, cache, runs);
}

function hasMountAt({ command }: RunView, folder: string | null): boolean {
  const targets = command.mounts.map(({ options }) => options['target'] ?? '');
  return folder !== null && targets.some((target) => target !== '' && contains(target, folder));
}

function steeringOf({ run, command, call }: CallPlace): string | null {
  const { options, variables } = call.manager.steersBuilds;
  const option = call.args.find(({ value }) => isOption(value, options));
  if (option !== undefined) return option.value;
  const names = [
    ...command.assignments.map(({ name }) => name),
    ...command.variables.keys(),
    ...run.view.environment.keys(),
  ];
  return (
    names.find((name) => isKey(name, variables) && variableValue(run, command, name) !== '') ?? null
  );
}

interface FoundWords {
  readonly words: readonly string[];
  readonly linking: string | null;
}

function mountWordsOf(place: CallPlace, { mountWords }: ManagerCache): FoundWords {
  if (mountWords === null) return { words: [], linking: null };
  const { call, run, command, settings } = place;
  const { unless, linkingValues, words } = mountWords;
  const option = optionValues(call, unless.options).at(-1);
  const variables = unless.variables.map((name) => ({
    name,
    value: variableValue(run, command, name),
  }));
  const variable = variables.find(({ value }) => value !== undefined && value !== '');
  const setting = settings.findLast(({ key }) => isKey(key, unless.settings));
  const said =
    option === undefined
      ? (variable ?? (setting && { name: setting.key, value: setting.value }))
      : { name: option.argument.value ?? '', value: option.value };
  if (said === undefined) return { words, linking: null };
  return {
    words: [],
    linking: linkingValues.includes(said.value ?? '') ? said.name : null,
  };
}
