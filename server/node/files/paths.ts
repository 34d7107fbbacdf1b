/**
 * Paths between the two worlds: the operating system's own, and the relative ones with `/` that contexts, reports and
 * snapshots use everywhere.
 */
import { isAbsolute, relative, resolve, sep } from 'node:path';

export function withSlashes(path: string): string {
  return sep === '/' ? path : path.split(sep).join('/');
}

/** `to` as seen from `from`, with `/`; empty for the folder itself. On another Windows drive it stays absolute. */
export function relativePath(from: string, to: string): string {
  return withSlashes(relative(from, to));
}

/** The folder itself counts as inside. Both are compared as written: links are not resolved. */
export function isInside(folder: string, path: string): boolean {
  const between = relative(resolve(folder), resolve(path));
  return between !== '..' && !between.startsWith(`..${sep}`) && !isAbsolute(between);
}

/** `a/b` below `''` and below `a`; not `ab` below `a`. Paths are relative with `/`. */
export function isBelow(folder: string, path: string): boolean {
  return folder === '' || path === folder || path.startsWith(`${folder}/`);
}

/** The folders above a relative path, nearest last, without the root: `a`, `a/b` for `a/b/c`. */
export function foldersAbove(path: string): readonly string[] {
  const folders: string[] = [];
  for (let at = path.indexOf('/'); at !== -1; at = path.indexOf('/', at + 1))
    folders.push(path.slice(0, at));
  return folders;
}

/** Joins relative paths with `/` and resolves `.` and `..`; `..` stops at the root, as inside a container. */
export function joinInRoot(folder: string, path: string): string {
  const parts: string[] = [];
  for (const part of `${path.startsWith('/') ? '' : folder}/${path}`.split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..') parts.pop();
    else parts.push(part);
  }
  return parts.join('/');
}
