/**
 * Links on the paths that a build asks for, followed as BuildKit's client does before it sends anything: the result is
 * the patterns of what is sent. A wildcard that meets a link stands for itself from then on, so that `*` + `/f` sends
 * all that `*` matches.
 *
 * Source of the rules: tonistiigi/fsutil FollowLinks, as of BuildKit 0.34.
 */
import { hasWildcards } from '../../core/build-model/paths.ts';
import { filePathMatch } from '../../core/text/path-match.ts';
import { joinInRoot, withSlashes } from '../files/index.ts';
import type { DiskTree } from './disk.ts';

/** An empty pattern is the whole context. */
export function followLinks(tree: DiskTree, wanted: readonly string[]): readonly string[] {
  const resolved = new Set<string>();
  const queue = wanted.map((one) => joinInRoot('', one));
  // The queue grows while it is worked on. It ends, since what was resolved is not followed twice.
  for (const next of queue) follow(next);
  return resolved.has('') ? [''] : [...resolved].sort();

  function follow(pattern: string): void {
    const parts = pattern.split('/');
    for (const [index] of parts.entries()) {
      const current = parts.slice(0, index + 1).join('/');
      const rest = parts.slice(index + 1);
      const targets = linksAt(tree, current);
      if (targets === null && rest.length > 0) continue;
      if (resolved.has(current)) return;
      resolved.add(current);
      for (const target of targets ?? []) queue.push(joinInRoot('', [target, ...rest].join('/')));
      return;
    }
  }
}

/** The targets of the link, or of all links that the wildcard matches; null where there is none. */
function linksAt(tree: DiskTree, pattern: string): readonly string[] | null {
  if (pattern === '') return null;
  const folder = pattern.slice(0, Math.max(0, pattern.lastIndexOf('/')));
  const name = pattern.slice(folder === '' ? 0 : folder.length + 1);
  if (!hasWildcards(name)) return targetOf(tree, folder, name);
  if (folder !== '' && tree.look(folder)?.kind !== 'dir') return null;
  const targets = tree
    .list(folder)
    .filter((child) => filePathMatch(name, child.name) === true)
    .flatMap((child) => targetOf(tree, folder, child.name) ?? []);
  return targets.length === 0 ? null : targets;
}

function targetOf(tree: DiskTree, folder: string, name: string): readonly string[] | null {
  const node = tree.look(folder === '' ? name : `${folder}/${name}`);
  if (node?.kind !== 'symlink' || node.target === undefined) return null;
  return [joinInRoot(folder, withSlashes(node.target))];
}
