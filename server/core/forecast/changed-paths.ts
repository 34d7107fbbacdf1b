/** Which files differ between two snapshots of a context. */
import type { FileTable, Snapshot } from './model.ts';
import { layersOf } from './patched-map.ts';

const EMPTY: FileTable = new Map();

export function fileTable(snapshot: Snapshot, context: string): FileTable {
  return (Object.hasOwn(snapshot.files, context) ? snapshot.files[context] : undefined) ?? EMPTY;
}

/** Paths that came, went or have another record, in order. */
export function changedPaths(old: FileTable, now: FileTable): readonly string[] {
  const [was, is] = [layersOf(old), layersOf(now)];
  const paths = new Set(wholeChanges(was.base, is.base));
  for (const path of was.patch.keys()) paths.add(path);
  for (const path of is.patch.keys()) paths.add(path);
  return [...paths].filter((path) => old.get(path)?.record !== now.get(path)?.record).sort();
}

/** Tables never change, and one forecast after the other compares the same two. */
const compared = new WeakMap<FileTable, WeakMap<FileTable, readonly string[]>>();

function wholeChanges(old: FileTable, now: FileTable): readonly string[] {
  const known = compared.get(now) ?? new WeakMap<FileTable, readonly string[]>();
  compared.set(now, known);
  const paths = known.get(old) ?? comparePaths(old, now);
  known.set(old, paths);
  return paths;
}

function comparePaths(old: FileTable, now: FileTable): readonly string[] {
  if (old === now) return [];
  const paths: string[] = [];
  for (const [path, file] of now) {
    if (old.get(path)?.record !== file.record) paths.push(path);
  }
  for (const path of old.keys()) {
    if (!now.has(path)) paths.push(path);
  }
  return paths;
}
