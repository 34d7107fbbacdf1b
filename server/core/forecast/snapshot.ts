/**
 * Takes a snapshot: everything of a plan and its files that decides on cache hits, and what an explanation needs later.
 * Operations and the values of environment variables and build arguments leave it only as digests.
 */
import type {
  ContentSelection,
  KeyPart,
  Plan,
  PlanStage,
  PlanStep,
  Vertex,
} from '../plan/model.ts';
import { contentRules, contentTerm } from './content-digest.ts';
import type {
  ContentHole,
  ContextEntry,
  ContextFiles,
  Contexts,
  Digest,
  FileTable,
  IgnoreSource,
  Snapshot,
  SnapshotFile,
} from './model.ts';
import { layersOf, patchedMap } from './patched-map.ts';
import { missingBesideKey, sentFolders, type IsSent } from './missing-paths.ts';
import { selectionFilter } from './selection-filter.ts';
import { localName, vertexTrees } from './stage-trees.ts';
import { createTermCache, type TermCache } from './term.ts';
import {
  contextTree,
  createTreeCache,
  headerText,
  isFilePatch,
  leafOf,
  leafText,
  type Tree,
  type TreeCache,
} from './tree.ts';

export const SNAPSHOT_VERSION = 1;

/**
 * What one snapshot leaves for the next one of the same contexts: records and folder digests of unchanged files. Pass
 * the same cache each time a file was edited, and the same entry objects for the files that were not; with the entries
 * as a patched map only the edited files are looked at.
 */
export interface SnapshotCache {
  readonly trees: TreeCache;
  readonly terms: TermCache;
  /** Digests of the texts that were digested last: from one snapshot to the next most are the same. */
  readonly digests: Map<string, string>;
  /** The parts of a step with digests for values. */
  readonly parts: WeakMap<readonly KeyPart[], readonly KeyPart[]>;
  /** What a snapshot says of a file. */
  readonly files: WeakMap<ContextEntry, SnapshotFile>;
  /** The tables of files, by what they select. */
  readonly tables: WeakMap<ContextFiles['entries'], Map<string, FileTable>>;
}

export function createSnapshotCache(digest: Digest): SnapshotCache {
  return {
    trees: createTreeCache(),
    terms: createTermCache(digest),
    digests: new Map(),
    parts: new WeakMap(),
    files: new WeakMap(),
    tables: new WeakMap(),
  };
}

export function takeSnapshot(
  plan: Plan,
  contexts: Contexts,
  digest: Digest,
  cache: SnapshotCache = createSnapshotCache(digest),
): Snapshot {
  const trees = vertexTrees(plan, contexts, cache.trees, digest);
  return {
    version: SNAPSHOT_VERSION,
    plan: withoutSecrets(plan, rememberedDigest(digest, cache), cache),
    ...contentKeys(plan, trees, cache.terms),
    ignore: ignoreSources(contexts),
    files: selectedFiles(plan, contexts, cache),
  };
}

/** The key of an input in the snapshot's tables. */
export function inputKey(vertex: number, input: number): string {
  return `${vertex}:${input}`;
}

type ContentKeys = Pick<Snapshot, 'content' | 'holes' | 'missing' | 'missingWhenRun'>;

function contentKeys(plan: Plan, trees: ReadonlyMap<number, Tree>, cache: TermCache): ContentKeys {
  const content: Record<string, string> = {};
  const holes: Record<string, readonly ContentHole[]> = {};
  const missing: Record<string, readonly string[]> = {};
  const missingWhenRun: Record<string, readonly string[]> = {};
  const rules = contentRules(plan.engine);
  const sent = sentOfContexts(plan, trees);
  for (const vertex of plan.vertices) {
    for (const [index, input] of vertex.inputs.entries()) {
      const tree = trees.get(input.vertex);
      if (input.content === null || tree === undefined) continue;
      const key = inputKey(vertex.index, index);
      const found = contentTerm(tree, input.content, rules, cache);
      const late = missingBesideKey(tree, input.content, sent.get(input.vertex) ?? null);
      if (late.length > 0) missingWhenRun[key] = late;
      if (found.kind === 'missing') {
        missing[key] = found.paths;
        continue;
      }
      content[key] = found.term.text;
      if (found.term.holes.length > 0) holes[key] = found.term.holes;
    }
  }
  const isWhole = Object.keys(missingWhenRun).length === 0;
  return { content, holes, missing, ...(isWhole ? {} : { missingWhenRun }) };
}

