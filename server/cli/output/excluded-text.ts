/** Says, where nothing was left to look at, who excludes the files. */
import type { ExcludedFile } from '../../node/linting/index.ts';

/** Null where nothing is excluded. */
export function excludedText(excluded: readonly ExcludedFile[]): string | null {
  const n = excluded.length;
  if (n === 0) return null;
  const by = [...new Set(excluded.map((one) => one.by))];
  const verb = by.length === 1 ? 'excludes' : 'exclude';
  const found = n === 1 ? 'There is 1 Dockerfile here' : `There are ${String(n)} Dockerfiles here`;
  const all = n === 1 ? 'it' : n === 2 ? 'both' : 'them all';
  return `${found}, and ${by.join(' and ')} ${verb} ${all}.`;
}
