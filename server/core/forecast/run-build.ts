/**
 * A build as BuildKit's solver sees it (solver/edge.go), over the key store: each vertex looks for its key by the keys
 * of its inputs and, where that fails, by their content; without a record it runs and stores its own.
 *
 * A past build is remembered: everything that it did not find it ran, and its bytes are known by a token. Two tokens may
 * stand for the same bytes, so that the build may have found what is put down here as run: the keys are aliases then. A
 * build that has not happened is asked about: what a step would write that has to run is not known, and what rests on
 * such bytes, or on an alias, may or may not be found.
 */
import type { Vertex } from '../plan/model.ts';
import { isAtLeast } from '../build-model/versions.ts';
import {
  addAliases,
  contentKey,
  equalTargets,
  idForResult,
  newestRecord,
  possibleTargets,
  queryTargets,
  rootKey,
  saveResult,
  withAliases,
  type CacheKey,
  type Content,
  type FoundRecord,
  type InputKey,
  type KeyStore,
} from './key-store.ts';
import type { Digest, Snapshot } from './model.ts';
import { inputKey } from './snapshot.ts';

export interface BuildRun {
  readonly mode: 'remember' | 'ask';
  /** Tells the builds of one store apart. */
  readonly build: number;
  readonly digest: Digest;
}

export interface Outcome {
  /** `source`: a local context, which every build reads again. */
  readonly verdict: 'hit' | 'miss' | 'conditional' | 'source';
  /** Keys that what stands on this vertex can search by. */
  readonly keys: readonly CacheKey[];
  /** Ids that it may turn out to have. */
  readonly possible: ReadonlySet<string>;
  /** The keys of its result; null as long as nobody can know them. */
  readonly resultKeys: readonly CacheKey[] | null;
  /** Stands for the bytes of its result; null where only the build will tell. */
  readonly token: string | null;
  /** Inputs whose content only the build will tell, or only the builder can compare. */
  readonly unknownInputs: readonly number[];
  /** Another vertex of the same build has the same key: BuildKit runs one of them. */
  readonly isMerged: boolean;
  /** The build fails at this vertex, or at one that it stands on, so that it never runs. */
  readonly failure: 'own' | 'above' | null;
}

export interface BuildOutcome {
  readonly vertices: readonly Outcome[];
  /** Vertices whose result something needs that is not in the cache. */
  readonly loaded: ReadonlySet<number>;
}

export function runBuild(store: KeyStore, snapshot: Snapshot, run: BuildRun): BuildOutcome {
  const refused = refusedVertices(snapshot);
  const state: State = { store, snapshot, run, refused, outcomes: [], loaded: new Set() };
  const { vertices } = snapshot.plan;
  for (const vertex of vertices) state.outcomes.push(evaluate(state, vertex));
  // What nothing stands on is what the build is for.
  const inner = new Set(vertices.flatMap(({ inputs }) => inputs.map((input) => input.vertex)));
  for (const { index } of vertices) if (!inner.has(index)) state.loaded.add(index);
  return { vertices: state.outcomes, loaded: state.loaded };
}

interface State {
  readonly store: KeyStore;
  readonly snapshot: Snapshot;
  readonly run: BuildRun;
  /** Vertices of instructions that the frontend refuses. */
  readonly refused: ReadonlySet<number>;
  readonly outcomes: Outcome[];
  readonly loaded: Set<number>;
}

const NO_IDS: ReadonlySet<string> = new Set();

function refusedVertices({ plan }: Snapshot): ReadonlySet<number> {
  const lines = new Set(
    (plan.refusals ?? []).filter(({ isCertain }) => isCertain).map(({ line }) => line),
  );
  if (lines.size === 0) return new Set();
  const steps = plan.steps.filter(({ line, vertex }) => vertex !== null && lines.has(line));
  return new Set(steps.flatMap(({ vertex }) => (vertex === null ? [] : [vertex])));
}