/** By the vertex of each local context; none where a step takes the context as a whole filesystem. */
function sentOfContexts(plan: Plan, trees: ReadonlyMap<number, Tree>): ReadonlyMap<number, IsSent> {
  const inputs = plan.vertices.flatMap((vertex) => vertex.inputs);
  const locals = plan.vertices.filter(({ kind }) => kind === 'local');
  return new Map(
    locals.flatMap(({ index }): readonly (readonly [number, IsSent])[] => {
      const tree = trees.get(index);
      const mine = inputs.filter(({ vertex }) => vertex === index);
      if (tree === undefined || mine.some(({ content }) => content === null)) return [];
      const selections = mine.flatMap(({ content }) => content?.selections ?? []);
      return [[index, sentFolders(tree, selections)]];
    }),
  );
}

function ignoreSources(contexts: Contexts): Readonly<Record<string, IgnoreSource>> {
  const sources: [string, IgnoreSource][] = [];
  for (const [name, files] of contexts) {
    if (files.ignore !== undefined) sources.push([name, files.ignore]);
  }
  return Object.fromEntries(sources);
}

/** A few plans of the largest Dockerfiles. */
const MAX_DIGESTS = 20_000;

function rememberedDigest(digest: Digest, { digests }: SnapshotCache): Digest {
  return (data) => {
    if (typeof data !== 'string') return digest(data);
    const known = digests.get(data);
    if (known !== undefined) return known;
    if (digests.size >= MAX_DIGESTS) digests.clear();
    const made = digest(data);
    digests.set(data, made);
    return made;
  };
}

function withoutSecrets(plan: Plan, digest: Digest, cache: SnapshotCache): Plan {
  return {
    engine: plan.engine,
    target: plan.target,
    stages: plan.stages.map((stage): PlanStage => ({
      ...stage,
      quiet: stage.quiet.map((one) => ({ ...one, text: digest(one.text) })),
    })),
    steps: plan.steps.map((step) => stepWithoutSecrets(step, digest, cache)),
    vertices: plan.vertices.map((vertex) => vertexWithoutSecrets(vertex, digest)),
    assumed: plan.assumed,
    problems: [],
    ...(plan.refusals === undefined ? {} : { refusals: plan.refusals }),
  };
}

function stepWithoutSecrets(step: PlanStep, digest: Digest, cache: SnapshotCache): PlanStep {
  const { index, stage, keyword, span, line, endLine, vertex, implicit } = step;
  const made: PlanStep = {
    index,
    // The progress name has variables expanded; nobody needs it of a plan that is past.
    name: digest(step.name),
    stage,
    keyword,
    text: withoutCredentials(step.text),
    span,
    line,
    endLine,
    vertex,
    parts: partsWithoutSecrets(step.parts, digest, cache),
  };
  return implicit === true ? { ...made, implicit } : made;
}

function partsWithoutSecrets(
  parts: readonly KeyPart[],
  digest: Digest,
  cache: SnapshotCache,
): readonly KeyPart[] {
  const known = cache.parts.get(parts);
  if (known !== undefined) return known;
  const made = parts.map(({ kind, name, value, line }): KeyPart => {
    return { kind, name, value: digest(value), line };
  });
  cache.parts.set(parts, made);
  return made;
}

