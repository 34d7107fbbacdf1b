/**
 * The walk over a build context, on disk or in a git revision: which entries BuildKit's client would send for the
 * paths that a plan needs. Links on a needed path are followed within the context (their targets are sent too), links
 * deeper in a needed folder are only entries, ignored paths are left out, and a path that is taken back in under an
 * ignored folder brings the folders above it along.
 *
 * Source of the rules: tonistiigi/fsutil FollowLinks and its filtered walk, as of BuildKit 0.32.
 */
import type { ContextNeeds } from '../../core/plan/model.ts';
import { foldersAbove, joinInRoot } from '../files/index.ts';
import type { Slices } from '../slices.ts';
import type { PathFilter } from './model.ts';

export type NodeKind = 'file' | 'dir' | 'symlink' | 'other';

export interface TreeNode {
  readonly kind: NodeKind;
  /** Symlinks: the text of the link. */
  readonly target?: string;
}

export interface TreeChild {
  readonly name: string;
  readonly isFolder: boolean;
}

/** Paths are relative with `/`; the root is the empty text. Both calls report their own problems. */
export interface TreeSource<N extends TreeNode> {
  look(path: string): Promise<N | null> | N | null;
  /** In order of name. */
  list(path: string): Promise<readonly TreeChild[]> | readonly TreeChild[];
}

export interface WalkInput<N extends TreeNode> {
  readonly source: TreeSource<N>;
  readonly needs: ContextNeeds;
  readonly ignore: PathFilter | null;
  readonly slices: Slices;
  /** Called once for each entry, for folders before what is in them. Nobody else keeps the nodes. */
  readonly visit: (path: string, node: N) => void;
}

export interface WalkResult {
  /** Needed paths that do not exist. */
  readonly missing: readonly string[];
}

interface NeededPath {
  readonly path: string;
  /** Reached only because a link inside a needed folder points to it: no complaint where it is missing. */
  readonly implied: boolean;
}

/** As many links as a kernel follows. */
const HOP_LIMIT = 40;

export async function walkTree<N extends TreeNode>(input: WalkInput<N>): Promise<WalkResult> {
  const { source, needs, ignore, slices } = input;
  const visited = new Set<string>();
  const missing = new Set<string>();
  const walked = new Set<string>();
  const queue: NeededPath[] = startingPaths(needs);
  const root = await source.look('');
  if (root === null) return { missing: [] };
  visit('', root);
  // The queue grows while it is worked on.
  for (const needed of queue) await follow(needed);
  return { missing: [...missing] };

  function visit(path: string, node: N): void {
    visited.add(path);
    input.visit(path, node);
  }

  async function follow(needed: NeededPath): Promise<void> {
    const { path, node, links } = await resolvePath(source, needed.path);
    for (const link of links) if (!isExcluded(link.path)) await include(link.path, link.node);
    if (node === null) {
      if (!needed.implied) missing.add(needed.path);
    } else if (node.kind === 'dir') {
      await walkFolder(path, node);
    } else if (!isExcluded(path)) {
      await include(path, node);
    }
  }

  async function walkFolder(top: string, topNode: N): Promise<void> {
    if (isExcluded(top) && ignore?.canSkipFolder(top) === true) return;
    if (!isExcluded(top)) await include(top, topNode);
    const stack = [top];
    for (let folder = stack.pop(); folder !== undefined; folder = stack.pop()) {
      if (walked.has(folder)) continue;
      walked.add(folder);
      for (const child of await source.list(folder)) {
        if (slices.due()) await slices.rest();
        // Not a template: the text is kept as long as the context is, and should be of one piece.
        const path = folder === '' ? child.name : [folder, child.name].join('/');
        const excluded = isExcluded(path);
        if (child.isFolder && !(excluded && ignore?.canSkipFolder(path) === true)) stack.push(path);
        if (excluded) continue;
        const node = await source.look(path);
        if (node === null) continue;
        await include(path, node);
        // A wildcard over the needed folder can name a link, which BuildKit then follows.
        if (node.kind === 'symlink' && folder === top && top !== '')
          queue.push({ path, implied: true });
      }
    }
  }

  function isExcluded(path: string): boolean {
    return path !== '' && ignore?.excludes(path) === true;
  }

  async function include(path: string, node: N): Promise<void> {
    if (visited.has(path)) return;
    const cut = path.lastIndexOf('/');
    if (cut > 0 && !visited.has(path.slice(0, cut))) {
      for (const folder of foldersAbove(path)) {
        if (visited.has(folder)) continue;
        const folderNode = await source.look(folder);
        if (folderNode !== null) visit(folder, folderNode);
      }
    }
    visit(path, node);
  }
}

interface ResolvedPath<N extends TreeNode> {
  /** The place behind all links. */
  readonly path: string;
  /** Null where there is nothing, or the links go in a circle. */
  readonly node: N | null;
  /** The links on the way. */
  readonly links: readonly { readonly path: string; readonly node: N }[];
}

/** Follows links in all parts of a path; `..` and absolute targets stop at the tree's root. */
export async function resolvePath<N extends TreeNode>(
  source: TreeSource<N>,
  path: string,
): Promise<ResolvedPath<N>> {
  const links: { path: string; node: N }[] = [];
  let rest = path === '' ? [] : path.split('/');
  let at = '';
  let node = await source.look('');
  for (let part = rest.shift(); part !== undefined; part = rest.shift()) {
    if (node?.kind !== 'dir') return { path, node: null, links };
    const next = at === '' ? part : `${at}/${part}`;
    node = await source.look(next);
    if (node?.kind === 'symlink' && node.target !== undefined) {
      links.push({ path: next, node });
      if (links.length > HOP_LIMIT) return { path, node: null, links };
      const target = joinInRoot(at, node.target);
      rest = [...(target === '' ? [] : target.split('/')), ...rest];
      at = '';
      node = await source.look('');
    } else at = next;
  }
  return { path: at, node, links };
}

function startingPaths(needs: ContextNeeds): NeededPath[] {
  const paths = [...new Set(needs.paths.map((path) => joinInRoot('', path)))];
  // Everything is needed: whatever a single path would lead to is part of it.
  const starting = paths.includes('') ? [''] : paths;
  return starting.map((path) => ({ path, implied: false }));
}
