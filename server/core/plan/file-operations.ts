/**
 * Operations on files: what COPY, ADD, WORKDIR, heredocs and the folders of cache mounts become. The text of each is
 * what BuildKit digests of it (solver/llbsolver/ops/file.go), in a form of our own.
 */
import {
  makeOperation,
  type Operation,
  type OperationInput,
  type OperationTable,
} from './graph.ts';
import type { ContentQuery, ContentSelection, WrittenPath } from './model.ts';
import { baseName, cleanPath, hasWildcards } from '../build-model/paths.ts';
import { isAtLeast } from '../build-model/versions.ts';

/** Who owns what a file operation makes; a part is an id, or a name that the image's own files resolve. */
export interface Owner {
  readonly user: number | string;
  readonly group: number | string | null;
}

export interface CopyAction {
  /** Null for a stage that holds nothing. */
  readonly source: Operation | null;
  /** Absolute in the source, cleaned. */
  readonly path: string;
  readonly destination: string;
  readonly owner: Owner | null;
  /** -1 where nothing is said; a text for symbolic modes such as `u+x`. */
  readonly mode: number | string;
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  readonly required: readonly string[];
  readonly unpack: boolean;
  /** Paths of a context or a stage: links followed, wildcards understood, contents of a folder copied. */
  readonly fromFiles: boolean;
}

export interface CopyFacts {
  readonly base: Operation | null;
  readonly actions: readonly CopyAction[];
  readonly ignoreCache: boolean;
}

/**
 * `name`, `name:group`, `1000:1000`: `root` and numbers are ids. An empty group, as in `1000:`, is group 0 before
 * BuildKit 0.34.0, and since then the same as none (client/llb/fileop.go). `frontend` is a BuildKit version.
 */
export function readOwner(text: string, frontend: string): Owner {
  const colon = text.indexOf(':');
  const user = colon < 0 ? text : text.slice(0, colon);
  const group = colon < 0 ? null : text.slice(colon + 1);
  const isNone = group === null || (group === '' && isAtLeast(frontend, '0.34'));
  return { user: ownerPart(user), group: isNone ? null : ownerPart(group) };
}

/** A name is looked up in /etc/passwd and /etc/group of the stage. */
export function isNamed({ user, group }: Owner): boolean {
  return typeof user === 'string' || typeof group === 'string';
}

export function copyOperation(table: OperationTable, facts: CopyFacts): Operation {
  const { base, actions } = facts;
  const sources = distinctInputs(base, actions);
  const baseIndex = base === null ? -1 : 0;
  const selections = new Map<number, ContentSelection[]>();
  const writes: WrittenPath[] = [];
  const rows = actions.map((action, at) => {
    const input = at === 0 ? baseIndex : sources.length + at - 1;
    const secondary = action.source === null ? -1 : indexOf(sources, action.source);
    if (secondary >= 0) {
      const selection = selectionOf(action);
      const known = selections.get(secondary);
      if (known === undefined) selections.set(secondary, [selection]);
      else known.push(selection);
      writes.push(writtenPath(action, secondary, selection));
    }
    return [input, secondary, at === actions.length - 1 ? 0 : -1];
  });
  const text = JSON.stringify({
    op: 'file',
    actions: actions.map((action) => copyText(action, baseIndex)),
    ...(isUsualIndex(rows) ? {} : { indexes: rows }),
  });
  const inputs = sources.map((operation, index): OperationInput => {
    const selected = selections.get(index) ?? [];
    // A source that is the stage's own filesystem is one dependency with it and is never compared by content.
    if (index === baseIndex || selected.length === 0)
      return { operation, selector: '', content: null };
    const paths = selected.map((selection) => selection.path).sort((a, b) => (a < b ? 1 : -1));
    return { operation, selector: JSON.stringify(paths), content: copyQuery(selected) };
  });
  const written = JSON.stringify([rows, actions.map((action) => action.path)]);
  const { ignoreCache } = facts;
  const walk = walkOrder(base, actions);
  return makeOperation(table, { kind: 'file', text, written, inputs, walk, ignoreCache, writes });
}

export interface FolderFacts {
  readonly base: Operation | null;
  readonly path: string;
  readonly mode: number;
  readonly parents: boolean;
  readonly owner: Owner | null;
  /** Nanoseconds since 1970 as text, `-1` for "now". */
  readonly timestamp: string;
  readonly kind: 'file' | 'inline';
}

export function folderOperation(table: OperationTable, facts: FolderFacts): Operation {
  const { base, mode, parents, timestamp, kind } = facts;
  const path = cleanPath(facts.path);
  const row = [base === null ? -1 : 0, -1, 0];
  const text = JSON.stringify({
    op: 'file',
    actions: [
      {
        mkdir: path,
        mode,
        parents,
        owner: ownerText(facts.owner, base === null ? -1 : 0),
        timestamp,
      },
    ],
    ...(isUsualIndex([row]) ? {} : { indexes: [row] }),
  });
  const inputs = base === null ? [] : [{ operation: base, selector: '', content: null }];
  return makeOperation(table, { kind, text, written: '', inputs, writes: [], folder: path });
}

/** A file with known bytes on an empty filesystem: the body of a heredoc. */
export function inlineFile(
  table: OperationTable,
  name: string,
  mode: number,
  content: string,
): Operation {
  const path = name.startsWith('/') ? cleanPath(name) : cleanPath(`/${name}`);
  const text = JSON.stringify({
    op: 'file',
    actions: [{ mkfile: path, mode, content }],
    indexes: [[-1, -1, 0]],
  });
  const document = { path, mode, content };
  return makeOperation(table, { kind: 'inline', text, written: '', inputs: [], document });
}

