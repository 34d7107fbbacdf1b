/**
 * The tree of a context as a checkout of a revision would leave it: the disk, with what the revision has otherwise laid
 * over it. A file that differs keeps the mode bits that git does not know; one that is gone gets those of a new file.
 */
import { contextMode, type DiskNode, type DiskTree, type TreeChild } from '../context/index.ts';
import { foldersAbove } from '../files/index.ts';
import type { Checkout, EarlierFile } from './checkout.ts';

/** `folder`: the disk's root, as a path from the repository's root. `umask`: of new files. */
export function checkoutTree(
  disk: DiskTree,
  checkout: Checkout,
  { folder, umask }: { readonly folder: string; readonly umask: number },
): DiskTree {
  const { entries } = checkout;
  const { then, thinned } = foldersOf(entries);
  /** Whether a folder of the context is a folder on disk, and is not a file in the revision. */
  const kept = new Map<string, boolean>();
  return { root: disk.root, look, list };

  function inRepository(path: string): string {
    if (folder === '' || path === '') return folder + path;
    return `${folder}/${path}`;
  }

  function look(path: string): DiskNode | null {
    const place = inRepository(path);
    const entry = entries.get(place);
    if (then.has(place)) {
      const node = onDisk(path);
      return node?.kind === 'dir' ? node : newFolder(path);
    }
    if (entry === null) return null;
    if (entry === undefined) {
      const node = onDisk(path);
      const isGone = node?.kind === 'dir' && thinned.has(place) && isEmpty(path);
      return isGone ? null : node;
    }
    switch (entry.kind) {
      case 'symlink':
        return { kind: 'symlink', mode: 0o777, stats: null, target: entry.target };
      case 'folder': {
        const node = onDisk(path);
        return node?.kind === 'dir' ? node : newFolder(path);
      }
      case 'file':
        return { kind: 'file', mode: fileMode(entry, onDisk(path)), stats: null, isEarlier: true };
    }
  }

  function list(path: string): readonly TreeChild[] {
    const place = inRepository(path);
    const children = new Map<string, TreeChild>();
    for (const child of isKept(path) ? disk.list(path) : []) children.set(child.name, child);
    for (const [name, isFolder] of then.get(place) ?? []) children.set(name, { name, isFolder });
    return [...children.values()]
      .filter(({ name }) => {
        const at = place === '' ? name : `${place}/${name}`;
        return entries.get(at) !== null || then.has(at);
      })
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** Null below a folder that the revision has in the place of a file or a link, and the other way round. */
  function onDisk(path: string): DiskNode | null {
    const cut = path.lastIndexOf('/');
    return path === '' || isKept(path.slice(0, Math.max(0, cut))) ? disk.look(path) : null;
  }

  function isKept(path: string): boolean {
    const known = kept.get(path);
    if (known !== undefined) return known;
    const place = inRepository(path);
    const entry = entries.get(place);
    const isFolder =
      (entry === undefined || entry?.kind === 'folder' || then.has(place)) &&
      onDisk(path)?.kind === 'dir';
    kept.set(path, isFolder);
    return isFolder;
  }

  function isEmpty(path: string): boolean {
    return list(path).every(({ name }) => look(path === '' ? name : `${path}/${name}`) === null);
  }

  function newFolder(path: string): DiskNode {
    const above = path === '' ? null : look(path.slice(0, Math.max(0, path.lastIndexOf('/'))));
    // Linux hands the set-group bit down.
    const group = process.platform === 'linux' ? (above?.mode ?? 0) & 0o2000 : 0;
    return {
      kind: 'dir',
      mode: contextMode((0o777 & ~umask) | group, process.platform),
      stats: null,
    };
  }

  function fileMode(entry: EarlierFile, node: DiskNode | null): number {
    return contextMode(earlierMode(entry, node), process.platform);
  }

  function earlierMode({ isExecutable, staged }: EarlierFile, node: DiskNode | null): number {
    if (node?.kind !== 'file') return (isExecutable ? 0o777 : 0o666) & ~umask;
    const isNow = (node.mode & 0o100) !== 0;
    // A file system without modes says the same of all files, whatever git knows of them.
    const saysNothing = checkout.ignoresModes && staged !== null && staged.isExecutable !== isNow;
    if (isNow === isExecutable || saysNothing) return node.mode;
    return isExecutable ? node.mode | ((node.mode & 0o444) >> 2) : node.mode & ~0o111;
  }
}

interface Folders {
  /** Those that the revision has on the way to what is laid over the disk, with these children. */
  readonly then: ReadonlyMap<string, ReadonlyMap<string, boolean>>;
  /** Those that lose something, and are gone if that was all. */
  readonly thinned: ReadonlySet<string>;
}

function foldersOf(entries: Checkout['entries']): Folders {
  const then = new Map<string, Map<string, boolean>>();
  const thinned = new Set<string>();
  for (const [path, entry] of entries) {
    const above = foldersAbove(path);
    if (entry === null) {
      for (const folder of above) thinned.add(folder);
      continue;
    }
    let parent = '';
    for (const folder of above) {
      put(parent, folder, true);
      parent = folder;
    }
    put(parent, path, entry.kind === 'folder');
  }
  return { then, thinned };

  function put(parent: string, path: string, isFolder: boolean): void {
    const children = then.get(parent) ?? new Map<string, boolean>();
    then.set(parent, children);
    children.set(path.slice(parent === '' ? 0 : parent.length + 1), isFolder);
  }
}
