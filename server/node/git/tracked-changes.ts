/** What a revision has otherwise than the index. Folders of which both have the same tree are not read. */
import { foldersAbove } from '../files/index.ts';
import type { GitIndex } from './index-file.ts';
import type { ObjectStore } from './object-store.ts';
import { readTree, type TreeEntry } from './objects.ts';

/** Null: the index has the path, and the revision does not. */
export type TrackedChanges = ReadonlyMap<string, TreeEntry | null>;

export function changesSince(store: ObjectStore, tree: string, index: GitIndex): TrackedChanges {
  const changes = new Map<string, TreeEntry | null>();
  const seen = new Set<string>();
  const sameFolders = new Set<string>();
  visit('', tree);
  for (const path of index.entries.keys()) {
    if (seen.has(path) || sameFolders.has('')) continue;
    if (!foldersAbove(path).some((folder) => sameFolders.has(folder))) changes.set(path, null);
  }
  return changes;

  function visit(folder: string, id: string): void {
    if (index.trees.get(folder) === id || index.sparseFolders.get(folder) === id) {
      sameFolders.add(folder);
      return;
    }
    for (const [name, entry] of readTree(store, id)) {
      const path = folder === '' ? name : `${folder}/${name}`;
      if (entry.mode === '40000') visit(path, entry.id);
      else {
        seen.add(path);
        const tracked = index.entries.get(path);
        if (tracked?.mode !== entry.mode || tracked.id !== entry.id) changes.set(path, entry);
      }
    }
  }
}
