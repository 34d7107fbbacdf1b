/** Recognizes a call of a package manager in the words of a command. */
import type { Argument } from '../syntax/shell/index.ts';
import type { Span } from '../text/span.ts';
import type { ManagerCommand, PackageManager } from './model.ts';
import { PACKAGE_MANAGERS } from './table.ts';

export interface ManagerCall {
  readonly manager: PackageManager;
  readonly args: readonly Argument[];
  /** Index of the subcommand in `args`. */
  readonly subcommandIndex: number;
  readonly subcommand: string;
  /** The call from its first word to the subcommand: `python -m pip install`. */
  readonly span: Span;
  /** The same as text, as the user wrote it. */
  readonly text: string;
  /** The subcommand fills the cache. */
  readonly installs: boolean;
}

export function matchManager(args: readonly Argument[]): ManagerCall | null {
  for (const manager of PACKAGE_MANAGERS)
    for (const command of manager.commands) {
      const call = matchCommand(args, manager, command);
      if (call !== null) return call;
    }
  return null;
}

/** Whether an argument is one of these options, alone or as `--option=value`. */
export function isOption(value: string | null, options: readonly string[]): boolean {
  return (
    value !== null && options.some((option) => value === option || value.startsWith(`${option}=`))
  );
}

export interface OptionUse {
  readonly argument: Argument;
  /** The value behind `=` or in the next argument; null where it is missing or not known. */
  readonly value: string | null;
}

/** Every use of options that take a value, in order. */
export function optionValues(call: ManagerCall, options: readonly string[]): OptionUse[] {
  return call.args.flatMap((argument, index) => {
    const { value } = argument;
    if (!isOption(value, options) || value === null) return [];
    const equals = value.indexOf('=');
    const next = call.args[index + 1]?.value ?? null;
    return [{ argument, value: equals < 0 ? next : value.slice(equals + 1) }];
  });
}

/** The words behind the subcommand start with these, options left out. */
export function startsWith(call: ManagerCall, words: readonly string[]): boolean {
  const [first, ...rest] = words;
  if (call.subcommand !== first) return false;
  const operands = plainOperands(call);
  return rest.every((word, index) => operands[index] === word);
}

/** What stands behind the subcommand and does not begin with a dash. */
export function plainOperands(call: ManagerCall): (string | null)[] {
  return call.args
    .slice(call.subcommandIndex + 1)
    .map((argument) => argument.value)
    .filter((value) => !value?.startsWith('-'));
}

function matchCommand(
  args: readonly Argument[],
  manager: PackageManager,
  command: ManagerCommand,
): ManagerCall | null {
  const front = matchFront(args, command);
  if (front === null) return null;
  const subcommandIndex = skipOptions(args, front, manager.valueOptions);
  const first = args[0];
  const last = args[subcommandIndex];
  if (first === undefined || last?.value === null || last === undefined) return null;
  const words = args.slice(0, subcommandIndex + 1).filter((argument, index) => {
    return index < front || index === subcommandIndex || argument.value === null;
  });
  return {
    manager,
    args,
    subcommandIndex,
    subcommand: last.value,
    span: { start: first.word.span.start, end: last.word.span.end },
    text: words.map((argument) => argument.value ?? argument.word.raw).join(' '),
    installs: command.installs.includes(last.value),
  };
}

/** Index behind the words that call the manager; null where they do not. */
function matchFront(args: readonly Argument[], command: ManagerCommand): number | null {
  let at = 0;
  for (const [index, pattern] of command.words.entries()) {
    if (index > 0) at = skipOptions(args, at, command.valueOptions ?? [], pattern);
    const argument = args[at];
    if (argument === undefined) return null;
    const { value } = argument;
    const whole = new RegExp(`^(?:${pattern})$`);
    if (index === 0) {
      const names = value === null ? argument.names : [value.slice(value.lastIndexOf('/') + 1)];
      if (!names.some((name) => whole.test(name))) return null;
    } else if (value === null || !whole.test(value)) return null;
    at++;
  }
  return at;
}

/** Skips words with a leading dash and their values, up to a word that matches `until`. */
function skipOptions(
  args: readonly Argument[],
  from: number,
  valueOptions: readonly string[],
  until?: string,
): number {
  let at = from;
  while (at < args.length) {
    const value = args[at]?.value;
    if (value !== null && !value?.startsWith('-')) break;
    if (value === until) break;
    at += value !== null && valueOptions.includes(value) ? 2 : 1;
  }
  return at;
}
