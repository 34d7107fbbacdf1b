/**
 * What a COPY leaves behind, followed file by file as far as the files are known. Where it depends on something
 * unseen (is the source a folder? is the destination?), the result says what it was made from instead of guessing.
 */
import type { ContentSelection, WrittenPath } from '../plan/model.ts';
import { baseName } from './content-digest.ts';
import { pathParts, resolvePath } from './resolve.ts';
import { fixedPath, isPlain, selectEntries, type SelectedEntry } from './select.ts';
import { emptyFolder, lay, softFolder, type FolderHeader, type Leaf, type Tree } from './tree.ts';
import { mayBeFolder, mayCrossLink, otherName } from './unseen-links.ts';

interface Source {
  readonly name: string;
  readonly tree: Tree;
}

/** The stage after a copy. `base` is null for an empty stage. */
export function copyInto(base: Tree | null, from: Tree, write: WrittenPath): Tree {
  let stage = base ?? emptyFolder();
  for (const source of sourcesOf(from, write.selection)) {
    const tree = asWritten(source, write);
    stage = placeAnywhere(stage, { name: source.name, tree }, write);
  }
  return stage;
}

export function makeFolder(base: Tree | null, path: string): Tree {
  return putAt(base ?? emptyFolder(), pathParts(path), softFolder(new Map()));
}

function sourcesOf(from: Tree, selection: ContentSelection): readonly Source[] {
  const name = baseName(selection.path);
  if (mayCrossLink(from, fixedPath(selection))) {
    const how = `through a link ${JSON.stringify(selection)}`;
    return [{ name, tree: { kind: 'derived', of: from, how } }];
  }
  if (isPlain(selection)) {
    const { tree } = resolvePath(from, selection.path, { followLast: selection.followLinks });
    return tree === null ? [] : [{ name, tree }];
  }
  const selected = selectEntries(from, selection);
  switch (selected.kind) {
    case 'missing':
      return [];
    case 'unknown': {
      const how = `selection ${JSON.stringify(selection)}`;
      return [{ name, tree: { kind: 'derived', of: selected.below, how } }];
    }
    case 'entries':
      return groupByTop(selected.entries).map((entries) => gather(from, entries));
  }
}

function groupByTop(entries: readonly SelectedEntry[]): readonly (readonly SelectedEntry[])[] {
  const groups = new Map<string, SelectedEntry[]>();
  for (const entry of entries) {
    const group = groups.get(entry.top);
    if (group === undefined) groups.set(entry.top, [entry]);
    else group.push(entry);
  }
  return [...groups.values()];
}

/** The entries that belong to one match of a selection, as a tree of its own. */
function gather(from: Tree, entries: readonly SelectedEntry[]): Source {
  const top = entries[0]?.top ?? '';
  let tree: Tree | null = null;
  for (const entry of entries) {
    let node: Tree =
      entry.node.kind === 'folder'
        ? { ...entry.node, children: new Map<string, Tree>() }
        : entry.node;
    if (entry.follow) node = resolvePath(from, entry.path, { followLast: true }).tree ?? node;
    tree = putAt(tree, pathParts(entry.path.slice(top.length)), node);
  }
  return { name: baseName(top), tree: tree ?? emptyFolder() };
}

/** `--chown`, `--chmod` and unpacking change what arrives. */
function asWritten(source: Source, write: WrittenPath): Tree {
  const { mode = -1, unpack = false } = write;
  const owner = ownerOf(write);
  if (unpack && MAY_BE_ARCHIVE.test(source.name))
    return { kind: 'derived', of: source.tree, how: 'unpack' };
  if (owner === null && mode === -1) return source.tree;
  return restyle(source.tree, { owner, mode });
}

/** Names of archives that BuildKit unpacks; others are told by their first bytes only, which is rare. */
const MAY_BE_ARCHIVE = /\.(?:tar|tgz|tbz2?|txz|tzst|tar\.\w+)$/;

/** Null where the source's owner stays; root, whom the files of a context belong to, is the empty text. */
function ownerOf(write: WrittenPath): string | null {
  const { owner = '' } = write;
  if (owner === '') return null;
  return owner === '0:0' ? '' : owner;
}

interface Style {
  readonly owner: string | null;
  /** -1: unchanged. A text: a symbolic mode. */
  readonly mode: number | string;
}

