/** Which paths a sparse checkout leaves out: `info/sparse-checkout` has patterns like an ignore file, of what is kept. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { foldersAbove } from '../files/index.ts';
import { isOn, type GitConfig } from './config.ts';
import type { Repository } from './repository.ts';
import { matchesPath } from './wildcards.ts';

export function sparseFilter(repository: Repository, config: GitConfig): (path: string) => boolean {
  if (!isOn(config.get('core.sparsecheckout'), false)) return () => false;
  let text: string;
  try {
    text = readFileSync(join(repository.gitFolder, 'info/sparse-checkout'), 'utf8');
  } catch {
    return () => false;
  }
  const patterns = text.split('\n').flatMap((raw) => {
    const line = raw.trim();
    if (line === '' || line.startsWith('#')) return [];
    const isKept = !line.startsWith('!');
    const pattern = isKept ? line : line.slice(1);
    const isFolder = pattern.endsWith('/');
    return [{ isKept, isFolder, pattern: isFolder ? pattern.slice(0, -1) : pattern }];
  });
  return (path) => {
    // The last pattern counts that the path or a folder above it matches, the nearest first.
    for (const at of [path, ...foldersAbove(path).toReversed()]) {
      const found = patterns.findLast(
        ({ isFolder, pattern }) => (!isFolder || at !== path) && matchesPath(pattern, at),
      );
      if (found) return !found.isKept;
    }
    return true;
  };
}
