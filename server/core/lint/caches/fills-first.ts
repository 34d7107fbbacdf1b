/** Whether a step puts files into a folder before it installs: a mount there hides nothing then that the install needs. */
import { argumentsOf, commandFolder, valueLookup } from '../../build-model/command-state.ts';
import type { RunView } from '../../build-model/model.ts';
import { baseName, contains } from '../../build-model/paths.ts';
import {
  piecesValue,
  type Argument,
  type ShellWord,
  type SimpleCommand,
} from '../../syntax/shell/index.ts';
import { mayBeInside, reachesOf } from './reached-paths.ts';

/** `install` is the last one of the step: those before it may be of programs that fill the folder. */
export function fillsFirst(run: RunView, install: SimpleCommand, folder: string): boolean {
  const { commands } = run.script;
  return commands
    .slice(0, commands.indexOf(install))
    .some((command) => fills(run, command, folder));
}

/** Where a command writes: a word, or nothing for the folder that it runs in; null for a command that brings no files. */
type Destination = Argument | 'here' | null;

/** By name of the program, from its arguments. */
const DESTINATIONS: ReadonlyMap<string, (args: readonly Argument[]) => Destination> = new Map([
  ...['cp', 'install', 'ln', 'mv', 'rsync'].map((name) => [name, lastOf] as const),
  [
    'git',
    (args) => (args[0]?.value === 'clone' ? lastOf(args) : inFolder(args, /^(?:checkout|pull)$/)),
  ],
  [
    'tar',
    (args) =>
      after(args, /^(?:-C|--directory)$/) ?? inFolder(args, /^(?:-?[a-z]*x[a-z]*|--extract)$/),
  ],
  ['unzip', (args) => after(args, /^-d$/) ?? 'here'],
  [
    'curl',
    (args) =>
      after(args, /^(?:-[a-zA-Z]*o|--output)$/) ??
      inFolder(args, /^(?:-[a-zA-Z]*O|--remote-name)$/),
  ],
  [
    'wget',
    (args) =>
      args.some(({ value }) => /^-[a-zA-Z]*O-$/.test(value ?? ''))
        ? null
        : (after(args, /^(?:-[a-zA-Z]*[OP]|--output-document|--directory-prefix)$/) ?? 'here'),
  ],
]);

function fills(run: RunView, command: SimpleCommand, folder: string): boolean {
  const isInside = (word: Pick<Argument, 'value' | 'word'>): boolean =>
    reachesOf(run, command, word).some((reach) => mayBeInside(reach, folder));
  const written = command.redirects.flatMap(({ operator, target }) =>
    target !== null && operator.includes('>') ? [wordOf(run, command, target)] : [],
  );
  if (written.some(isInside)) return true;
  const [program, ...args] = argumentsOf(run, command);
  const destination = DESTINATIONS.get(baseName(program?.value ?? ''))?.(args) ?? null;
  // A dash is the standard output.
  if (destination === null || (destination !== 'here' && destination.value === '-')) return false;
  if (destination !== 'here') return isInside(destination);
  const here = commandFolder(run, command);
  return here === null || contains(folder, here);
}

function wordOf(
  run: RunView,
  command: SimpleCommand,
  word: ShellWord,
): Pick<Argument, 'value' | 'word'> {
  return { word, value: piecesValue(word.pieces, valueLookup(run, command)) };
}

function lastOf(args: readonly Argument[]): Destination {
  return args.at(-1) ?? null;
}

function after(args: readonly Argument[], option: RegExp): Argument | null {
  const at = args.findIndex(({ value }) => option.test(value ?? ''));
  return at < 0 ? null : (args[at + 1] ?? null);
}

function inFolder(args: readonly Argument[], word: RegExp): Destination {
  return args.some(({ value }) => word.test(value ?? '')) ? 'here' : null;
}
