/** What holds for one command of a RUN: its words, its user, its folder, its variables. */
import {
  commandArguments,
  piecesValue,
  type Argument,
  type SimpleCommand,
  type ValueLookup,
} from '../syntax/shell/index.ts';
import { cleanPath, isAbsolute, joinPath } from './paths.ts';
import { runUser, type RunUser } from './run-user.ts';
import type { RunView } from './model.ts';

/** The words of the command, with the values of variables. */
export function argumentsOf(run: RunView, command: SimpleCommand): readonly Argument[] {
  const known = knownArguments.get(command);
  if (known !== undefined) return known;
  const args = commandArguments(command, valueLookup(run, command));
  knownArguments.set(command, args);
  return args;
}

/** Many readers ask for the words of the same command, which is that of one RUN. */
const knownArguments = new WeakMap<SimpleCommand, readonly Argument[]>();

/** Whom the command runs as: the user of the instruction, or the one that `gosu`, `sudo` and the like name. */
export function commandUser(run: RunView, command: SimpleCommand): RunUser | null {
  if (!command.switchesUser) return runUser(run.view, run.stage);
  const variable = (name: string): string | undefined => run.view.environment.get(name)?.value;
  const name = command.user && piecesValue(command.user.pieces, { variable, home: null });
  return name === null || name === ''
    ? null
    : homeless(runUser({ ...run.view, user: name, userIsWritten: true }, run.stage), command);
}

/** Some settings of `sudo` leave HOME as it was. */
function homeless(user: RunUser, { filters }: SimpleCommand): RunUser {
  return filters === 'variables and HOME' ? { ...user, home: null } : user;
}

/** Variables of the image as a command of the script sees them. */
export function valueLookup(run: RunView, command: SimpleCommand): ValueLookup {
  const home = homeFolder(run, command);
  return {
    variable: (name) => {
      if (command.clearsEnvironment) return undefined;
      const value = run.view.environment.get(name)?.value;
      // Without a value of its own the builder sets it to the user's home.
      return value ?? (name === 'HOME' ? (home ?? undefined) : undefined);
    },
    home,
  };
}

/** The folder that the command runs in; null where it is not known. */
export function commandFolder(run: RunView, command: SimpleCommand): string | null {
  let folder = run.view.workdir;
  const lookup = valueLookup(run, command);
  for (const change of command.folderChanges ?? []) {
    const target = piecesValue(change.pieces, lookup);
    if (target === null) return null;
    folder = isAbsolute(target) ? cleanPath(target) : joinPath(folder, target);
  }
  return command.folderChanges === null ? null : folder;
}

/** Undefined: not set. Null: set to something that cannot be known. */
export function variableValue(
  run: RunView,
  command: SimpleCommand,
  name: string,
): string | null | undefined {
  const outer = command.clearsEnvironment ? undefined : run.view.environment.get(name)?.value;
  const inner = command.variables.get(name);
  if (command.filters !== 'nothing' && !command.assignments.some((one) => one.name === name))
    return outer === undefined && inner === undefined ? undefined : null;
  if (inner === undefined) return outer;
  if (inner.state === 'unset') return undefined;
  // Without `export` a command gets the new value only of a variable that was in the environment already.
  if (!inner.exported && outer === undefined) return undefined;
  return piecesValue(inner.pieces, {
    variable: (other) => run.view.environment.get(other)?.value,
    home: null,
  });
}

export function homeFolder(run: RunView, command: SimpleCommand): string | null {
  // What switches the user sets HOME too, unless the command after it sets its own.
  if (command.switchesUser && !command.assignments.some(({ name }) => name === 'HOME'))
    return commandUser(run, command)?.home ?? null;
  const value = variableValue(run, command, 'HOME');
  if (value === null) return null;
  return value === undefined || value === '' ? runUser(run.view, run.stage).home : value;
}
