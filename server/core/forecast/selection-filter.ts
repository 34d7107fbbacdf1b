/**
 * Which files of a context a selection is about, path by path. Content keys do not use it: it serves explanations,
 * which look at two snapshots' files and need not tell a header from a file.
 */
import { pathMatch } from '../text/path-match.ts';
import { patternMatcher } from '../text/pattern-matcher.ts';
import type { ContentSelection } from '../plan/model.ts';
import { pathParts, resolvePath } from './resolve.ts';
import { fixedPart } from './select.ts';
import type { Tree } from './tree.ts';

/** With a tree, links on the way are followed; the paths that are asked about are relative to the context. */
export function selectionFilter(
  selection: ContentSelection,
  root: Tree | null = null,
): (path: string) => boolean {
  const fixed = selection.wildcard ? fixedPart(selection.path) : selection.path;
  const starts = [plainPath(fixed)];
  if (root !== null) {
    const resolved = plainPath(resolvePath(root, fixed, { followLast: true }).path);
    if (resolved !== starts[0]) starts.push(resolved);
  }
  const pattern = selection.wildcard ? pathParts(selection.path) : [];
  const include = selection.include.length === 0 ? null : patternMatcher(selection.include);
  const exclude = selection.exclude.length === 0 ? null : patternMatcher(selection.exclude);
  return (path) => {
    const start = starts.find((folder) => isWithin(path, folder));
    if (start === undefined) return false;
    const matched = selection.wildcard ? matchedPart(pattern, path) : start;
    if (matched === null) return false;
    const inside = path.slice(matched === '' ? 0 : matched.length + 1);
    if (inside === '') return true;
    return (include?.matches(inside) ?? true) && !(exclude?.matches(inside) ?? false);
  };
}

function plainPath(path: string): string {
  return pathParts(path).join('/');
}

function isWithin(path: string, folder: string): boolean {
  return folder === '' || path === folder || path.startsWith(`${folder}/`);
}

/** The part of a path that fits the pattern; the path is at or below it. */
function matchedPart(pattern: readonly string[], path: string): string | null {
  const parts = path.split('/');
  if (parts.length < pattern.length) return null;
  const fits = pattern.every((part, at) => pathMatch(part, parts[at] ?? '') === true);
  return fits ? parts.slice(0, pattern.length).join('/') : null;
}
