/**
 * BuildKit's key store in small (solver/cachemanager.go). Keys are nodes; a link leads from a key of an input over an
 * operation to the key of its result; a record says that a result is there. What a build finds and what it leaves
 * behind are questions and additions to this graph, nothing else.
 */

/** A key as a build holds it: a node, and the keys of its inputs that led there or will lead there. */
export interface CacheKey {
  readonly id: string;
  readonly operation: string;
  readonly inputs: readonly (readonly InputKey[])[];
}

export interface InputKey {
  readonly key: CacheKey;
  readonly selector: string;
}

export interface CacheRecord {
  /** Counts up; the newest record of a key is the one that is used. */
  readonly createdAt: number;
  /** Stands for the bytes of the result. */
  readonly token: string;
  /** The build that made it. */
  readonly build: number;
}

export interface KeyStore {
  /** Target ids by source id, input, operation and selector. */
  readonly links: SetTable;
  /** Targets that some content key leads to, by input and operation: what a content that is not known may lead to. */
  readonly contentTargets: SetTable;
  /** Those of them whose content nobody but the builder has seen: it may equal any other. */
  readonly openTargets: SetTable;
  /** Ids that are one in the builder's store if bytes that nobody else has seen are equal. */
  readonly aliases: SetTable;
  /** The newest of each id: older ones are never used again. */
  readonly records: LayeredMap<CacheRecord>;
  nIds: number;
  nRecords: number;
}

/** With `below`, all that is in there, which stays as it is: what is added goes into the new store alone. */
export function createKeyStore(below?: KeyStore): KeyStore {
  return {
    links: layeredMap(below?.links),
    contentTargets: layeredMap(below?.contentTargets),
    openTargets: layeredMap(below?.openTargets),
    aliases: layeredMap(below?.aliases),
    records: layeredMap(below?.records),
    nIds: below?.nIds ?? 0,
    nRecords: below?.nRecords ?? 0,
  };
}

interface LayeredMap<Value> {
  readonly own: Map<string, Value>;
  readonly below: LayeredMap<Value> | undefined;
}

type SetTable = LayeredMap<Set<string>>;

function layeredMap<Value>(below: LayeredMap<Value> | undefined): LayeredMap<Value> {
  return { own: new Map(), below };
}

function valueOf<Value>(map: LayeredMap<Value>, name: string): Value | undefined {
  return map.own.get(name) ?? (map.below && valueOf(map.below, name));
}

/** The key of an operation without inputs. */
export function rootKey(operation: string): CacheKey {
  return { id: `root ${operation}`, operation, inputs: [] };
}

const CONTENT = 'content ';
const OPEN_CONTENT = 'content? ';

/** What is looked for by content. */
export interface Content {
  readonly digest: string;
  /** Rests on bytes that only the builder has seen, so that another digest does not mean other bytes. */
  readonly isOpen: boolean;
}

export function contentKey({ digest, isOpen }: Content): CacheKey {
  return { id: (isOpen ? OPEN_CONTENT : CONTENT) + digest, operation: digest, inputs: [] };
}

/**
 * Targets of any of the keys. As in BuildKit the question leaves a trace: a key that did not lead to a target which
 * another one led to does so afterwards.
 */
export function queryTargets(
  store: KeyStore,
  keys: readonly InputKey[],
  input: number,
  operation: string,
): Set<string> {
  const found = new Set<string>();
  for (const key of keys) {
    for (const target of linksOf(store, key, input, operation)) found.add(target);
  }
  for (const target of found) {
    for (const key of keys) addLink(store, key, input, operation, target);
  }
  return found;
}

/** The same without a trace, from ids that a key may turn out to have. */
export function possibleTargets(
  store: KeyStore,
  ids: Iterable<string>,
  edge: { readonly input: number; readonly operation: string; readonly selector: string },
): Set<string> {
  const found = new Set<string>();
  for (const id of ids) {
    const targets = valueOf(store.links, linkText(id, edge.input, edge.operation, edge.selector));
    for (const target of targets ?? []) found.add(target);
  }
  return found;
}

