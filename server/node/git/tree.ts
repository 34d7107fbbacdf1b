/**
 * A folder of a git revision as a tree that the context walk understands. Modes are those of a checkout under umask
 * 022. Bytes are the blob's own: where attributes or `core.autocrlf` convert line ends, or a filter (Git LFS) swaps
 * contents at checkout, the files on disk have other bytes than this.
 */
import fs from 'node:fs';
import git, { type TreeEntry } from 'isomorphic-git';
import type { TreeChild, TreeNode, TreeSource } from '../context/walk.ts';

export interface GitNode extends TreeNode {
  readonly mode: number;
  readonly oid: string;
  readonly isSubmodule: boolean;
}

export interface GitTree extends TreeSource<GitNode> {
  look(path: string): Promise<GitNode | null>;
  list(path: string): Promise<readonly TreeChild[]>;
  readBlob(oid: string): Promise<Uint8Array>;
}

/** `root` is the object id of the folder's tree. Calls reject where an object is missing. */
export function gitTree(gitdir: string, root: string, cache: object): GitTree {
  const trees = new Map<string, ReadonlyMap<string, TreeEntry>>();
  return { look, list, readBlob };

  async function look(path: string): Promise<GitNode | null> {
    if (path === '') return { kind: 'dir', mode: 0o755, oid: root, isSubmodule: false };
    const cut = path.lastIndexOf('/');
    const siblings = await entriesOf(path.slice(0, Math.max(0, cut)));
    const entry = siblings?.get(path.slice(cut + 1));
    if (entry === undefined) return null;
    if (entry.mode === '120000') {
      const target = Buffer.from(await readBlob(entry.oid)).toString('utf8');
      return { kind: 'symlink', mode: 0o777, oid: entry.oid, isSubmodule: false, target };
    }
    const isSubmodule = entry.type === 'commit';
    if (entry.type === 'tree' || isSubmodule)
      return { kind: 'dir', mode: 0o755, oid: entry.oid, isSubmodule };
    const mode = entry.mode === '100755' ? 0o755 : 0o644;
    return { kind: 'file', mode, oid: entry.oid, isSubmodule: false };
  }

  async function list(path: string): Promise<readonly TreeChild[]> {
    const entries = (await entriesOf(path)) ?? new Map<string, TreeEntry>();
    return [...entries.values()]
      .map((entry) => ({ name: entry.path, isFolder: entry.type !== 'blob' }))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** Null where there is no such folder in the revision. */
  async function entriesOf(path: string): Promise<ReadonlyMap<string, TreeEntry> | null> {
    const known = trees.get(path);
    if (known !== undefined) return known;
    const node = await look(path);
    if (node?.kind !== 'dir') return null;
    const entries = new Map<string, TreeEntry>();
    if (!node.isSubmodule) {
      const { tree } = await git.readTree({ fs, gitdir, oid: node.oid, cache });
      for (const entry of tree) entries.set(entry.path, entry);
    }
    trees.set(path, entries);
    return entries;
  }

  async function readBlob(oid: string): Promise<Uint8Array> {
    const { blob } = await git.readBlob({ fs, gitdir, oid, cache });
    return blob;
  }
}
