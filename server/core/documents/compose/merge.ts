/**
 * Lays one service over another, as for several files and for `extends`: maps merge, lists append, everything else is
 * replaced. `build` may be a path on one side, `args` and `additional_contexts` a list on one side and a map on the
 * other. The rules are those of compose-go's package `override`.
 */
import type { ComposeMap, ComposeScalar, ComposeValue } from './model.ts';

export interface MergeWork {
  /** Entries and items that may still be copied: services that extend each other could grow without end. */
  left: number;
  readonly report: (value: ComposeValue, message: string) => void;
}

/** The result keeps the marks of `over`, since they also count for the files below; `settled` removes them. */
export function mergeServices(base: ComposeMap, over: ComposeMap, work: MergeWork): ComposeMap {
  return mergeMaps(base, over, work, (key, below, above) =>
    key === 'build' ? mergeBuilds(below, above, work) : mergeValues(key, below, above, work),
  );
}

/** Whether nothing may be copied anymore; says so at the value that is not merged then. */
export function isExhausted(work: MergeWork, over: ComposeValue): boolean {
  if (work.left >= 0) return false;
  work.report(
    over,
    'The services together are too large, so this part is read without what it builds on.',
  );
  return true;
}

/** Entries and items, however deep. */
export function sizeOf(value: ComposeValue): number {
  if (value.kind === 'scalar') return 1;
  const inner = value.kind === 'list' ? value.items : [...value.entries.values()];
  return inner.reduce((total, one) => total + sizeOf(one), 1);
}

/** Without what `!reset` removes and without marks. */
export function settled(map: ComposeMap): ComposeMap {
  const entries = new Map<string, ComposeValue>();
  for (const [key, value] of map.entries) {
    if (value.mark === 'reset') continue;
    entries.set(key, value.kind === 'map' ? settled(value) : { ...value, mark: 'merge' });
  }
  return { ...map, mark: 'merge', entries };
}

type MergeEntry = (key: string, below: ComposeValue, above: ComposeValue) => ComposeValue;

function mergeMaps(
  base: ComposeMap,
  over: ComposeMap,
  work: MergeWork,
  mergeEntry: MergeEntry,
): ComposeMap {
  work.left -= base.entries.size + over.entries.size;
  if (isExhausted(work, over)) return over;
  const entries = new Map(base.entries);
  for (const [key, above] of over.entries) {
    const below = entries.get(key);
    if (below === undefined || above.mark !== 'merge') entries.set(key, above);
    else entries.set(key, mergeEntry(key, below, above));
  }
  return { ...over, entries };
}

function mergeBuilds(below: ComposeValue, above: ComposeValue, work: MergeWork): ComposeValue {
  const base = buildMap(below);
  const over = buildMap(above);
  if (base === null || over === null) return base ?? above;
  return mergeMaps(base, over, work, (key, one, other) =>
    isKeyValueList(key) ? mergeKeyValues(one, other, work) : mergeValues(key, one, other, work),
  );
}

/** `build: ./folder` is short for a map with that context; null for what is no build. */
export function buildMap(value: ComposeValue): ComposeMap | null {
  if (value.kind === 'map') return value;
  if (value.kind === 'list' || value.text === null) return null;
  const context: ComposeValue = { ...value, mark: 'merge' };
  return { ...value, kind: 'map', entries: new Map([['context', context]]) };
}

export function isKeyValueList(key: string): boolean {
  return key === 'args' || key === 'additional_contexts';
}

function mergeKeyValues(below: ComposeValue, above: ComposeValue, work: MergeWork): ComposeValue {
  const base = keyValueMap(below);
  const over = keyValueMap(above);
  return mergeMaps(base, over, work, (_, __, value) => value);
}

/** `- KEY=value` as a map; the last of equal keys counts. A key without `=` has null for a value. */
export function keyValueMap(value: ComposeValue): ComposeMap {
  if (value.kind === 'map') return value;
  const entries = new Map<string, ComposeValue>();
  for (const item of value.kind === 'list' ? value.items : [value]) {
    if (item.kind !== 'scalar' || item.text === null) continue;
    const [key, entry] = keyValue(item, item.text);
    entries.set(key, entry);
  }
  return { kind: 'map', place: value.place, mark: value.mark, entries };
}

function keyValue(item: ComposeScalar, text: string): readonly [string, ComposeScalar] {
  const equals = text.indexOf('=');
  if (equals < 0) return [text, { ...item, text: null, isString: false }];
  return [text.slice(0, equals), { ...item, text: text.slice(equals + 1) }];
}

function mergeValues(
  key: string,
  below: ComposeValue,
  above: ComposeValue,
  work: MergeWork,
): ComposeValue {
  // Null says nothing new: the value below stays.
  if (above.kind === 'scalar' && above.text === null) return below;
  if (below.kind === 'scalar') return above;
  if (below.kind !== above.kind) {
    const written = below.kind === 'list' ? 'a list' : 'a map';
    work.report(above, `\`${key}\` cannot be merged: it is ${written} in the other place.`);
    return above;
  }
  if (below.kind === 'list' && above.kind === 'list') {
    work.left -= below.items.length + above.items.length;
    return work.left < 0 ? below : { ...above, items: [...below.items, ...above.items] };
  }
  return below.kind === 'map' && above.kind === 'map'
    ? mergeMaps(below, above, work, (name, one, other) => mergeValues(name, one, other, work))
    : above;
}
