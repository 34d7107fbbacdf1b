/**
 * The entries that make a context large, each byte in one of them at most. A folder stands for what is in it, unless a
 * few of its children make up most of it: then these are the entries, so that `data/model.bin` is named and not `data`.
 */
import type { Amount, SizedEntry, SizedFolder } from './model.ts';
import { isUnwantedName } from './unwanted.ts';

/** As many as are read at a glance. */
export const N_LARGEST = 15;

export interface LargestEntries {
  readonly entries: readonly SizedEntry[];
  /** All that is in none of them. */
  readonly rest: Amount;
}

export function largestEntries(root: SizedFolder): LargestEntries {
  const found = childrenOf(root)
    .flatMap((child) => opened(child, root.bytes * SHARE_OF_ALL))
    .sort(bySize);
  const entries = found.slice(0, N_LARGEST);
  const sum = (of: (entry: Amount) => number) =>
    entries.reduce((total, entry) => total + of(entry), 0);
  return {
    entries: entries.map(({ path, kind, files, bytes, steps }) => {
      return { path, kind, files, bytes, steps };
    }),
    rest: {
      files: root.files - sum(({ files }) => files),
      bytes: root.bytes - sum(({ bytes }) => bytes),
    },
  };
}

/** By size, then by number of files, then by name. */
function bySize(a: SizedEntry, b: SizedEntry): number {
  return b.bytes - a.bytes || b.files - a.files || (a.path < b.path ? -1 : 1);
}

function childrenOf({ folders, largest }: SizedFolder): readonly (SizedFolder | SizedEntry)[] {
  return [...folders.filter(({ files }) => files > 0), ...largest];
}

/** A smaller folder is one line, whatever is in it. */
const SHARE_OF_ALL = 0.02;
/** A child with this share of its folder is one of the few… */
const SHARE_OF_ONE = 0.1;
/** …that together make up most of it. */
const SHARE_OF_FEW = 0.75;

/** Iterative: a path may have any number of parts. */
function opened(entry: SizedFolder | SizedEntry, smallest: number): readonly SizedEntry[] {
  const entries: SizedEntry[] = [];
  const stack = [entry];
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    if ('folders' in next && next.bytes >= smallest && isMadeOfFew(next))
      stack.push(...childrenOf(next));
    else entries.push(next);
  }
  return entries;
}

function isMadeOfFew(folder: SizedFolder): boolean {
  const { bytes } = folder;
  if (bytes === 0 || isUnwantedName(folder.path.slice(folder.path.lastIndexOf('/') + 1)))
    return false;
  const few = childrenOf(folder).filter((child) => child.bytes >= bytes * SHARE_OF_ONE);
  return few.reduce((sum, child) => sum + child.bytes, 0) >= bytes * SHARE_OF_FEW;
}
