/**
 * What a step reads besides what its key is made of, and that does not exist. BuildKit looks at these paths only when
 * the step runs: the error is `lstat /app/gone.py: no such file or directory`, seen on 0.25.2 and 0.32.2.
 */
import type { ContentQuery, ContentSelection } from '../plan/model.ts';
import { pathParts, resolvePath } from './resolve.ts';
import { fixedPart, isPlain, selectEntries } from './select.ts';
import type { Tree } from './tree.ts';

/** Whether a build sends a folder of a local context: it does not send one that no step takes anything of. */
export type IsSent = (folder: string) => boolean;

/** Absolute in the source; a pattern where it matches nothing and its folder is not sent. `isSent` is null where the source is no local context. */
export function missingBesideKey(
  root: Tree,
  query: ContentQuery,
  isSent: IsSent | null,
): readonly string[] {
  const nested = (query.alsoRead ?? []).filter((path) => treeAt(root, path) === null);
  const folders = query.selections.flatMap((selection) => missingFolder(root, selection, isSent));
  return [...new Set([...nested, ...folders])];
}

/** `selections` are all that the steps of a build take of a local context. */
export function sentFolders(root: Tree, selections: readonly ContentSelection[]): IsSent {
  return (folder) => selections.some((selection) => brings(root, selection, folder));
}

/**
 * A pattern may match nothing (`gone*`), but the folder that it names in front has to be there (`gone/*`). With stars in
 * several parts (`app/*\/x`) it depends on the engine whether that is sent.
 */
function missingFolder(
  root: Tree,
  { path, wildcard }: ContentSelection,
  isSent: IsSent | null,
): readonly string[] {
  const pattern = wildcard ? fixedPart(path) : '';
  const folder = pattern.replace(/\\(.)/g, '$1');
  if (folder === '') return [];
  const { tree, path: real } = resolvePath(root, folder, { followLast: true });
  if (tree === null || (tree.kind === 'leaf' && tree.type === 'file')) return [folder];
  const isLast = pathParts(path).length === pathParts(pattern).length + 1;
  return isLast && real === folder && isSent?.(folder) === false ? [path] : [];
}

function brings(root: Tree, selection: ContentSelection, folder: string): boolean {
  const { path } = selection;
  if (isPlain(selection)) {
    const isAbove = path === '/' || folder === path || folder.startsWith(`${path}/`);
    return isAbove || (path.startsWith(`${folder}/`) && treeAt(root, path) !== null);
  }
  const selected = selectEntries(root, selection);
  if (selected.kind !== 'entries') return selected.kind === 'unknown';
  return selected.entries.some((entry) => `${entry.path}/`.startsWith(`${folder}/`));
}

function treeAt(root: Tree, path: string): Tree | null {
  return resolvePath(root, path, { followLast: true }).tree;
}
