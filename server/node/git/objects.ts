/** What is in a commit, a tag and a tree. */
import { BrokenObject, type GitObject, type ObjectKind } from './git-object.ts';
import type { ObjectStore } from './object-store.ts';

export interface Commit {
  readonly id: string;
  readonly tree: string;
  readonly parents: readonly string[];
}

export interface TreeEntry {
  /** As git writes it: `100644`, `100755`, `120000` (link), `40000` (folder), `160000` (submodule). */
  readonly mode: string;
  readonly id: string;
}

/** The object is named by another one and is not in the repository: a partial or shallow clone, or a lost file. */
export class MissingObject extends Error {
  override readonly name = 'MissingObject';
  readonly id: string;

  constructor(id: string) {
    super(`the object ${id} is not in this repository`);
    this.id = id;
  }
}

export function readObject(store: ObjectStore, id: string, kind: ObjectKind): Buffer {
  const object = store.read(id);
  if (object === null) throw new MissingObject(id);
  if (object.kind !== kind) throw new BrokenObject(`${id} is not a ${kind}`);
  return object.bytes;
}

/** The commit that an id leads to, through tags. Null where it leads to something else. */
export function peelToCommit(store: ObjectStore, id: string): Commit | null {
  for (let at = id, hop = 0; hop < 10; hop++) {
    const object = store.read(at);
    if (object === null) throw new MissingObject(at);
    if (object.kind === 'commit') return parseCommit(at, object);
    const target = object.kind === 'tag' ? header(object, 'object') : undefined;
    if (target === undefined) return null;
    at = target;
  }
  return null;
}

function parseCommit(id: string, object: GitObject): Commit {
  const tree = header(object, 'tree');
  if (tree === undefined) throw new BrokenObject(`the commit ${id} is damaged`);
  const text = object.bytes.toString('latin1');
  const end = text.indexOf('\n\n');
  const parents = (end === -1 ? text : text.slice(0, end)).matchAll(/^parent ([0-9a-f]+)$/gm);
  return { id, tree, parents: [...parents].map(([, parent = '']) => parent) };
}

function header({ bytes }: GitObject, name: string): string | undefined {
  return new RegExp(`^${name} ([0-9a-f]+)$`, 'm').exec(bytes.toString('latin1', 0, 300))?.[1];
}

/** By name, in git's order. */
export function readTree(store: ObjectStore, id: string): ReadonlyMap<string, TreeEntry> {
  const bytes = readObject(store, id, 'tree');
  const entries = new Map<string, TreeEntry>();
  for (let at = 0; at < bytes.length;) {
    const space = bytes.indexOf(0x20, at);
    const end = bytes.indexOf(0, space);
    const next = end + 1 + store.idLength;
    if (space === -1 || end === -1 || next > bytes.length)
      throw new BrokenObject(`the tree ${id} is damaged`);
    const name = bytes.toString('utf8', space + 1, end);
    // Git itself refuses such names; they could lead out of the repository.
    if (name === '' || name === '.' || name === '..' || name.includes('/'))
      throw new BrokenObject(`the tree ${id} has an entry that is called "${name}"`);
    entries.set(name, {
      mode: plainMode(bytes.toString('latin1', at, space)),
      id: bytes.toString('hex', end + 1, next),
    });
    at = next;
  }
  return entries;
}

/** Old versions of git kept more of a file's mode than whether it is executable. */
function plainMode(mode: string): string {
  if (!mode.startsWith('100')) return mode;
  return (parseInt(mode, 8) & 0o100) === 0 ? '100644' : '100755';
}
