/**
 * What a selection with wildcards or with include and exclude patterns takes from a tree: BuildKit's walk over its
 * content hash records (cache/contenthash includedPaths), entry by entry.
 */
import { pathMatch } from '../text/path-match.ts';
import { patternMatcher, type MatchState, type PatternMatcher } from '../text/pattern-matcher.ts';
import type { ContentSelection } from '../plan/model.ts';
import { resolvePath, pathParts } from './resolve.ts';
import type { Folder, Leaf, Tree } from './tree.ts';

export interface SelectedEntry {
  /** As the selection names it: links of its fixed part are kept. Absolute. */
  readonly path: string;
  /** For a folder only its header counts; what is in it has entries of its own. */
  readonly node: Leaf | Folder;
  /** A link that the selection itself names: its target counts. */
  readonly follow: boolean;
  /** The entry that the walk entered the selection by: what a copy takes as one source. */
  readonly top: string;
}

export type Selected =
  | {
      readonly kind: 'entries';
      readonly prefix: string;
      readonly entries: readonly SelectedEntry[];
    }
  /** Something that only a build can tell has a say; `below` is all that it can be found in. */
  | { readonly kind: 'unknown'; readonly below: Tree }
  | { readonly kind: 'missing'; readonly path: string };

export function isPlain(selection: ContentSelection): boolean {
  return !selection.wildcard && selection.include.length === 0 && selection.exclude.length === 0;
}

/** The part of a pattern in front of its first component with a wildcard. */
export function fixedPart(pattern: string): string {
  const fixed: string[] = [];
  for (const part of pathParts(pattern)) {
    if (hasWildcards(part)) break;
    fixed.push(part);
  }
  return fixed.length === 0 ? '' : `/${fixed.join('/')}`;
}

/** The path that a selection certainly goes through. */
export function fixedPath({ path, wildcard }: ContentSelection): string {
  return wildcard ? fixedPart(path) : path;
}

export function hasWildcards(text: string): boolean {
  for (let at = 0; at < text.length; at++) {
    const unit = text[at];
    if (unit === '\\') at++;
    else if (unit === '*' || unit === '?' || unit === '[') return true;
  }
  return false;
}

export function selectEntries(root: Tree, selection: ContentSelection): Selected {
  const parts = pathParts(selection.path);
  const prefix = selection.wildcard
    ? fixedPart(selection.path)
    : parts.map((part) => `/${part}`).join('');
  const isPattern = selection.wildcard && pathParts(prefix).length < parts.length;
  const start = resolvePath(root, prefix, { followLast: isPattern }).tree;
  if (start === null) {
    if (!selection.wildcard) return { kind: 'missing', path: selection.path };
    return { kind: 'entries', prefix, entries: [] };
  }
  const walk: Walk = {
    selection,
    parts: selection.wildcard ? parts : null,
    include: selection.include.length === 0 ? null : patternMatcher(selection.include),
    exclude: selection.exclude.length === 0 ? null : patternMatcher(selection.exclude),
    skipHeader: prefix === '' && !selection.wildcard,
    entries: [],
    isUnknown: false,
  };
  const depth = pathParts(prefix).length;
  visit(walk, start, {
    path: prefix,
    depth,
    matched: selection.wildcard ? null : prefix,
    parent: null,
  });
  if (walk.isUnknown) return { kind: 'unknown', below: start };
  for (const required of selection.required ?? []) {
    if (!walk.entries.some((entry) => entry.path.startsWith(required)))
      return { kind: 'missing', path: required };
  }
  return { kind: 'entries', prefix, entries: walk.entries };
}

interface Walk {
  readonly selection: ContentSelection;
  /** Components of a wildcard's path; null without wildcards. */
  readonly parts: readonly string[] | null;
  readonly include: PatternMatcher | null;
  readonly exclude: PatternMatcher | null;
  /** The root of a source that is named with a final `/`, as only `/` itself can be, does not count by itself. */
  readonly skipHeader: boolean;
  readonly entries: SelectedEntry[];
  isUnknown: boolean;
}

interface Place {
  readonly path: string;
  readonly depth: number;
  /** The path that fits the wildcard and that this place is at or below; null above it. */
  readonly matched: string | null;
  readonly parent: VisitedFolder | null;
}

interface VisitedFolder {
  readonly entry: SelectedEntry;
  included: boolean;
  readonly include: MatchState | null;
  readonly exclude: MatchState | null;
  readonly parent: VisitedFolder | null;
}

function visit(walk: Walk, node: Tree, place: Place): void {
  if (walk.isUnknown) return;
  if (walk.parts !== null && place.matched === null) {
    if (!fits(walk, walk.parts, place)) {
      if (node.kind !== 'leaf' && place.depth < walk.parts.length) enter(walk, node, place);
      return;
    }
    visit(walk, node, { ...place, matched: place.path });
    return;
  }
  if (node.kind !== 'leaf' && node.kind !== 'folder') {
    walk.isUnknown = true;
    return;
  }
  const isStart = walk.skipHeader && place.path === '';
  if (isStart) {
    enter(walk, node, place);
    return;
  }
  const matched = place.matched ?? '';
  const { included, include, exclude } = judge(
    walk,
    place.path.slice(matched.length + 1),
    place.parent,
  );
  const entry: SelectedEntry = {
    path: place.path,
    node,
    follow: place.parent === null && walk.selection.followLinks && isLink(node),
    top: matched,
  };
  const visited: VisitedFolder = { entry, included: false, include, exclude, parent: place.parent };
  if (included) take(walk, visited);
  if (node.kind === 'folder') enter(walk, node, { ...place, parent: visited });
}

function enter(walk: Walk, node: Tree, place: Place): void {
  if (node.kind !== 'folder') {
    walk.isUnknown = true;
    return;
  }
  const pattern = place.matched === null ? walk.parts?.[place.depth] : undefined;
  for (const [name, child] of sortedChildren(node)) {
    if (pattern !== undefined && pathMatch(pattern, name) !== true) continue;
    visit(walk, child, { ...place, path: `${place.path}/${name}`, depth: place.depth + 1 });
  }
}

function sortedChildren(folder: Folder): readonly (readonly [string, Tree])[] {
  return [...folder.children].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
}

/** Components in front of this one were looked at on the way down. */
function fits(walk: Walk, parts: readonly string[], place: Place): boolean {
  return place.depth === parts.length && pathMatch(walk.selection.path, place.path) === true;
}

interface Judgement {
  readonly included: boolean;
  readonly include: MatchState | null;
  readonly exclude: MatchState | null;
}

function judge(walk: Walk, path: string, parent: VisitedFolder | null): Judgement {
  let include: MatchState | null = null;
  if (walk.include !== null) {
    include = walk.include.descend(path, parent?.include ?? null);
    // As in BuildKit, what is not included is not held against the excludes, and hands nothing of them down.
    if (!include.matched) return { included: false, include, exclude: null };
  }
  if (walk.exclude === null) return { included: true, include, exclude: null };
  const exclude = walk.exclude.descend(path, parent?.exclude ?? null);
  return { included: !exclude.matched, include, exclude };
}

/** An entry comes with the headers of the folders that it is in. */
function take(walk: Walk, visited: VisitedFolder): void {
  const chain: VisitedFolder[] = [];
  for (let at: VisitedFolder | null = visited; at !== null && !at.included; at = at.parent)
    chain.push(at);
  for (const folder of chain.reverse()) {
    folder.included = true;
    walk.entries.push(folder.entry);
  }
}

function isLink(node: Tree): boolean {
  return node.kind === 'leaf' && node.type === 'symlink';
}