/** Targets of other contents that may have the same bytes as this one; null where nothing is known of it. */
export function equalTargets(
  store: KeyStore,
  content: Content | null,
  input: number,
  operation: string,
): ReadonlySet<string> {
  const isKnown = content !== null && !content.isOpen;
  const targets = isKnown ? store.openTargets : store.contentTargets;
  return valueOf(targets, `${input} ${operation}`) ?? NOTHING;
}

/** The ids, and all that may be the same as one of them. */
export function withAliases(store: KeyStore, ids: Iterable<string>): ReadonlySet<string> {
  const found = new Set(ids);
  for (const id of found) for (const alias of valueOf(store.aliases, id) ?? []) found.add(alias);
  return found;
}

export function addAliases(store: KeyStore, id: string, others: Iterable<string>): void {
  for (const other of others) {
    if (other === id) continue;
    addTo(store.aliases, id, other);
    addTo(store.aliases, other, id);
  }
}

const NOTHING: ReadonlySet<string> = new Set();

export function newestRecord(store: KeyStore, ids: Iterable<string>): FoundRecord | null {
  let newest: FoundRecord | null = null;
  for (const id of ids) {
    const record = valueOf(store.records, id);
    if (record === undefined) continue;
    if (newest === null || record.createdAt > newest.record.createdAt) newest = { id, record };
  }
  return newest;
}

export interface FoundRecord {
  readonly id: string;
  readonly record: CacheRecord;
}

/** Stores a result under its key, and links every key of its inputs to it. */
export function saveResult(
  store: KeyStore,
  key: CacheKey,
  result: { readonly token: string; readonly build: number },
): CacheRecord {
  store.nRecords++;
  const record: CacheRecord = { createdAt: store.nRecords, ...result };
  store.records.own.set(key.id, record);
  linkInputs(store, key);
  return record;
}

/**
 * The id for a result that has just been made: one that the keys of all inputs lead to already, or a new one. Keys of
 * the first input each add to the choice, keys of the others each narrow it, as they do in BuildKit.
 */
export function idForResult(
  store: KeyStore,
  operation: string,
  inputs: readonly (readonly InputKey[])[],
): string {
  let matches = new Set<string>();
  for (const [index, keys] of inputs.entries()) {
    for (const key of keys) {
      const targets = linksOf(store, key, index, operation);
      if (index === 0) for (const target of targets) matches.add(target);
      else matches = intersect(matches, targets);
    }
  }
  for (const id of matches) return id;
  store.nIds++;
  return `key ${store.nIds}`;
}

function intersect(a: ReadonlySet<string>, b: ReadonlySet<string>): Set<string> {
  return new Set([...a].filter((id) => b.has(id)));
}

/** Where a link is missing, the keys above may have been put together in this build only; they are linked, too. */
function linkInputs(store: KeyStore, key: CacheKey): void {
  const open: CacheKey[] = [key];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    for (const [index, keys] of at.inputs.entries()) {
      for (const input of keys) {
        if (linksOf(store, input, index, at.operation).has(at.id)) continue;
        addLink(store, input, index, at.operation, at.id);
        open.push(input.key);
      }
    }
  }
}

function linksOf(
  store: KeyStore,
  key: InputKey,
  input: number,
  operation: string,
): ReadonlySet<string> {
  return valueOf(store.links, linkText(key.key.id, input, operation, key.selector)) ?? NOTHING;
}

function addLink(
  store: KeyStore,
  key: InputKey,
  input: number,
  operation: string,
  target: string,
): void {
  addTo(store.links, linkText(key.key.id, input, operation, key.selector), target);
  const isOpen = key.key.id.startsWith(OPEN_CONTENT);
  if (isOpen) addTo(store.openTargets, `${input} ${operation}`, target);
  if (isOpen || key.key.id.startsWith(CONTENT))
    addTo(store.contentTargets, `${input} ${operation}`, target);
}

function addTo(sets: SetTable, name: string, value: string): void {
  const own = sets.own.get(name);
  if (own !== undefined) {
    own.add(value);
    return;
  }
  const known = sets.below && valueOf(sets.below, name);
  if (known?.has(value) !== true) sets.own.set(name, new Set([...(known ?? []), value]));
}

function linkText(id: string, input: number, operation: string, selector: string): string {
  return `${id}\0${input}\0${operation}\0${selector}`;
}
