/**
 * Content keys: the digest of what a step reads of a context, a stage or an image, equal exactly where BuildKit's
 * content hash (cache/contenthash) is equal. The digests are not BuildKit's own; only equality counts.
 */
import type { ContentQuery, ContentSelection, Engine } from '../plan/model.ts';
import { joinTerms, knownTerm, treeTerm, type Term, type TermCache } from './term.ts';
import { resolvePath } from './resolve.ts';
import { fixedPath, isPlain, selectEntries, type SelectedEntry } from './select.ts';
import { headerText, type Tree } from './tree.ts';
import { mayCrossLink } from './unseen-links.ts';

export type ContentTerm =
  | { readonly kind: 'content'; readonly term: Term }
  /** The build fails for these. */
  | { readonly kind: 'missing'; readonly paths: readonly string[] };

/** `hashesRelativePaths`: what a wildcard finds counts with its path (since 0.26), not with its base name only. */
export interface ContentRules {
  readonly hashesRelativePaths: boolean;
}

export function contentRules(engine: Engine): ContentRules {
  const [major = 0, minor = 0] = engine.buildkit.split('.').map(Number);
  return { hashesRelativePaths: major > 0 || minor >= 26 };
}

export function contentTerm(
  root: Tree,
  query: ContentQuery,
  rules: ContentRules,
  cache: TermCache,
): ContentTerm {
  const terms: Term[] = [];
  const missing: string[] = [];
  for (const selection of query.selections) {
    const selected = mayCrossLink(root, fixedPath(selection))
      ? anywhereTerm(root, selection, cache)
      : selectionTerm(root, selection, rules, cache);
    if (selected.kind === 'content') terms.push(selected.term);
    else missing.push(...selected.paths);
  }
  if (missing.length > 0) return { kind: 'missing', paths: missing };
  return { kind: 'content', term: joinTerms([knownTerm('content'), ...terms], cache) };
}

/** A link that nobody has seen may lead to any place of the tree. */
function anywhereTerm(root: Tree, selection: ContentSelection, cache: TermCache): ContentTerm {
  const how = knownTerm(`through a link ${JSON.stringify(selection)}`);
  return { kind: 'content', term: joinTerms([how, treeTerm(root, cache)], cache) };
}

function selectionTerm(
  root: Tree,
  selection: ContentSelection,
  rules: ContentRules,
  cache: TermCache,
): ContentTerm {
  if (isPlain(selection)) {
    const { tree } = resolvePath(root, selection.path, { followLast: selection.followLinks });
    if (tree === null) return { kind: 'missing', paths: [selection.path] };
    return { kind: 'content', term: treeTerm(tree, cache) };
  }
  const selected = selectEntries(root, selection);
  switch (selected.kind) {
    case 'missing':
      return { kind: 'missing', paths: [selected.path] };
    case 'unknown': {
      const how = knownTerm(`selection ${JSON.stringify(selection)}`);
      return { kind: 'content', term: joinTerms([how, treeTerm(selected.below, cache)], cache) };
    }
    case 'entries':
      return entriesTerm(root, selection, selected, rules, cache);
  }
}

function entriesTerm(
  root: Tree,
  selection: ContentSelection,
  selected: { readonly prefix: string; readonly entries: readonly SelectedEntry[] },
  rules: ContentRules,
  cache: TermCache,
): ContentTerm {
  const parts: Term[] = [];
  for (const entry of selected.entries) {
    const term = entryTerm(root, entry, cache);
    if (term === null) return { kind: 'missing', paths: [entry.path] };
    parts.push(
      knownTerm(
        rules.hashesRelativePaths ? entry.path.slice(selected.prefix.length) : baseName(entry.path),
      ),
      term,
    );
  }
  const [, only] = parts;
  const single = selected.entries[0];
  if (
    only !== undefined &&
    single !== undefined &&
    selected.entries.length === 1 &&
    baseName(selection.path) === baseName(single.path)
  )
    return { kind: 'content', term: only };
  return { kind: 'content', term: joinTerms([knownTerm('entries'), ...parts], cache) };
}

/** Null for a link that leads nowhere. */
function entryTerm(root: Tree, entry: SelectedEntry, cache: TermCache): Term | null {
  if (entry.follow) {
    const { tree } = resolvePath(root, entry.path, { followLast: true });
    return tree === null ? null : treeTerm(tree, cache);
  }
  if (entry.node.kind === 'folder') return knownTerm(headerText(entry.node.header));
  return treeTerm(entry.node, cache);
}

export function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