/** The LINK half of a linked copy: the copy's layer laid over the stage. */
export function mergeOperation(
  table: OperationTable,
  halves: { readonly base: Operation; readonly copy: Operation; readonly ignoreCache: boolean },
): Operation {
  const inputs = [halves.base, halves.copy].map((operation): OperationInput => {
    return { operation, selector: '', content: null };
  });
  const everything: WrittenPath = { input: 1, selection: plainSelection('/'), destination: '/' };
  return makeOperation(table, {
    kind: 'merge',
    text: JSON.stringify({ op: 'merge', inputs: [0, 1] }),
    written: '',
    inputs,
    ignoreCache: halves.ignoreCache,
    writes: [everything],
  });
}

export function plainSelection(path: string): ContentSelection {
  return { path, wildcard: false, followLinks: true, include: [], exclude: [] };
}

/** Paths without those that stand below another one, sorted: BuildKit hashes each once. */
export function withoutNested(paths: readonly string[]): readonly string[] {
  const kept: string[] = [];
  for (const path of [...new Set(paths)].sort(comparePaths)) {
    const last = kept.at(-1);
    const folder = last === undefined || last.endsWith('/') ? last : `${last}/`;
    if (folder === undefined || !path.startsWith(folder)) kept.push(path);
  }
  return kept.sort();
}

/** The paths that `withoutNested` leaves out, each once. */
export function nestedIn(paths: readonly string[], kept: readonly string[]): readonly string[] {
  return [...new Set(paths)].filter((path) => !kept.includes(path));
}

/** Orders a folder's contents directly behind the folder, so that one look back finds the folder. */
function comparePaths(a: string, b: string): number {
  const left = a.replaceAll('/', '\0');
  const right = b.replaceAll('/', '\0');
  return left < right ? -1 : left > right ? 1 : 0;
}

function distinctInputs(
  base: Operation | null,
  actions: readonly CopyAction[],
): readonly Operation[] {
  const all = base === null ? [] : [base];
  for (const { source } of actions)
    if (source !== null && indexOf(all, source) < 0) all.push(source);
  return all;
}

/** BuildKit goes through the actions from the last to the first. */
function walkOrder(base: Operation | null, actions: readonly CopyAction[]): readonly Operation[] {
  const sources = actions.flatMap(({ source }) => (source === null ? [] : [source]));
  return [...new Set([...(base === null ? [] : [base]), ...sources.reverse()])];
}

function indexOf(operations: readonly Operation[], wanted: Operation): number {
  return operations.findIndex((operation) => operation.identity === wanted.identity);
}

function selectionOf(action: CopyAction): ContentSelection {
  const { path, include, exclude, required, fromFiles } = action;
  return {
    path,
    wildcard: fromFiles && hasWildcards(path),
    followLinks: fromFiles,
    include,
    exclude,
    ...(required.length > 0 ? { required } : {}),
  };
}

function copyQuery(selected: readonly ContentSelection[]): ContentQuery {
  const isPlain = (selection: ContentSelection): boolean =>
    !selection.wildcard && selection.include.length === 0 && selection.exclude.length === 0;
  const plain = selected.filter(isPlain);
  const alsoRead: string[] = [];
  const selections = [false, true].flatMap((followLinks) => {
    const paths = plain
      .filter((selection) => selection.followLinks === followLinks)
      .map(({ path }) => path);
    const kept = withoutNested(paths);
    alsoRead.push(...nestedIn(paths, kept));
    return kept.map((path) => ({ ...plainSelection(path), followLinks }));
  });
  const all = [...selections, ...selected.filter((selection) => !isPlain(selection))];
  return {
    selections: all.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0)),
    ...(alsoRead.length > 0 ? { alsoRead } : {}),
  };
}

/** An owner or a mode of the copy's own is part of what it leaves, and so is that an archive may be unpacked. */
function writtenPath(action: CopyAction, input: number, selection: ContentSelection): WrittenPath {
  const { destination, owner, mode, unpack } = action;
  return {
    input,
    selection,
    destination,
    ...(owner === null ? {} : { owner: `${owner.user}:${writtenGroup(owner)}` }),
    ...(mode === -1 ? {} : { mode }),
    ...(unpack ? { unpack } : {}),
  };
}

/** A user by number brings a group of that number; the group of a user by name is known to the image only. */
function writtenGroup({ user, group }: Owner): string {
  if (group !== null) return String(group);
  return typeof user === 'number' ? String(user) : '';
}

function copyText(action: CopyAction, baseIndex: number): Readonly<Record<string, unknown>> {
  const { destination, mode, include, exclude, required, unpack, fromFiles } = action;
  const copy = action.source === null ? action.path : baseName(action.path);
  return {
    copy,
    destination,
    owner: ownerText(action.owner, baseIndex),
    mode,
    include,
    exclude,
    required,
    unpack,
    fromFiles,
  };
}

function ownerText(owner: Owner | null, baseIndex: number): unknown {
  if (owner === null) return null;
  const part = (value: number | string | null): unknown =>
    typeof value === 'string' ? { name: value, input: baseIndex } : value;
  return { user: part(owner.user), group: part(owner.group) };
}

function ownerPart(text: string): number | string {
  if (text === 'root' || text === '') return 0;
  const id = /^[+-]?[0-9]{1,10}$/.test(text) ? Number(text) : NaN;
  return Number.isInteger(id) && id >= -(2 ** 31) && id < 2 ** 31 ? id : text;
}

/** The pattern that BuildKit leaves out of the digest: first and second input, then each action on the one before. */
function isUsualIndex(rows: readonly (readonly number[])[]): boolean {
  return rows.every(([input, secondary, output], at) => {
    const last = at === rows.length - 1;
    const chained = at === 0 ? 0 : rows.length + at - 1;
    return input === chained && (secondary === -1 || secondary === 1) && output === (last ? 0 : -1);
  });
}
