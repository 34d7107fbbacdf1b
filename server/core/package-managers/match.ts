/** Recognizes a call of a package manager in the words of a command. */
import type { Argument } from '../syntax/shell/index.ts';
import type { Span } from '../text/span.ts';
import type {
  CachePlace,
  CacheSkip,
  CallForm,
  CallKind,
  CallVerb,
  PackageManager,
} from './model.ts';
import { PACKAGE_MANAGERS } from './table.ts';

/** Every command of every RUN is held against them. */
const patterns = new Map<string, RegExp>();

export interface ManagerCall {
  readonly manager: PackageManager;
  readonly args: readonly Argument[];
  readonly does: CallKind;
  /** Ids of the caches that it is about. */
  readonly caches: readonly string[];
  /** Where it puts what it installs, strongest first. */
  readonly installsInto: readonly CachePlace[];
  /** What has it leave one of them alone. */
  readonly unless: readonly CacheSkip[];
  /** Ids of the caches that it needs filled. */
  readonly reads: readonly string[];
  /** What it removes of these caches, where that is not all. */
  readonly removes: NonNullable<CallVerb['removes']> | null;
  /** It starts programs that the Dockerfile does not show. */
  readonly runs: boolean;
  /** Its plain words name files with requirements. */
  readonly takesLists: boolean;
  /** Index in `args` of the last word that says what it does: that of the subcommand, else of the name itself. */
  readonly verbIndex: number;
  /** The call from its first word to that one: `python -m pip install`. */
  readonly span: Span;
  /** The same as text, as the user wrote it. */
  readonly text: string;
}

export function matchManager(args: readonly Argument[]): ManagerCall | null {
  const known = knownCalls.get(args);
  if (known !== undefined) return known.call;
  const call = findCall(args);
  knownCalls.set(args, { call });
  return call;
}

/** Every reader of a command asks for it, with the same arguments. */
const knownCalls = new WeakMap<readonly Argument[], { readonly call: ManagerCall | null }>();

function findCall(args: readonly Argument[]): ManagerCall | null {
  // Most commands are those of no manager, which one look at the name tells.
  if (args[0] === undefined || !programNames(args[0]).some((name) => ANY_NAME.test(name)))
    return null;
  for (const manager of PACKAGE_MANAGERS)
    for (const form of manager.calls.forms) {
      const call = matchForm(args, manager, form);
      if (call !== null) return call;
    }
  return null;
}

const ANY_NAME = wholeWord(
  PACKAGE_MANAGERS.flatMap(({ calls }) => calls.forms.map(({ words }) => words[0])).join('|'),
);

