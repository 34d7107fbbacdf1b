/**
 * The digest of a tree, as far as it is known: a text, and the holes in it where bytes of a build have to be put in.
 * Two trees with equal texts and equal bytes in their holes are equal to BuildKit.
 */
import type { ContentHole, Digest } from './model.ts';
import { headerText, leafText, type Folder, type Tree } from './tree.ts';

export interface Term {
  readonly text: string;
  readonly holes: readonly ContentHole[];
}

export interface TermCache {
  readonly digest: Digest;
  readonly terms: WeakMap<Tree, Term>;
}

export function createTermCache(digest: Digest): TermCache {
  return { digest, terms: new WeakMap() };
}

const NO_HOLES: readonly ContentHole[] = [];

export function knownTerm(text: string): Term {
  return { text, holes: NO_HOLES };
}

export function treeTerm(tree: Tree, cache: TermCache): Term {
  if (tree.kind === 'leaf') return knownTerm(leafText(tree));
  const known = cache.terms.get(tree);
  if (known !== undefined) return known;
  const term = makeTerm(tree, cache);
  cache.terms.set(tree, term);
  return term;
}

function makeTerm(tree: Exclude<Tree, { readonly kind: 'leaf' }>, cache: TermCache): Term {
  switch (tree.kind) {
    case 'folder':
      return folderTerm(tree, cache);
    case 'opaque':
      return { text: `hole ${tree.path}`, holes: [{ vertex: tree.vertex, path: tree.path }] };
    case 'derived':
      return joinTerms([knownTerm(`derived ${tree.how}`), treeTerm(tree.of, cache)], cache);
    case 'over': {
      const terms = [treeTerm(tree.top, cache), treeTerm(tree.below, cache)];
      // Below something unknown it matters which folders were only made on the way.
      return joinTerms([knownTerm(`over ${softFolders(tree.top)}`), ...terms], cache);
    }
  }
}

function folderTerm(folder: Folder, cache: TermCache): Term {
  const parts = [knownTerm(headerText(folder.header))];
  for (const name of [...folder.children.keys()].sort()) {
    const child = folder.children.get(name);
    if (child !== undefined) parts.push(knownTerm(name), treeTerm(child, cache));
  }
  return joinTerms(parts, cache);
}

/** Texts hold no NUL: neither names nor modes nor digests do, and extended attributes are JSON. */
export function joinTerms(terms: readonly Term[], cache: TermCache): Term {
  const texts = terms.map((term) => term.text);
  const holes = terms.flatMap((term) => (term.holes.length === 0 ? [] : term.holes));
  return { text: cache.digest(texts.join('\0')), holes };
}

/** Names of the folders, from the top down to the first one that is not alone, whose header may not be theirs. */
function softFolders(tree: Tree): string {
  const names: string[] = [];
  let at: Tree | undefined = tree;
  while (at?.kind === 'folder' && at.header.soft) {
    names.push('soft');
    at = at.children.size === 1 ? [...at.children.values()][0] : undefined;
  }
  return names.join('/');
}