function evaluate(state: State, vertex: Vertex): Outcome {
  if (state.refused.has(vertex.index)) return failed('own');
  if (vertex.inputs.some((input) => state.outcomes[input.vertex]?.failure))
    return failed(hasMissing(state, vertex, 'any') ? 'own' : 'above');
  if (vertex.kind === 'local') return readLocal(state, vertex);
  return vertex.inputs.length === 0 ? evaluateRoot(state, vertex) : evaluateInner(state, vertex);
}

function readLocal(state: State, vertex: Vertex): Outcome {
  const isPast = state.run.mode === 'remember';
  return {
    verdict: 'source',
    keys: [],
    possible: NO_IDS,
    resultKeys: [],
    token: isPast ? `local ${state.run.build} ${vertex.index}` : null,
    unknownInputs: [],
    isMerged: false,
    failure: null,
  };
}

/**
 * An image has two keys; the second, by its layers, is looked at only where the first one leads nowhere. Since BuildKit
 * 0.33.1 there is no second one (source/containerimage/pull.go), but the graphdriver store has a source of its own that
 * goes by layers (moby daemon/internal/builder-next/adapters/containerimage, read up to engine 29.7).
 */
function evaluateRoot(state: State, vertex: Vertex): Outcome {
  const { store, run, snapshot } = state;
  const { engine } = snapshot.plan;
  const isGraphdriver = engine.store === 'graphdriver';
  const hasLayerKey = isGraphdriver || !isAtLeast(engine.buildkit, '0.33.1');
  const layers =
    hasLayerKey && vertex.kind === 'image' && vertex.layers !== undefined
      ? [`layers ${vertex.layers}`]
      : [];
  const knowsLayersOnly = isGraphdriver && layers.length > 0;
  const operations = [
    ...(knowsLayersOnly ? [] : [`${vertex.kind} ${vertex.operation}`]),
    ...layers,
  ];
  for (const operation of vertex.ignoreCache ? [] : operations) {
    const key = rootKey(operation);
    const found = newestRecord(store, [key.id]);
    if (found !== null) return hit(state, [key], key, found);
  }
  const keys = operations.map(rootKey);
  // The bytes that the frontend makes itself are known before the build, and those of an image are told by its layers.
  const isKnown =
    run.mode === 'remember' || vertex.kind === 'inline' || vertex.layers !== undefined;
  const bytes = vertex.layers === undefined ? vertex.operation : `layers ${vertex.layers}`;
  const token = `${vertex.kind} ${bytes}`;
  for (const key of keys) saveResult(store, key, { token, build: run.build });
  return miss({ resultKeys: keys, token: isKnown ? token : null, unknownInputs: [] });
}

interface InputState {
  readonly targets: Set<string>;
  readonly possible: Set<string>;
  readonly keys: readonly InputKey[];
  content: InputKey | null;
  /** Nobody can know the content before the build. */
  isUnknown: boolean;
  /** Found by contents that may have the same bytes. */
  equal: ReadonlySet<string>;
}

function evaluateInner(state: State, vertex: Vertex): Outcome {
  const inputs = vertex.inputs.map((_, index) => inputState(state, vertex, index));
  if (!vertex.ignoreCache) {
    const byDefinition = findRecord(state, vertex, inputs);
    if (byDefinition !== null) return byDefinition;
  }
  for (const [index, input] of inputs.entries()) readContent(state, vertex, index, input);
  if (!vertex.ignoreCache) {
    const byContent = findRecord(state, vertex, inputs);
    if (byContent !== null) return byContent;
  }
  if (hasMissing(state, vertex, 'for its key')) return failed('own');
  const possible =
    vertex.ignoreCache || state.run.mode === 'remember' ? NO_IDS : possibleIds(inputs);
  if (possible.size > 0) {
    const isOpen = ({ targets, equal }: InputState): boolean =>
      equal.size > 0 && ![...possible].some((id) => targets.has(id));
    const unknownInputs = inputs.flatMap((input, index) => (isOpen(input) ? [index] : []));
    return {
      ...miss({ resultKeys: null, token: null, unknownInputs }),
      verdict: 'conditional',
      possible: withAliases(state.store, possible),
    };
  }
  for (const input of vertex.inputs) state.loaded.add(input.vertex);
  if (hasMissing(state, vertex, 'any')) return failed('own');
  return execute(state, vertex, inputs);
}

