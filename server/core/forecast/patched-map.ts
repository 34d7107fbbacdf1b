/**
 * A large map with a few changes laid over it. Of 100,000 files one changes at a time: what was made of the others
 * belongs to the map below, which stays the same object, and only the changes have to be looked at.
 */

export interface Layers<Value> {
  readonly base: ReadonlyMap<string, Value>;
  /** What is different from the base; null where something is gone. */
  readonly patch: ReadonlyMap<string, Value | null>;
}

/** With more changes than this, a map of its own is better. */
const MAX_PATCH = 1_000;

/** The map with the changes; null takes away. All changes together lie over the same base, however often it is done. */
export function patchedMap<Value>(
  map: ReadonlyMap<string, Value>,
  changes: ReadonlyMap<string, Value | null>,
): ReadonlyMap<string, Value> {
  const isSame = [...changes].every(([key, value]) => map.get(key) === (value ?? undefined));
  if (isSame) return map;
  const { base, patch } = layersOf(map);
  const together = new Map(patch);
  for (const [key, value] of changes) {
    // What is as it was below is no change.
    if (base.get(key) === (value ?? undefined)) together.delete(key);
    else together.set(key, value);
  }
  if (together.size === 0) return base;
  const patched = new PatchedMap(base, together);
  return together.size > MAX_PATCH ? new Map(patched) : patched;
}

export function layersOf<Value>(map: ReadonlyMap<string, Value>): Layers<Value> {
  return map instanceof PatchedMap
    ? // A holder of a map of these values can only have patched maps of the same.
      (map as PatchedMap<Value>)
    : { base: map, patch: new Map() };
}

class PatchedMap<Value> implements ReadonlyMap<string, Value>, Layers<Value> {
  readonly base: ReadonlyMap<string, Value>;
  readonly patch: ReadonlyMap<string, Value | null>;
  readonly size: number;

  constructor(base: ReadonlyMap<string, Value>, patch: ReadonlyMap<string, Value | null>) {
    this.base = base;
    this.patch = patch;
    let { size } = base;
    for (const [key, value] of patch) {
      if (value === null) size -= base.has(key) ? 1 : 0;
      else size += base.has(key) ? 0 : 1;
    }
    this.size = size;
  }

  get(key: string): Value | undefined {
    const changed = this.patch.get(key);
    return changed === undefined ? this.base.get(key) : (changed ?? undefined);
  }

  has(key: string): boolean {
    const changed = this.patch.get(key);
    return changed === undefined ? this.base.has(key) : changed !== null;
  }

  /** In the order of the base; what came later comes last. */
  *entries(): MapIterator<[string, Value]> {
    for (const [key, value] of this.base) {
      const changed = this.patch.get(key);
      if (changed === undefined) yield [key, value];
      else if (changed !== null) yield [key, changed];
    }
    for (const [key, value] of this.patch) {
      if (value !== null && !this.base.has(key)) yield [key, value];
    }
  }

  *keys(): MapIterator<string> {
    for (const [key] of this.entries()) yield key;
  }

  *values(): MapIterator<Value> {
    for (const [, value] of this.entries()) yield value;
  }

  [Symbol.iterator](): MapIterator<[string, Value]> {
    return this.entries();
  }

  forEach(call: (value: Value, key: string, map: ReadonlyMap<string, Value>) => void): void {
    for (const [key, value] of this.entries()) call(value, key, this);
  }
}
