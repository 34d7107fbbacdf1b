/**
 * What is known of a filesystem before anything is built: files of a context, folders that copies made, and places
 * where a RUN or an image put something that nobody here has seen. Trees are never changed; copies share their parts.
 */
import type { ContextEntry, ContextFiles } from './model.ts';
import { layersOf, type Layers } from './patched-map.ts';

export type Tree = Leaf | Folder | Opaque | Over | Derived;

export interface Leaf {
  readonly kind: 'leaf';
  readonly type: 'file' | 'symlink' | 'other';
  readonly mode: number;
  /** As written by `--chown`; empty for root. */
  readonly owner: string;
  /** Digest of the bytes, or the text of a link. */
  readonly body: string;
  readonly xattrs: string;
  /** Copied to a path that nobody has seen: was there a folder, it went into it by its own name. */
  readonly onto?: { readonly name: string; readonly file: Leaf; readonly below: Tree };
}

export interface Folder {
  readonly kind: 'folder';
  readonly header: FolderHeader;
  readonly children: ReadonlyMap<string, Tree>;
}

export interface FolderHeader {
  /** -1 for the root of a context: BuildKit has one constant for it. */
  readonly mode: number;
  readonly owner: string;
  readonly xattrs: string;
  /** A folder that a copy makes on its way: where there is one already, that one's header stays. */
  readonly soft: boolean;
}

/** Whatever a vertex has at a path. */
export interface Opaque {
  readonly kind: 'opaque';
  readonly vertex: number;
  readonly path: string;
  /** What the commands that made it tell of it. */
  readonly traces?: Traces;
}

/** `top` laid over `below`, where it cannot be told what of `below` is left. */
export interface Over {
  readonly kind: 'over';
  readonly top: Tree;
  readonly below: Tree;
}

/** Something made from a tree in a way that depends on what is in it: a selection, an unpacked archive. */
export interface Derived {
  readonly kind: 'derived';
  readonly of: Tree;
  readonly how: string;
}

const DEFAULT_FOLDER: FolderHeader = { mode: 0o755, owner: '', xattrs: '', soft: true };

export function opaque(vertex: number, path = '/', traces?: Traces): Opaque {
  return { kind: 'opaque', vertex, path, ...(traces && { traces }) };
}

export function softFolder(
  children: ReadonlyMap<string, Tree>,
  owner = '',
  mode = DEFAULT_FOLDER.mode,
): Folder {
  return { kind: 'folder', header: { ...DEFAULT_FOLDER, owner, mode }, children };
}

export function emptyFolder(): Folder {
  return softFolder(new Map());
}

/** What a tree has under a name; null where there certainly is nothing. */
export function childOf(tree: Tree, name: string): Tree | null {
  switch (tree.kind) {
    case 'leaf':
      return leafChild(tree, name);
    case 'folder':
      return tree.children.get(name) ?? null;
    case 'opaque':
      return { ...tree, path: tree.path === '/' ? `/${name}` : `${tree.path}/${name}` };
    case 'derived':
      return { kind: 'derived', of: tree.of, how: `${tree.how}/${name}` };
    case 'over':
      return lay(childOf(tree.top, name), childOf(tree.below, name));
  }
}

/** What is below a file's path, if there was a folder already and the file went into it. */
function leafChild({ onto }: Leaf, name: string): Tree | null {
  if (onto === undefined) return null;
  return name === onto.name ? onto.file : childOf(onto.below, name);
}

/** One tree laid over another, as a copy does it: folders are merged, everything else is replaced. */
export function lay(top: Tree | null, below: Tree | null): Tree | null {
  if (top === null) return below;
  if (below === null || top.kind === 'leaf') return top;
  if (top.kind !== 'folder') return { kind: 'over', top, below };
  switch (below.kind) {
    case 'leaf':
      return top;
    case 'folder':
      return mergeFolders(top, below);
    case 'over':
      if (below.top.kind !== 'folder') return { kind: 'over', top, below };
      return { kind: 'over', top: mergeFolders(top, below.top), below: below.below };
    case 'opaque':
    case 'derived':
      return { kind: 'over', top, below };
  }
}

function mergeFolders(top: Folder, below: Folder): Folder {
  const children = new Map(below.children);
  for (const [name, child] of top.children) {
    const laid = lay(child, below.children.get(name) ?? null);
    if (laid !== null) children.set(name, laid);
  }
  const header = top.header.soft ? below.header : top.header;
  return { kind: 'folder', header, children };
}

/** Leaves by the entries that they were made from, so that an unchanged file is the same leaf in the next tree. */
export interface TreeCache {
  readonly leaves: WeakMap<ContextEntry, Leaf>;
  readonly trees: WeakMap<ContextFiles['entries'], Folder>;
  /** The last tree of each context, whose unchanged folders are used again. */
  readonly last: Map<string, Folder>;
}

export function createTreeCache(): TreeCache {
  return { leaves: new WeakMap(), trees: new WeakMap(), last: new Map() };
}

export function contextTree(name: string, files: ContextFiles, cache: TreeCache): Folder {
  const { entries } = files;
  const known = cache.trees.get(entries);
  if (known !== undefined) return known;
  const layers = layersOf(entries);
  const patched = isFilePatch(layers)
    ? patchTree(contextTree(name, { entries: layers.base }, cache), layers.patch, cache)
    : null;
  const tree = patched ?? freeze(draftFolders(files, cache), cache.last.get(name));
  cache.trees.set(entries, tree);
  cache.last.set(name, tree);
  return tree;
}

