/**
 * From the words of one command to what it runs: takes prefixes off, follows `sh -c`, and keeps account of `export`,
 * `unset` and `cd`.
 */
import { sliceMapped, type MappedText } from '../../text/mapped-text.ts';
import type { Problem, Span } from '../../text/span.ts';
import type {
  EnvironmentFilter,
  Removal,
  ShellAssignment,
  ShellRedirect,
  ShellWord,
  SimpleCommand,
  WordPiece,
} from './model.ts';
import { plainWord } from './values.ts';
import { commandName, readPrefix, readShellCall } from './prefixes.ts';
import { assign, changeFolder, leaveFolder, markExported, unset, type Scope } from './scope.ts';

/** Scripts inside scripts (`sh -c 'sh -c …'`) are followed this deep. */
export const MAX_DEPTH = 8;

/** What is collected on the way, and the way into a script that a word holds. */
export interface Walk {
  readonly commands: SimpleCommand[];
  readonly problems: Problem[];
  readonly nested: (source: MappedText, scope: Scope, walk: Walk, depth: number) => Scope;
}

export interface CommandParts {
  readonly words: readonly CommandWord[];
  readonly assignments: readonly ShellAssignment[];
  readonly redirects: readonly ShellRedirect[];
  /** Range of the here-document on standard input, in the source. */
  readonly heredoc: Span | null;
  readonly removal: Removal | null;
  readonly json: boolean;
}

export interface CommandWord {
  readonly word: ShellWord;
  /** The word's text as a script. */
  readonly decode: () => MappedText | null;
  /** Behind `export` and its like. */
  readonly assignment: ShellAssignment | null;
}

/** Adds the command to the walk and returns what holds after it. */
export function emitCommand(
  parts: CommandParts,
  source: MappedText,
  scope: Scope,
  walk: Walk,
  depth: number,
): Scope {
  if (parts.words.length === 0) return parts.assignments.reduce(keepAssignment, scope);
  const bare = unwrap(parts, scope);
  const nested = readShellCall(bare.words.map((item) => item.word));
  const script = nested && nestedScript(nested.script, bare.words, parts.heredoc, source);
  if (nested && script) {
    const from = walk.commands.length;
    const after = walk.nested(script, bare.scope, walk, depth + 1);
    const named = nested.user === null ? null : (bare.words[nested.user]?.word ?? null);
    runAs(walk, from, {
      switchesUser: nested.switchesUser || bare.switchesUser,
      user: nested.switchesUser ? named : bare.user,
      filters: bare.filters,
      clearsEnvironment: nested.clearsEnvironment || bare.clearsEnvironment,
    });
    return commandName(bare.words[0]?.word) === 'eval' ? after : scope;
  }
  walk.commands.push({
    words: bare.words.map((item) => item.word),
    assignments: bare.assignments,
    variables: bare.scope.variables,
    folderChanges: bare.scope.folderChanges,
    redirects: parts.redirects,
    span: commandSpan(parts.words),
    removal: parts.heredoc === null ? parts.removal : null,
    switchesUser: bare.switchesUser,
    user: bare.user,
    filters: bare.filters,
    clearsEnvironment: bare.clearsEnvironment,
    json: parts.json,
  });
  const executed = depth < MAX_DEPTH ? executedByFind(bare.words) : [];
  for (const words of executed) {
    const from = walk.commands.length;
    const inner = { ...parts, words, assignments: [], redirects: [], removal: null };
    emitCommand(inner, source, bare.scope, walk, depth + 1);
    runAs(walk, from, bare);
  }
  return effects(bare.words, scope);
}

type Runner = Pick<SimpleCommand, 'switchesUser' | 'user' | 'filters' | 'clearsEnvironment'>;

/** What started the commands from this one on; one that switches the user itself keeps its own. */
function runAs(walk: Walk, from: number, runner: Runner): void {
  if (!runner.switchesUser && !runner.clearsEnvironment) return;
  for (let index = from; index < walk.commands.length; index++) {
    const command = walk.commands[index];
    if (command === undefined) continue;
    walk.commands[index] = {
      ...command,
      switchesUser: command.switchesUser || runner.switchesUser,
      user: command.switchesUser ? command.user : runner.user,
      filters: command.switchesUser ? command.filters : runner.filters,
      clearsEnvironment: command.clearsEnvironment || runner.clearsEnvironment,
    };
  }
}

/** The commands of `find … -exec command {} \;`. */
function executedByFind(words: readonly CommandWord[]): readonly (readonly CommandWord[])[] {
  if (commandName(words[0]?.word) !== 'find') return [];
  const values = words.map(({ word }) => word.value);
  const found: (readonly CommandWord[])[] = [];
  for (let at = 1; at < words.length; at++) {
    if (!/^-(?:exec|ok)(?:dir)?$/.test(values[at] ?? '')) continue;
    const start = at + 1;
    while (at < words.length && !isExecEnd(values, at)) at++;
    if (at > start) found.push(words.slice(start, at));
  }
  return found;
}