function vertexWithoutSecrets(vertex: Vertex, digest: Digest): Vertex {
  const { index, kind, operation, inputs, steps, ignoreCache, folder, layers } = vertex;
  return {
    index,
    kind,
    operation: kind === 'local' ? operation : digest(operation),
    inputs: inputs.map(({ vertex: source, selector, content }) => {
      return { vertex: source, selector: selector === '' ? '' : digest(selector), content };
    }),
    steps,
    ignoreCache,
    // The effect of what is written, and of documents, is in the content keys already.
    writes: null,
    folder,
    ...(layers === undefined ? {} : { layers }),
  };
}

/** `https://user:secret@index.example/` keeps its host only. */
export function withoutCredentials(text: string): string {
  return text.replace(/:\/\/[^/\s@'"]*@/g, '://***@');
}

function selectedFiles(plan: Plan, contexts: Contexts, cache: SnapshotCache): Snapshot['files'] {
  const selections = new Map<string, ContentSelection[]>();
  for (const vertex of plan.vertices) {
    for (const input of vertex.inputs) {
      const source = plan.vertices[input.vertex];
      if (source?.kind !== 'local' || input.content === null) continue;
      const name = localName(source);
      const known = selections.get(name) ?? [];
      known.push(...input.content.selections);
      selections.set(name, known);
    }
  }
  const files: [string, FileTable][] = [];
  for (const [name, wanted] of selections) {
    const context = contexts.get(name);
    if (context !== undefined) files.push([name, filesOf(name, context, wanted, cache)]);
  }
  return Object.fromEntries(files);
}

function filesOf(
  name: string,
  context: ContextFiles,
  selections: readonly ContentSelection[],
  cache: SnapshotCache,
): FileTable {
  const { entries } = context;
  const tables = cache.tables.get(entries) ?? new Map<string, FileTable>();
  cache.tables.set(entries, tables);
  const key = JSON.stringify(selections);
  const known = tables.get(key);
  if (known !== undefined) return known;
  const { base, patch } = layersOf(entries);
  const root = contextTree(name, context, cache.trees);
  const filters = selections.map((selection) => selectionFilter(selection, root));
  const isSelected = (path: string): boolean =>
    path !== '' && filters.some((filter) => filter(path));
  let table: FileTable;
  if (isFilePatch({ base, patch })) {
    const below = filesOf(name, { entries: base }, selections, cache);
    const changed = [...patch].filter(([path]) => isSelected(path));
    table = patchedMap(
      below,
      new Map(changed.map(([path, entry]) => [path, entry && fileOf(entry, cache)])),
    );
  } else {
    const files = new Map<string, SnapshotFile>();
    for (const [path, entry] of entries)
      if (isSelected(path)) files.set(path, fileOf(entry, cache));
    table = files;
  }
  tables.set(key, table);
  return table;
}

function fileOf(entry: ContextEntry, cache: SnapshotCache): SnapshotFile {
  const known = cache.files.get(entry);
  if (known !== undefined) return known;
  const file = snapshotFile(entry, recordText(entry, cache.trees));
  cache.files.set(entry, file);
  return file;
}

function snapshotFile(entry: ContextEntry, record: string): SnapshotFile {
  const { mode, size, mtime, lines, meaning, packages, asksGit } = entry;
  // What most of 100,000 files are gets an object of one piece, which spreading would not make.
  if (mtime !== undefined && lines === undefined && meaning === undefined && asksGit === undefined)
    return { record, mode, size, mtime };
  return {
    record,
    mode,
    size,
    ...(mtime === undefined ? {} : { mtime }),
    ...(lines === undefined ? {} : { lines }),
    ...(meaning === undefined ? {} : { meaning }),
    ...(packages === undefined ? {} : { packages }),
    ...(asksGit === undefined ? {} : { asksGit }),
  };
}

function recordText(entry: ContextEntry, cache: TreeCache): string {
  if (entry.kind === 'dir')
    return headerText({
      mode: entry.mode,
      owner: '',
      xattrs: JSON.stringify(entry.xattrs ?? []),
      soft: false,
    });
  return leafText(leafOf(entry, cache));
}