function inputState(state: State, vertex: Vertex, index: number): InputState {
  const { store } = state;
  const input = vertex.inputs[index];
  const source = input === undefined ? undefined : state.outcomes[input.vertex];
  const selector = input?.selector ?? '';
  const keys = (source?.keys ?? []).map((key) => ({ key, selector }));
  const targets = vertex.ignoreCache
    ? new Set<string>()
    : queryTargets(store, keys, index, vertex.operation);
  const edge = { input: index, operation: vertex.operation, selector };
  const possible = possibleTargets(store, source?.possible ?? NO_IDS, edge);
  return { targets, possible, keys, content: null, isUnknown: false, equal: NO_IDS };
}

/** Looks for the vertex by the content of an input, which therefore has to be there. */
function readContent(state: State, vertex: Vertex, index: number, input: InputState): void {
  const { store } = state;
  const definition = vertex.inputs[index];
  if (definition === undefined || definition.content === null) return;
  state.loaded.add(definition.vertex);
  const content = contentOf(state, inputKey(vertex.index, index));
  const isMissing = state.snapshot.missing[inputKey(vertex.index, index)] !== undefined;
  if (!isMissing) input.equal = equalTargets(store, content, index, vertex.operation);
  for (const target of input.equal) input.possible.add(target);
  if (content === null) {
    input.isUnknown = true;
    return;
  }
  input.content = { key: contentKey(content), selector: '' };
  if (!vertex.ignoreCache)
    for (const target of queryTargets(store, [input.content], index, vertex.operation))
      input.targets.add(target);
  const results = state.outcomes[definition.vertex]?.resultKeys ?? [];
  const own = results.map((key) => ({ key, selector: definition.selector }));
  // Whether or not that is looked for: what one of the keys leads to, all of them lead to from now on.
  queryTargets(store, [...own, input.content], index, vertex.operation);
}

/** Null where a hole's bytes are not known, or the content cannot be had at all. */
function contentOf(state: State, key: string): Content | null {
  const { snapshot, run, outcomes } = state;
  const text = snapshot.content[key];
  if (text === undefined) return null;
  const holes = snapshot.holes[key] ?? [];
  if (holes.length === 0) return { digest: text, isOpen: false };
  const tokens: string[] = [];
  for (const { vertex } of holes) {
    const token = outcomes[vertex]?.token ?? null;
    if (token === null) return null;
    tokens.push(token);
  }
  // What the frontend makes is told by its operation; of all else only the builder has seen the bytes.
  const isOpen = holes.some(({ vertex }) => snapshot.plan.vertices[vertex]?.kind !== 'inline');
  return { digest: run.digest([text, ...tokens].join('\0')), isOpen };
}

/** Every id that all inputs lead to. Each has a record, since nothing is ever pruned here. */
function findRecord(state: State, vertex: Vertex, inputs: readonly InputState[]): Outcome | null {
  const ids = intersection(inputs.map((input) => input.targets));
  const found = newestRecord(state.store, ids);
  if (found === null) return null;
  const deps = inputs.map((input, index) => knownKeys(state, vertex, index, input));
  const keys = [...ids].map((id): CacheKey => ({ id, operation: vertex.operation, inputs: deps }));
  const own = keys.find((key) => key.id === found.id);
  return own === undefined ? null : hit(state, keys, own, found);
}

function knownKeys(
  state: State,
  vertex: Vertex,
  index: number,
  input: InputState,
): readonly InputKey[] {
  if (input.content === null) return input.keys;
  return [...resultKeysOf(state, vertex, index), input.content];
}

function resultKeysOf(state: State, vertex: Vertex, index: number): readonly InputKey[] {
  const input = vertex.inputs[index];
  if (input === undefined) return [];
  const keys = state.outcomes[input.vertex]?.resultKeys ?? [];
  return keys.map((key) => ({ key, selector: input.selector }));
}