function isExecEnd(values: readonly string[], at: number): boolean {
  return values[at] === ';' || (values[at] === '+' && values[at - 1] === '{}');
}

interface Bare {
  readonly words: readonly CommandWord[];
  readonly assignments: readonly ShellAssignment[];
  readonly scope: Scope;
  readonly switchesUser: boolean;
  readonly user: ShellWord | null;
  readonly filters: EnvironmentFilter;
  readonly clearsEnvironment: boolean;
}

/** Takes off `sudo`, `env` and their like, one behind the other. */
function unwrap(parts: CommandParts, outer: Scope): Bare {
  let words = parts.words;
  let scope = parts.assignments.reduce(
    (now, item) => setVariable(now, item, { exported: true }),
    outer,
  );
  const assignments = [...parts.assignments];
  let switchesUser = false;
  let user: ShellWord | null = null;
  let filters: EnvironmentFilter = 'nothing';
  let clearsEnvironment = false;
  for (;;) {
    const prefix = readPrefix(words.map((item) => item.word));
    if (prefix === null) break;
    for (const index of prefix.assignments) {
      const item = words[index] && wordAssignment(words[index].word);
      if (!item) continue;
      assignments.push(item);
      scope = setVariable(scope, item, { exported: true });
    }
    const first = words[0]?.word.span ?? { start: 0, end: 0 };
    for (const name of prefix.unset) scope = unset(scope, name, first);
    if (prefix.movesFolder) scope = changeFolder(scope, null);
    if (prefix.switchesUser) {
      user = words[prefix.user ?? -1]?.word ?? (prefix.isRoot ? plainWord('root') : null);
      filters = prefix.filters;
    }
    switchesUser ||= prefix.switchesUser;
    clearsEnvironment ||= prefix.clearsEnvironment;
    words = words.slice(prefix.command);
  }
  return { words, assignments, scope, switchesUser, user, filters, clearsEnvironment };
}

/** `NAME=value` as a word of `env` or `sudo`. */
function wordAssignment(word: ShellWord): ShellAssignment | null {
  const [first, ...rest] = word.pieces;
  const equals = word.value.indexOf('=');
  if (first?.kind !== 'text' || equals < 0 || equals >= first.text.length) return null;
  const pieces: WordPiece[] = [{ kind: 'text', text: first.text.slice(equals + 1) }, ...rest];
  return {
    name: word.value.slice(0, equals),
    value: { ...word, value: word.value.slice(equals + 1), pieces },
    span: word.span,
    removal: word.removal,
  };
}

function nestedScript(
  index: number | null,
  words: readonly CommandWord[],
  heredoc: Span | null,
  source: MappedText,
): MappedText | null {
  if (index !== null) return words[index]?.decode() ?? null;
  return heredoc && sliceMapped(source, heredoc.start, heredoc.end);
}

function commandSpan(words: readonly CommandWord[]): Span {
  return {
    start: words[0]?.word.span.start ?? 0,
    end: words.at(-1)?.word.span.end ?? 0,
  };
}

/** What `export`, `unset` and `cd` leave behind for the commands that follow. */
function effects(words: readonly CommandWord[], scope: Scope): Scope {
  const [name, ...args] = words;
  switch (commandName(name?.word)) {
    case 'export':
    case 'declare':
    case 'typeset':
      return args.reduce(
        (now, item) => exportName(now, item, name?.word.value === 'export'),
        scope,
      );
    case 'readonly':
    case 'local':
      return args.reduce((now, item) => exportName(now, item, false), scope);
    case 'unset':
      return args.reduce((now, item) => unset(now, item.word.value, item.word.span), scope);
    case 'read':
      return args.reduce(
        (now, { word }) => assign(now, { name: word.value, pieces: null, span: word.span }),
        scope,
      );
    case 'cd':
    case 'pushd':
      return args.length === 1 && args[0]?.word.value === '-'
        ? leaveFolder(scope)
        : changeFolder(scope, folderTarget(args));
    case 'popd':
      return leaveFolder(scope);
    default:
      return scope;
  }
}

function exportName(scope: Scope, item: CommandWord, exports: boolean): Scope {
  if (item.assignment === null)
    return exports ? markExported(scope, item.word.value, item.word.span) : scope;
  return exports
    ? setVariable(scope, item.assignment, { exported: true })
    : keepAssignment(scope, item.assignment);
}

function keepAssignment(scope: Scope, item: ShellAssignment): Scope {
  return setVariable(scope, item, {});
}

function setVariable(scope: Scope, item: ShellAssignment, options: { exported?: boolean }): Scope {
  const { name, span } = item;
  return assign(scope, { name, pieces: item.value?.pieces ?? null, span, ...options });
}

/** `cd` alone goes home. */
function folderTarget(args: readonly CommandWord[]): ShellWord | null {
  const target = args.find((item) => !/^-[LPe@]+$|^--$/.test(item.word.value));
  return target === undefined || target.word.value === '-' ? null : target.word;
}
