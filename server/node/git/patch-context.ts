/**
 * A context of a revision, made of the same context as it is now and of what differs: a walk over all files is spared, and
 * what was made of the others holds for both. Where links or exceptions of an ignore file decide what belongs to the
 * context, only a walk can tell.
 */
import type { ContextNeeds } from '../../core/plan/model.ts';
import { patchedMap, type ContextEntry } from '../../core/forecast/index.ts';
import { createLineBudget, diskTree, type DiskTree, type PathFilter } from '../context/index.ts';
import { foldersAbove, isBelow, joinInRoot } from '../files/index.ts';
import type { Checkout } from './checkout.ts';
import { checkoutTree } from './checkout-tree.ts';
import { readEarlierFiles } from './earlier-files.ts';
import { below } from './places.ts';

type Entries = ReadonlyMap<string, ContextEntry>;

export interface PatchInput {
  readonly checkout: Checkout;
  readonly revision: string;
  /** The context's folder, and the same from the repository's root. */
  readonly root: string;
  readonly folder: string;
  readonly umask: number;
  readonly needs: ContextNeeds;
  readonly ignore: PathFilter | null;
  readonly now: Entries;
  readonly note: (text: string) => void;
}

/** Null where a walk is needed. */
export async function patchedContext(input: PatchInput): Promise<Entries | null> {
  const { checkout, folder, now } = input;
  const disk = diskTree(input.root, new Map(), () => undefined);
  const tree = checkoutTree(disk, checkout, { folder, umask: input.umask });
  const changed = changedPaths(input, disk);
  if (changed === null) return null;
  const changes = new Map<string, ContextEntry | null>();
  const files: string[] = [];
  for (const path of changed) {
    for (const above of ['', ...foldersAbove(path)]) {
      if (changes.has(above)) continue;
      const node = tree.look(above);
      if (node === null) changes.set(above, null);
      else if (!now.has(above)) changes.set(above, { kind: 'dir', mode: node.mode, size: 0 });
    }
    const node = tree.look(path);
    if (node === null) {
      changes.set(path, null);
      continue;
    }
    changes.set(path, { kind: node.kind, mode: node.mode, size: 0 });
    if (node.kind === 'file') files.push(path);
  }
  const budget = createLineBudget();
  const contents = await readEarlierFiles({
    ...{ checkout, revision: input.revision, note: input.note },
    paths: files.map((path) => below(folder, path)),
    wantsLines: (path, size) => budget.wants(path.slice(path.lastIndexOf('/') + 1), size),
  });
  for (const path of files) {
    const content = contents.get(below(folder, path));
    const entry = changes.get(path);
    if (!content || !entry) continue;
    const { digest, size, lines } = content;
    changes.set(path, { ...entry, digest, size, ...(lines === null ? {} : { lines }) });
  }
  return patchedMap(now, changes);
}

/** Paths of the context; null where more than files came, went or changed. */
function changedPaths(
  { checkout, folder, needs, ignore, now }: PatchInput,
  disk: DiskTree,
): readonly string[] | null {
  const needed = needs.paths.map((path) => joinInRoot('', path));
  if (!needed.includes(''))
    for (const { kind } of now.values()) if (kind === 'symlink') return null;
  const paths: string[] = [];
  for (const [place, entry] of checkout.entries) {
    if (!isBelow(folder, place)) {
      // The context's own folder can be a file in the revision.
      if (isBelow(place, folder)) return null;
      continue;
    }
    const path = folder === '' ? place : place.slice(folder.length + 1);
    if (path === '' || !needed.some((one) => isBelow(one, path))) {
      // A needed path can lie below what is a file or a link in the revision.
      if (needed.some((one) => isBelow(path, one))) return null;
      continue;
    }
    if (ignore?.excludes(path) === true) continue;
    if (entry !== null && entry.kind !== 'file') return null;
    const node = disk.look(path);
    const isPlain = node === null || node.kind === 'file';
    const isAbove = foldersAbove(path).every((one) => (disk.look(one)?.kind ?? 'dir') === 'dir');
    if (!isPlain || !isAbove) return null;
    paths.push(path);
  }
  return paths;
}
