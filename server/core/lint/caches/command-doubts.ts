/**
 * Commands of the same RUN that a mount would change, or that would change the mount: they give it to somebody else, pack or
 * search the folders above it, or write where its own folders belong to root.
 */
import { matchManager } from '../../package-managers/index.ts';
import { commandArguments, type Argument, type SimpleCommand } from '../../syntax/shell/index.ts';
import { argumentsOf, valueLookup } from '../../build-model/command-state.ts';
import type { CacheUse } from './cache-use.ts';
import { commandText } from './cleanings.ts';
import { baseName, folderAbove } from '../../build-model/paths.ts';
import { mayBeAbove, mayBeInside, reachesOf, type Reach } from './reached-paths.ts';
import type { RunView } from '../../build-model/model.ts';

/** A sentence; null where no command of the step is in the way. */
export function commandDoubt(
  run: RunView,
  use: CacheUse,
  folder: string,
  file: string,
): string | null {
  const isRoot = use.user?.isRoot === true;
  for (const command of run.script.commands) {
    const args = argumentsOf(run, command);
    if (matchManager(args) !== null) continue;
    const name = baseName(args[0]?.value ?? '');
    const reaches = (some: readonly Argument[]): readonly Reach[] =>
      some.flatMap((one) => reachesOf(run, command, one));
    const shown = `\`${shortened(commandText(command, file))}\``;
    const operands = args.slice(1).filter(({ value }) => !value?.startsWith('-'));
    if (changesOwners(name, args)) {
      const meets = reaches(operands.slice(OWNERS.has(name) ? 1 : 0)).some(
        (one) => mayBeAbove(one, folder) || mayBeInside(one, folder),
      );
      if (meets) return `${shown} changes who may use the mount too`;
    }
    if (looksDown(name, args)) {
      const from = reaches(operands);
      if (from.some((one) => isKnownAbove(one, folder, SEARCHES.has(name))))
        return `${shown} meets the mount too, with the packages of other builds in it`;
    }
    if (!isRoot && writesAbove(run, command, args, folderAbove(folder)))
      return `${shown} may write to ${folderAbove(folder)}, which belongs to root while this step runs`;
  }
  return null;
}

const OWNERS: ReadonlySet<string> = new Set(['chown', 'chgrp', 'chmod', 'setfacl']);

function changesOwners(name: string, args: readonly Argument[]): boolean {
  if (name === 'fix-permissions') return true;
  const isRecursive = args.some(({ value }) => /^-[a-zA-Z]*R|^--recursive$/.test(value ?? ''));
  if (OWNERS.has(name)) return isRecursive;
  return name === 'find' && args.some(({ value }) => OWNERS.has(baseName(value ?? '')));
}

/** What walks through all that is below a folder. */
const SEARCHES: ReadonlySet<string> = new Set(['find', 'rsync', 'tar']);
const COPIES: ReadonlySet<string> = new Set(['cp', 'mv', 'zip', 'scp', 'rsync', 'tar', 'find']);

function looksDown(name: string, args: readonly Argument[]): boolean {
  if (!COPIES.has(name)) return false;
  const has = (pattern: RegExp) => args.some(({ value }) => pattern.test(value ?? ''));
  if (name === 'find') {
    const at = args.findIndex(({ value }) => /^-(?:exec|ok)(?:dir)?$/.test(value ?? ''));
    // An install for each file that is found does nothing to the others.
    return has(/^-delete$/) || (at >= 0 && matchManager(args.slice(at + 1)) === null);
  }
  // Only what makes an archive reads.
  if (name === 'tar') return has(/^-?[a-zA-Z]*c|^--create$/);
  return name !== 'cp' || has(/^-[a-zA-Z]*[aRr]|^--(?:recursive|archive)$/);
}

/** A path that only may be above says too little here; the root counts for what searches all of it. */
function isKnownAbove(reach: Reach, folder: string, isSearch: boolean): boolean {
  if (!reach.whole || !mayBeAbove(reach, folder)) return false;
  return reach.path !== '/' || isSearch;
}

/** Commands that make or fill what their words name. */
const WRITES: ReadonlySet<string> = new Set(['mkdir', 'touch', 'cp', 'mv', 'ln', 'install', 'tee']);

function writesAbove(
  run: RunView,
  command: SimpleCommand,
  args: readonly Argument[],
  parent: string,
): boolean {
  const redirected = command.redirects
    .filter(({ operator }) => operator.includes('>'))
    .flatMap(({ target }) => (target === null ? [] : [{ value: null, word: target }]))
    .flatMap((one) => {
      const [argument] = commandArguments(
        { ...command, words: [one.word] },
        valueLookup(run, command),
      );
      return argument === undefined ? [] : reachesOf(run, command, argument);
    });
  const name = baseName(args[0]?.value ?? '');
  const written = WRITES.has(name)
    ? args
        .slice(1)
        .filter(({ value }) => !value?.startsWith('-'))
        .flatMap((one) => reachesOf(run, command, one))
    : [];
  return [...redirected, ...written].some((one) => mayBeInside(one, parent));
}

function shortened(text: string): string {
  return text.length > 40 ? `${text.slice(0, 39)}…` : text;
}