/** Whether nothing but plain files came, went or changed, in folders that stay: no link, no header of a folder. */
export function isFilePatch({ base, patch }: Layers<ContextEntry>): boolean {
  for (const [path, entry] of patch) {
    const before = base.get(path);
    if ((entry?.kind ?? 'file') !== 'file' || (before?.kind ?? 'file') !== 'file') return false;
    const above = path.slice(0, Math.max(0, path.lastIndexOf('/')));
    if (above !== '' && base.get(above)?.kind !== 'dir') return false;
  }
  return patch.size > 0;
}

/** Null where there is something else in the way. */
function patchTree(
  root: Folder,
  patch: Layers<ContextEntry>['patch'],
  cache: TreeCache,
): Folder | null {
  let tree: Folder | null = root;
  for (const [path, entry] of patch) {
    if (tree === null) return null;
    tree = withLeaf(tree, path.split('/'), entry === null ? null : leafOf(entry, cache));
  }
  return tree;
}

function withLeaf(folder: Folder, parts: readonly string[], leaf: Leaf | null): Folder | null {
  const [name, ...rest] = parts;
  if (name === undefined) return null;
  const child = folder.children.get(name);
  const children = new Map(folder.children);
  if (rest.length === 0) {
    if (child !== undefined && child.kind !== 'leaf') return null;
    if (leaf === null) children.delete(name);
    else children.set(name, leaf);
  } else {
    const below = child?.kind === 'folder' ? withLeaf(child, rest, leaf) : null;
    if (below === null) return null;
    children.set(name, below);
  }
  return { ...folder, children };
}

interface Draft {
  header: FolderHeader;
  readonly children: Map<string, Draft | Leaf>;
}

function draftFolders(files: ContextFiles, cache: TreeCache): Draft {
  const root: Draft = { header: { ...DEFAULT_FOLDER, mode: -1 }, children: new Map() };
  const folders = new Map<string, Draft>([['', root]]);
  for (const [path, entry] of files.entries) {
    if (path === '') continue;
    if (entry.kind === 'dir') {
      draftFolder(folders, path).header = {
        mode: entry.mode,
        owner: '',
        xattrs: xattrText(entry),
        soft: false,
      };
      continue;
    }
    const slash = path.lastIndexOf('/');
    const parent = draftFolder(folders, path.slice(0, Math.max(0, slash)));
    parent.children.set(path.slice(slash + 1), leafOf(entry, cache));
  }
  return root;
}

/** A folder and all above it: a reader may have left out folders that it had no reason to name. */
function draftFolder(folders: Map<string, Draft>, path: string): Draft {
  const missing: string[] = [];
  let known = folders.get(path);
  for (let at = path; known === undefined; known = folders.get(at)) {
    missing.push(at);
    at = at.slice(0, Math.max(0, at.lastIndexOf('/')));
  }
  for (const folder of missing.reverse()) {
    const made: Draft = { header: DEFAULT_FOLDER, children: new Map() };
    known.children.set(folder.slice(folder.lastIndexOf('/') + 1), made);
    folders.set(folder, made);
    known = made;
  }
  return known;
}

function freeze(draft: Draft, before: Tree | undefined): Folder {
  const last = before?.kind === 'folder' ? before : undefined;
  const children = new Map<string, Tree>();
  let same = last !== undefined && isSameShape(last, draft) ? last : null;
  for (const name of [...draft.children.keys()].sort()) {
    const child = draft.children.get(name);
    if (child === undefined) continue;
    const earlier = last?.children.get(name);
    const frozen = 'kind' in child ? child : freeze(child, earlier);
    children.set(name, frozen);
    if (frozen !== earlier) same = null;
  }
  if (same !== null) return same;
  return { kind: 'folder', header: draft.header, children };
}

function isSameShape(folder: Folder, draft: Draft): boolean {
  const { children, header } = folder;
  return children.size === draft.children.size && headerText(header) === headerText(draft.header);
}

export function leafOf(entry: ContextEntry, cache: TreeCache): Leaf {
  const known = cache.leaves.get(entry);
  if (known !== undefined) return known;
  const type = entry.kind === 'dir' ? 'other' : entry.kind;
  const leaf: Leaf = {
    kind: 'leaf',
    type,
    // The mode of a link is a matter of the system that it is read on.
    mode: type === 'symlink' ? 0o777 : entry.mode,
    owner: '',
    body: (type === 'symlink' ? entry.target : entry.digest) ?? '',
    xattrs: xattrText(entry),
  };
  cache.leaves.set(entry, leaf);
  return leaf;
}

function xattrText(entry: ContextEntry): string {
  const { xattrs } = entry;
  return xattrs === undefined || xattrs.length === 0 ? '' : JSON.stringify(xattrs);
}

/** What is compared of a file: no name, no time. */
export function leafText(leaf: Leaf): string {
  const { type, mode, owner, xattrs, body } = leaf;
  // Not a template: a snapshot keeps the text, which should be of one piece.
  return [type, mode.toString(8), owner, xattrs, body].join(' ');
}

export function headerText(header: FolderHeader): string {
  return `dir ${header.mode < 0 ? 'root' : header.mode.toString(8)} ${header.owner} ${header.xattrs}`;
}

/** What the commands that made a filesystem tell of it. */
export interface Traces {
  /** Paths of links, absolute or from a folder that is not known; `any` where a link could be anywhere. */
  readonly links: readonly string[] | 'any';
  /** Words of the commands: a path that none of them names was hardly made by them. */
  readonly words: ReadonlySet<string>;
}