function restyle(tree: Tree, style: Style): Tree {
  switch (tree.kind) {
    case 'leaf':
      return restyleLeaf(tree, style);
    case 'folder': {
      const children = new Map<string, Tree>();
      for (const [name, child] of tree.children) children.set(name, restyle(child, style));
      return { kind: 'folder', header: restyleHeader(tree.header, style), children };
    }
    case 'over':
      return { kind: 'over', top: restyle(tree.top, style), below: restyle(tree.below, style) };
    case 'opaque':
    case 'derived':
      return { kind: 'derived', of: tree, how: `style ${style.owner ?? 'same'} ${style.mode}` };
  }
}

function restyleLeaf(leaf: Leaf, style: Style): Leaf {
  const owned = { ...leaf, owner: style.owner ?? leaf.owner };
  if (style.mode === -1 || leaf.type === 'symlink') return owned;
  if (typeof style.mode === 'number') return { ...owned, mode: style.mode };
  return { ...owned, xattrs: `${leaf.xattrs} ${style.mode}` };
}

function restyleHeader(header: FolderHeader, style: Style): FolderHeader {
  const owned = { ...header, owner: style.owner ?? header.owner };
  if (style.mode === -1) return owned;
  if (typeof style.mode === 'number') return { ...owned, mode: style.mode };
  return { ...owned, xattrs: `${header.xattrs} ${style.mode}` };
}

/** At its path, and wherever else a link that nobody has seen may lead. */
function placeAnywhere(stage: Tree, source: Source, write: WrittenPath): Tree {
  const { destination } = write;
  if (mayCrossLink(stage, destination)) {
    const how = `through a link ${destination} ${source.name}`;
    return { kind: 'over', top: { kind: 'derived', of: source.tree, how }, below: stage };
  }
  const other = stage.kind === 'folder' ? null : otherName(destination);
  if (other === null) return place(stage, source, write);
  const copy: Tree = { kind: 'derived', of: source.tree, how: `linked ${source.name}` };
  return place(putAt(stage, pathParts(other), copy), source, write);
}

function place(stage: Tree, source: Source, write: WrittenPath): Tree {
  const { destination, mode = -1 } = write;
  const owner = ownerOf(write) ?? '';
  const isFolder = destination.endsWith('/') || destination.endsWith('/.');
  const parts = pathParts(destination);
  const { tree } = source;
  const style: FolderStyle = { owner, mode: typeof mode === 'number' && mode >= 0 ? mode : 0o755 };
  if (tree.kind === 'folder') {
    // The destination is made like any parent folder; only what is inside keeps its own mode.
    return putAt(stage, parts, softFolder(tree.children, style.owner, style.mode), style);
  }
  if (tree.kind === 'leaf') {
    const there = resolvePath(stage, destination, { followLast: true }).tree;
    const goesInside = isFolder || parts.length === 0 || (there !== null && isSurelyFolder(there));
    if (goesInside || there === null || there.kind === 'leaf' || there.kind === 'folder')
      return putAt(stage, goesInside ? [...parts, source.name] : parts, tree, style);
    if (!mayBeFolder(there, destination)) {
      const onto = { name: source.name, file: tree, below: there };
      return putAt(stage, parts, { ...tree, onto }, style);
    }
    const how = `onto ${source.name}`;
    return putAt(stage, parts, { kind: 'derived', of: tree, how }, style);
  }
  if (isSurelyFolder(tree) || !isFolder) return putAt(stage, parts, tree, style);
  return putAt(stage, parts, { kind: 'derived', of: tree, how: `into ${source.name}` }, style);
}

interface FolderStyle {
  readonly owner: string;
  readonly mode: number;
}

function isSurelyFolder(tree: Tree): boolean {
  if (tree.kind === 'over') return isSurelyFolder(tree.top);
  return tree.kind === 'folder';
}

/** `node` laid at a path, with the folders above it made where they are missing. */
function putAt(
  base: Tree | null,
  parts: readonly string[],
  node: Tree,
  style: FolderStyle = { owner: '', mode: 0o755 },
): Tree {
  let wrapped: Tree = node;
  for (const part of [...parts].reverse())
    wrapped = softFolder(new Map([[part, wrapped]]), style.owner, style.mode);
  const laid = lay(wrapped, base);
  return laid ?? wrapped;
}
