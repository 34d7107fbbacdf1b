/** Commands of the same RUN that throw the cache away: `pip cache purge`, `rm -rf ~/.cache`. */
import { matchManager, type ManagerCall } from '../../package-managers/index.ts';
import { cleanPath, isAbsolute, joinPath } from '../../build-model/paths.ts';
import type { Span } from '../../text/span.ts';
import {
  commandArguments,
  type Argument,
  type SimpleCommand,
  type ShellWord,
} from '../../syntax/shell/index.ts';
import { argumentsOf, commandFolder, valueLookup } from '../../build-model/command-state.ts';
import type { CacheUse } from './cache-use.ts';
import type { PlacedMount } from './mount-state.ts';
import { contains } from '../../build-model/paths.ts';
import { mayBeAbove, mayBeInside, reachesOf } from './reached-paths.ts';
import type { RunView } from '../../build-model/model.ts';

export interface Cleaning {
  readonly span: Span;
  /** As the user wrote it. */
  readonly text: string;
  /** The folder itself or one above it would be removed: that fails on a mount. */
  readonly removesFolder: boolean;
  /** It removes more than the cache. */
  readonly removesMore: boolean;
  /** What it removes of the cache, where that is not all. */
  readonly part: ManagerCall['removes'];
  readonly command: SimpleCommand;
  /** The word that names it, where the command may remove others too; null where the whole command is about it. */
  readonly word: ShellWord | null;
  /** All that the command removes. */
  readonly operands: readonly ShellWord[];
}

/** What a cleaning is told by: the manager of the call, its cache, and where that is. */
type CleanedCache = Pick<CacheUse, 'call' | 'cache' | 'folder'>;

/** All installs of a RUN with the same folder share the answer. */
export function cleaningFinder(
  run: RunView,
  file: string,
): (cleaned: CleanedCache) => readonly Cleaning[] {
  const known = new Map<string, readonly Cleaning[]>();
  return (use) => {
    const key = `${use.call.manager.id} ${use.cache.id} ${use.folder ?? ''}`;
    const found = known.get(key) ?? cleaningsOf(use, run, file);
    known.set(key, found);
    return found;
  };
}

function cleaningsOf(use: CleanedCache, run: RunView, file: string): readonly Cleaning[] {
  return run.script.commands.flatMap((command) => {
    const text = commandText(command, file);
    const args = argumentsOf(run, command);
    const call = matchManager(args);
    if (
      call?.manager === use.call.manager &&
      call.does === 'clean' &&
      call.caches.includes(use.cache.id)
    )
      return [
        {
          span: command.span,
          text,
          removesFolder: false,
          removesMore: false,
          part: call.removes,
          command,
          word: null,
          operands: [],
        },
      ];
    return args[0]?.value === 'rm' ? removeCleanings(use, run, command, text) : [];
  });
}

/** Whether nothing of the cache is in the image after the step. */
export function isEmptied(use: CacheUse, run: RunView): boolean {
  return cleaningFinder(run, '')(use).some(({ part }) => part === null);
}

/** Whether `rm` would stumble over a mount point. */
export function isBusy(cleaning: Cleaning, use: CacheUse, mounts: readonly PlacedMount[]): boolean {
  return cleaning.removesFolder && mounts.some((mount) => mount.path === use.folder);
}

function removeCleanings(
  use: CleanedCache,
  run: RunView,
  command: SimpleCommand,
  text: string,
): Cleaning[] {
  const args = argumentsOf(run, command).slice(1);
  if (!isRecursive(args) || use.folder === null) return [];
  const folder = use.folder;
  const operands = args.filter(({ value }) => !value?.startsWith('-'));
  const cleaned = operands.flatMap((operand) => {
    const removes = removedBy(operand.value, folder, commandFolder(run, command));
    return removes === null ? [] : [{ ...operand, removes }];
  });
  return cleaned.map(({ word, removes }): Cleaning => ({
    span: command.span,
    text,
    removesFolder: removes !== 'content',
    removesMore: removes === 'more',
    part: null,
    ...{ command, word, operands: operands.map((one) => one.word) },
  }));
}

function isRecursive(args: readonly Argument[]): boolean {
  return args.some(({ value }) => /^-[a-zA-Z]*[rR]|^--recursive$/.test(value ?? ''));
}

/** `rm -rf folder/*` takes all that is in the folder, which includes the folders on the way down to the cache. */
function removedBy(
  value: string | null,
  folder: string,
  workdir: string | null,
): 'more' | 'folder' | 'content' | null {
  if (value === null || value === '') return null;
  const base = isAbsolute(value) ? '/' : workdir;
  if (base === null) return null;
  const inside = value.endsWith('/*');
  const path = isAbsolute(value) ? cleanPath(value) : joinPath(base, value);
  const target = inside ? path.slice(0, -2) || '/' : path;
  if (target === folder) return inside ? 'content' : 'folder';
  if (contains(target, folder)) return 'more';
  return contains(folder, target) ? 'content' : null;
}

/**
 * A removal in the RUN that may be one of the folder, as far as its words can be known: with a mount there it would fail.
 * Null where there is none.
 */
export function doubtfulRemoval(run: RunView, folder: string, file: string): string | null {
  const found = run.script.commands.find((command) => {
    const lookup = valueLookup(run, command);
    const args = commandArguments(command, lookup);
    if (args[0]?.value !== 'rm' || !isRecursive(args)) return false;
    return args
      .slice(1)
      .some(
        (argument) =>
          removedBy(argument.value, folder, commandFolder(run, command)) === null &&
          reachesOf(run, command, argument).some(
            (one) => !one.whole && (mayBeAbove(one, folder) || mayBeInside(one, folder)),
          ),
      );
  });
  return found === undefined ? null : commandText(found, file);
}

/** `rm -rf`, without the folders. */
export function programOf(command: SimpleCommand): string {
  const words = commandArguments(command, { variable: () => undefined, home: null });
  return words
    .filter(({ value }, index) => index === 0 || value?.startsWith('-') === true)
    .map(({ word }) => word.raw)
    .join(' ');
}

/** On one line. */
export function commandText({ span }: SimpleCommand, file: string): string {
  return file.slice(span.start, span.end).replace(/\s*\\?\r?\n\s*/g, ' ');
}