/** What the program can be called, without its folder. */
function programNames({ value, names }: Argument): readonly string[] {
  return value === null ? names : [value.slice(value.lastIndexOf('/') + 1)];
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

/** What stands behind the subcommand and does not begin with a dash. */
export function plainOperands(call: ManagerCall): (string | null)[] {
  return call.args
    .slice(call.verbIndex + 1)
    .map((argument) => argument.value)
    .filter((value) => !value?.startsWith('-'));
}

function matchForm(
  args: readonly Argument[],
  manager: PackageManager,
  form: CallForm,
): ManagerCall | null {
  const front = matchFront(args, form);
  if (front === null) return null;
  const found = matchVerb(args, front, manager) ?? withoutVerb(args, front, manager, form);
  if (found === null) return null;
  const { verb, at } = found;
  const first = args[0];
  const last = args[at.at(-1) ?? 0];
  if (first === undefined || last === undefined) return null;
  const words = args.filter((argument, index) => {
    if (index > (at.at(-1) ?? 0)) return false;
    return index < front || at.includes(index) || argument.value === null;
  });
  const isRunner = verb.runs === true || form.others !== undefined;
  return {
    manager,
    args: isRunner ? ownArguments(args, at.at(-1) ?? 0, manager) : args,
    does: verb.does,
    caches: verb.caches ?? manager.caches.map(({ id }) => id),
    installsInto: verb.installsInto ?? manager.installsInto,
    unless: verb.unless ?? [],
    reads: verb.reads ?? [],
    removes: verb.removes ?? null,
    runs: verb.does === 'run' || verb.runs === true,
    takesLists: verb.takesLists === true,
    verbIndex: at.at(-1) ?? 0,
    span: { start: first.word.span.start, end: last.word.span.end },
    text: words.map((argument) => argument.value ?? argument.word.raw).join(' '),
  };
}

/** Index behind the words that call the manager; null where they do not. */
function matchFront(args: readonly Argument[], form: CallForm): number | null {
  let at = 0;
  for (const [index, pattern] of form.words.entries()) {
    if (index > 0) at = skipOptions(args, at, form.valueOptions ?? [], pattern);
    const argument = args[at];
    if (argument === undefined) return null;
    const { value } = argument;
    const whole = wholeWord(pattern);
    if (index === 0) {
      if (!programNames(argument).some((name) => whole.test(name))) return null;
    } else if (value === null || !whole.test(value)) return null;
    at++;
  }
  return at;
}

interface FoundVerb {
  readonly verb: CallVerb;
  /** Indexes of its words. */
  readonly at: readonly number[];
}

/**
 * The subcommand with the most words that fit; with as many words, one that asks for an option before one that does not.
 * What several options ask for, they all get.
 */
function matchVerb(
  args: readonly Argument[],
  front: number,
  manager: PackageManager,
): FoundVerb | null {
  const { calls } = manager;
  const fitting = calls.verbs.flatMap((verb): FoundVerb[] => {
    const at = indexesOf(args, front, verb.words, calls.valueOptions);
    if (at === null) return [];
    const own = verb.runs === true ? ownArguments(args, at.at(-1) ?? 0, manager) : args;
    const isMeant = own.some(({ value }) => isOption(value, verb.when ?? []));
    return verb.when === undefined || isMeant ? [{ verb, at }] : [];
  });
  const most = Math.max(...fitting.map(({ at }) => at.length));
  const longest = fitting.filter(({ at }) => at.length === most);
  const asked = longest.filter(({ verb }) => verb.when !== undefined);
  const [first, ...others] = asked.length > 0 ? asked : longest;
  if (first === undefined) return null;
  const { does, caches } = first.verb;
  const more = others.filter(({ verb }) => verb.does === does).map(({ verb }) => verb.caches);
  if (asked.length < 2 || caches === undefined || more.includes(undefined)) return first;
  return { ...first, verb: { ...first.verb, caches: [...caches, ...more.flat()].map(String) } };
}

/** What starts a program has its own options in front of the program's name. */
function ownArguments(
  args: readonly Argument[],
  verbIndex: number,
  { calls, targetOptions }: PackageManager,
): readonly Argument[] {
  const valued = [...calls.valueOptions, ...targetOptions.values, ...targetOptions.lists];
  return args.slice(0, skipOptions(args, verbIndex + 1, valued) + 1);
}

function indexesOf(
  args: readonly Argument[],
  from: number,
  words: readonly string[],
  valueOptions: readonly string[],
): readonly number[] | null {
  const found: number[] = [];
  let at = from;
  for (const word of words) {
    at = skipOptions(args, at, valueOptions);
    const value = args[at]?.value ?? null;
    if (value === null || !wholeWord(word).test(value)) return null;
    found.push(at);
    at++;
  }
  return found;
}

/** Null where the word that would say what it does is not known, or where there is none and it then does nothing. */
function withoutVerb(
  args: readonly Argument[],
  front: number,
  { calls }: PackageManager,
  form: CallForm,
): FoundVerb | null {
  const at = skipOptions(args, front, calls.valueOptions);
  const word = args[at];
  if (word === undefined)
    return form.bare === undefined
      ? null
      : { verb: { words: [], does: form.bare }, at: [front - 1] };
  if (form.others !== undefined) return { verb: { words: [], does: form.others }, at: [front - 1] };
  return word.value === null ? null : { verb: { words: [], does: 'other' }, at: [at] };
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

function wholeWord(pattern: string): RegExp {
  const known = patterns.get(pattern) ?? new RegExp(`^(?:${pattern})$`);
  patterns.set(pattern, known);
  return known;
}
