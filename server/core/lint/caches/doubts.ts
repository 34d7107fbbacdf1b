/**
 * Why a fix should be read before it is kept: places where a cache mount could change more than where the cache lies.
 */
import { isOption, matchManager, type PackageManager } from '../../package-managers/index.ts';
import { commandDoubt } from './command-doubts.ts';
import { stageChain } from '../../build-model/run-views.ts';
import { runsAfter } from './call-place.ts';
import { doubtfulRemoval, isEmptied } from './cleanings.ts';
import { isOpaqueStep } from './opaque-steps.ts';
import { baseName } from '../../build-model/paths.ts';
import type { Dockerfile } from '../../syntax/dockerfile/model.ts';
import { type SimpleCommand } from '../../syntax/shell/index.ts';
import type { StageView } from '../../build-model/model.ts';
import { argumentsOf, variableValue } from '../../build-model/command-state.ts';
import type { CacheUse } from './cache-use.ts';
import type { ContentsFinder } from './folder-contents.ts';
import type { RunView } from '../../build-model/model.ts';

export interface Surroundings {
  readonly dockerfile: Dockerfile;
  readonly stages: readonly StageView[];
  readonly contents: ContentsFinder;
}

/** The version of the builder's language that the file asks for knows no mounts: a fix would break the build. */
export function frontendLacksMounts(dockerfile: Dockerfile): boolean {
  const frontend = syntaxImage(dockerfile);
  return frontend !== null && /(?:^|\/)docker\/dockerfile:1\.[01](?:\.\d+)?$/.test(frontend);
}

/** Null where nothing speaks against the fix. Installs with the same folder share the answer. */
export function doubtFinder(
  run: RunView,
  around: Surroundings,
  runs: readonly RunView[],
): (use: CacheUse) => string | null {
  const known = new Map<string, string | null>();
  return (use) => {
    const unread = unreadSettings(run, use);
    if (unread !== null)
      return `\`${unread}\` names a settings file, which may say something else of the cache`;
    const key = `${use.cache.id} ${use.folder ?? ''} ${use.user?.name ?? ''}`;
    const found = known.get(key);
    if (found !== undefined) return found;
    const doubt =
      doubtAbout(run, use, around) ??
      doubtOfStart(run, use, around) ??
      doubtOfLater(run, use, runs);
    known.set(key, doubt);
    return doubt;
  };
}

function doubtAbout(run: RunView, use: CacheUse, around: Surroundings): string | null {
  if (run.onbuild) return 'this changes a trigger in the image';
  if (use.user !== null && use.user.doubt !== null) return use.user.doubt;
  const frontend = syntaxImage(around.dockerfile);
  if (frontend !== null && !/(?:^|\/)docker\/dockerfile(?:-upstream)?(?::|@|$)/.test(frontend))
    return `the frontend ${frontend} may not know mounts`;
  if (use.folder === null) return null;
  const removal = doubtfulRemoval(run, use.folder, around.dockerfile.text);
  if (removal !== null) return `\`${removal}\` may remove the folder, which fails on a mount`;
  const taken = around.contents(run, use, use.folder);
  if (taken !== null) return taken;
  const met = commandDoubt(run, use, use.folder, around.dockerfile.text);
  if (met !== null) return met;
  const isOwn = use.user?.isRoot === true;
  return isOwn || run.script.commands.every((command) => isHarmless(run, command))
    ? null
    : 'the folders above the mount belong to root while this step runs, and its other commands may write there';
}

/** The option or variable that names a file of settings; null where none does. */
function unreadSettings(run: RunView, { call, command }: CacheUse): string | null {
  const { options, variables } = call.manager.unreadSettings;
  const option = call.args.find(({ value }) => isOption(value, options));
  if (option !== undefined) return option.value;
  const found = variables.find((name) => {
    const value = variableValue(run, command, name);
    return value !== undefined && value !== '';
  });
  return found ?? null;
}

/** What a container begins with may call the package manager, too, and finds no mount. */
function doubtOfStart(run: RunView, use: CacheUse, { stages }: Surroundings): string | null {
  const calls = callsOf(use.call.manager);
  const start = stages
    .filter((stage) => stageChain(stage).includes(run.stage))
    .flatMap(({ instructions }) => instructions)
    .find(
      ({ instruction: { keyword, body } }) =>
        /^(?:CMD|ENTRYPOINT)$/i.test(keyword) && calls.test(body.text),
    );
  return start === undefined
    ? null
    : `line ${start.instruction.line} calls ${use.call.manager.name} in the container, which has no mount`;
}

/** What a text has in it that calls the manager. */
function callsOf(manager: PackageManager): RegExp {
  const known = callPatterns.get(manager);
  if (known !== undefined) return known;
  const programs = manager.calls.forms.map(({ words }) => words.at(-1) ?? '');
  const made = new RegExp(`(?:^|[^\\w-])(?:${programs.join('|')})(?![\\w-])`);
  callPatterns.set(manager, made);
  return made;
}

const callPatterns = new WeakMap<PackageManager, RegExp>();

/** Later steps that find the cache in the image as it is, and may read it in a way that cannot be seen here. */
function doubtOfLater(run: RunView, use: CacheUse, runs: readonly RunView[]): string | null {
  const offline = runsAfter(run, runs).find((other) => worksOffline(other, use));
  if (offline !== undefined)
    return `line ${offline.instruction.line} runs ${use.call.manager.name} from its cache alone, which the fix moves out of the image`;
  if (use.cache.missedLater === 'nothing' || use.folder === null) return null;
  if (isEmptied(use, run)) return null;
  const reader = runsAfter(run, runs).find(isOpaqueStep);
  return reader === undefined
    ? null
    : `line ${reader.instruction.line} starts programs that may read ${use.folder}, which the fix moves out of the image`;
}

/** What it starts can lie in its cache, too: the programs of `npx` and `uvx` do. */
function worksOffline(run: RunView, { call: { manager } }: CacheUse): boolean {
  return run.script.commands.some((command) => {
    const call = matchManager(argumentsOf(run, command));
    if (call?.manager !== manager || !['install', 'run'].includes(call.does)) return false;
    const isOffline = (name: string): boolean =>
      ['off', '1', 'true', 'yes', 'on'].includes(variableValue(run, command, name) ?? '');
    return (
      run.command.network === 'none' ||
      call.args.some(({ value }) => isOption(value, manager.offline.fromCache)) ||
      [...manager.offline.variables, ...manager.offline.cutOff].some(isOffline)
    );
  });
}

function syntaxImage(dockerfile: Dockerfile): string | null {
  return dockerfile.directives.find((directive) => directive.name === 'syntax')?.value ?? null;
}

/** Commands that write nothing below the user's home. */
const HARMLESS: ReadonlySet<string> = new Set([
  ':',
  '.',
  '[',
  'cat',
  'cd',
  'chmod',
  'chown',
  'command',
  'cp',
  'echo',
  'export',
  'ls',
  'mkdir',
  'mv',
  'printf',
  'rm',
  'sed',
  'set',
  'source',
  'test',
  'touch',
  'true',
  'umask',
  'unset',
]);

export function isHarmless(run: RunView, command: SimpleCommand): boolean {
  const args = argumentsOf(run, command);
  const call = matchManager(args);
  // What it starts may write anywhere.
  if (call !== null) return !call.runs;
  const words = args.map(({ value }) => value ?? '');
  const name = baseName(words[0] ?? '');
  return (
    HARMLESS.has(name) || (/^python[\d.]*$/.test(name) && words[1] === '-m' && words[2] === 'venv')
  );
}