function possibleIds(inputs: readonly InputState[]): ReadonlySet<string> {
  return intersection(inputs.map((input) => new Set([...input.targets, ...input.possible])));
}

function intersection(sets: readonly ReadonlySet<string>[]): ReadonlySet<string> {
  const [first = NO_IDS, ...rest] = sets;
  if (rest.length === 0 || first.size === 0) return first;
  return new Set([...first].filter((id) => rest.every((set) => set.has(id))));
}

function execute(state: State, vertex: Vertex, inputs: readonly InputState[]): Outcome {
  const { store, run } = state;
  const unknownInputs = [...inputs.keys()].filter((index) => inputs[index]?.isUnknown === true);
  const isCertain = vertex.inputs.every(
    (input) => state.outcomes[input.vertex]?.resultKeys !== null,
  );
  if (!isCertain || unknownInputs.length > 0)
    return miss({ resultKeys: null, token: null, unknownInputs });
  const deps = inputs.map((input, index) => [
    ...resultKeysOf(state, vertex, index),
    ...(input.content === null ? [] : [input.content]),
  ]);
  const id = idForResult(store, vertex.operation, deps);
  const key: CacheKey = { id, operation: vertex.operation, inputs: deps };
  const token = `${vertex.kind} ${run.build} ${vertex.index}`;
  saveResult(store, key, { token, build: run.build });
  addAliases(store, id, aliasesOf(state, vertex, inputs, deps));
  const known = run.mode === 'remember' ? token : null;
  const outcome = miss({ resultKeys: [key], token: known, unknownInputs });
  // Since 0.32 others can search by the key of what has just run; its inputs had none where the cache was not used.
  const isShown = !vertex.ignoreCache && isAtLeast(state.snapshot.plan.engine.buildkit, '0.32');
  return isShown ? { ...outcome, keys: [key], possible: withAliases(store, [id]) } : outcome;
}

/** Ids that the builder may have found the vertex by, if bytes that nobody else has seen are equal. */
function aliasesOf(
  state: State,
  vertex: Vertex,
  inputs: readonly InputState[],
  deps: readonly (readonly InputKey[])[],
): ReadonlySet<string> {
  const { store } = state;
  const { operation } = vertex;
  return intersection(
    inputs.map(({ equal }, index) => {
      const ids = withAliases(
        store,
        (deps[index] ?? []).map(({ key }) => key.id),
      );
      const selector = vertex.inputs[index]?.selector ?? '';
      const byContent = possibleTargets(store, ids, { input: index, operation, selector: '' });
      const byKey = possibleTargets(store, ids, { input: index, operation, selector });
      return new Set([...byKey, ...byContent, ...equal]);
    }),
  );
}

function hit(state: State, keys: readonly CacheKey[], own: CacheKey, found: FoundRecord): Outcome {
  const isMerged = found.record.build === state.run.build;
  const isKnown = !isMerged || state.run.mode === 'remember';
  return {
    verdict: isMerged ? 'miss' : 'hit',
    keys,
    possible: withAliases(
      state.store,
      keys.map(({ id }) => id),
    ),
    resultKeys: [own],
    token: isKnown ? found.record.token : null,
    unknownInputs: [],
    isMerged,
    failure: null,
  };
}

function hasMissing({ snapshot }: State, vertex: Vertex, which: 'any' | 'for its key'): boolean {
  const { missing, missingWhenRun = {} } = snapshot;
  return vertex.inputs.some((_, index) => {
    const key = inputKey(vertex.index, index);
    return missing[key] !== undefined || (which === 'any' && missingWhenRun[key] !== undefined);
  });
}

/** Nothing is stored of it, and nothing can stand on it. */
function failed(failure: 'own' | 'above'): Outcome {
  return { ...miss({ resultKeys: null, token: null, unknownInputs: [] }), failure };
}

function miss(facts: Pick<Outcome, 'resultKeys' | 'token' | 'unknownInputs'>): Outcome {
  return { verdict: 'miss', keys: [], possible: NO_IDS, isMerged: false, failure: null, ...facts };
}
