/** Commands of the same RUN that throw the cache away: `pip cache purge`, `rm -rf ~/.cache`. */
import { matchManager, startsWith } from '../../package-managers/index.ts';
import { cleanPath, isAbsolute, joinPath } from '../../plan/paths.ts';
import type { TextEdit } from '../../text/edits.ts';
import type { Span } from '../../text/span.ts';
import { commandArguments, type SimpleCommand } from '../../syntax/shell/index.ts';
import { commandFolder, valueLookup, type CacheUse } from './cache-use.ts';
import type { PlacedMount } from './mount-state.ts';
import { contains } from './paths.ts';
import type { RunView } from './run-views.ts';

export interface Cleaning {
  readonly span: Span;
  /** As the user wrote it. */
  readonly text: string;
  /** The folder itself or one above it would be removed: that fails on a mount. */
  readonly removesFolder: boolean;
  /** What takes it out of the script; null where that is not plain. */
  readonly edit: TextEdit | null;
  /** What the edit removes, for its title: the command, or one of its words. */
  readonly removed: string;
}

/** All installs of a RUN with the same folder share the answer. */
export function cleaningFinder(run: RunView, file: string): (use: CacheUse) => readonly Cleaning[] {
  const known = new Map<string, readonly Cleaning[]>();
  return (use) => {
    const key = `${use.call.manager.id} ${use.folder ?? ''}`;
    const found = known.get(key) ?? cleaningsOf(use, run, file);
    known.set(key, found);
    return found;
  };
}

function cleaningsOf(use: CacheUse, run: RunView, file: string): readonly Cleaning[] {
  return run.script.commands.flatMap((command) => {
    const text = file.slice(command.span.start, command.span.end).replace(/\s*\\?\r?\n\s*/g, ' ');
    const args = commandArguments(command, valueLookup(run, command));
    const call = matchManager(args);
    if (
      call?.manager === use.call.manager &&
      call.manager.cleaners.some((one) => startsWith(call, one))
    )
      return [
        {
          span: command.span,
          text,
          removesFolder: false,
          edit: removal(command),
          removed: `\`${text}\``,
        },
      ];
    return args[0]?.value === 'rm' ? removeCleanings(use, run, command, text) : [];
  });
}

/** Whether `rm` would stumble over a mount point. */
export function isBusy(cleaning: Cleaning, use: CacheUse, mounts: readonly PlacedMount[]): boolean {
  return cleaning.removesFolder && mounts.some((mount) => mount.path === use.folder);
}

function removeCleanings(
  use: CacheUse,
  run: RunView,
  command: SimpleCommand,
  text: string,
): Cleaning[] {
  const args = commandArguments(command, valueLookup(run, command)).slice(1);
  const recursive = args.some(({ value }) => /^-[a-zA-Z]*[rR]|^--recursive$/.test(value ?? ''));
  if (!recursive || use.folder === null) return [];
  const folder = use.folder;
  const operands = args.filter(({ value }) => !value?.startsWith('-'));
  return operands.flatMap(({ value, word, own }): Cleaning[] => {
    if (value === null || value === '') return [];
    // `rm -rf folder/*` takes all that is in the folder, which includes the folders on the way down to the cache.
    const inside = value.endsWith('/*');
    const base = isAbsolute(value) ? '/' : commandFolder(run, command);
    if (base === null) return [];
    const path = isAbsolute(value) ? cleanPath(value) : joinPath(base, value);
    const target = inside ? path.slice(0, -2) || '/' : path;
    if (!contains(target, folder)) return [];
    const edit = operands.length === 1 ? removal(command) : null;
    const wordEdit = own || inside ? { span: word.removal, newText: '' } : null;
    return [
      {
        span: command.span,
        text,
        removesFolder: !(inside && target === folder),
        edit: operands.length === 1 ? edit : wordEdit,
        removed:
          operands.length === 1 ? `\`${text}\`` : `\`${word.raw}\` from \`${programOf(command)}\``,
      },
    ];
  });
}

/** `rm -rf`, without the folders. */
function programOf(command: SimpleCommand): string {
  const words = commandArguments(command, { variable: () => undefined, home: null });
  return words
    .filter(({ value }, index) => index === 0 || value?.startsWith('-') === true)
    .map(({ word }) => word.raw)
    .join(' ');
}

function removal(command: SimpleCommand): TextEdit | null {
  return command.removal === null ? null : { span: command.removal, newText: '' };
}
