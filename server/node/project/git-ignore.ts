/**
 * Whether git ignores a path, from the `.gitignore` files between the root of the repository and the path alone: no
 * process runs, and a user's own settings do not count, so that the answer is the same on every machine.
 */
import path from 'node:path';
import { ignoreMatcher, parseIgnoreFile } from '../../core/syntax/dockerignore/index.ts';
import { isInside, relativePath } from '../files/index.ts';

export function isIgnoredByGit(
  file: string,
  root: string,
  read: (file: string) => string | null,
): boolean {
  if (!isInside(root, file)) return false;
  const folders: string[] = [];
  for (let folder = path.dirname(file); isInside(root, folder); folder = path.dirname(folder)) {
    folders.unshift(folder);
    if (folder === root) break;
  }
  const patterns = folders.flatMap((folder) => {
    const text = read(path.join(folder, '.gitignore')) ?? '';
    return text.split(/\r?\n/).flatMap((line) => patternOf(line, relativePath(root, folder)));
  });
  const { value } = parseIgnoreFile(patterns.join('\n'));
  return ignoreMatcher(value).excludes(relativePath(root, file));
}

/** A line of `.gitignore` in the words of `.dockerignore`: a pattern without a slash matches in every folder. */
function patternOf(line: string, folder: string): readonly string[] {
  const text = line.trimEnd();
  if (text === '' || text.startsWith('#')) return [];
  const isNegated = text.startsWith('!');
  const pattern = (isNegated ? text.slice(1) : text).replace(/\/$/, '');
  if (pattern === '') return [];
  const anchored = pattern.includes('/') ? pattern.replace(/^\//, '') : `**/${pattern}`;
  return [`${isNegated ? '!' : ''}${folder === '' ? '' : `${folder}/`}${anchored}`];
}
