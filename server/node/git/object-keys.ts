/**
 * Digests of unmodified files without a look at their bytes: git's object id and the size say which they are. Only good for
 * comparing states of one repository with each other, and so never kept.
 */
import type { DigestCache } from '../context/index.ts';
import { isInside, relativePath } from '../files/index.ts';
import type { Checkout } from './checkout.ts';
import { below } from './places.ts';

/** `checkouts`: all that are compared, of one repository. Files that differ in one of them are read in each state. */
export function objectKeys(
  base: DigestCache,
  checkouts: Promise<readonly Checkout[]>,
): DigestCache {
  let first: Checkout | undefined;
  const others = new Set<string>();
  const ready = checkouts.then((all) => {
    if (all.some(({ root }) => root !== all[0]?.root)) return;
    for (const { entries } of all) for (const path of entries.keys()) others.add(path);
    first = all[0];
  });
  // The code that awaits it gets the failure.
  ready.catch(() => undefined);
  let lastRoot = '';
  /** Null outside the repository. */
  let folder: string | null = null;
  return {
    get(root, path, stats) {
      const known = base.get(root, path, stats);
      if (known !== null || first === undefined) return known;
      if (root !== lastRoot) {
        lastRoot = root;
        folder = isInside(first.root, root) ? relativePath(first.root, root) : null;
      }
      if (folder === null) return null;
      const place = below(folder, path);
      const id = first.objectOf(place);
      if (id === null || others.has(place)) return null;
      // Line ends, `$Id$` and encodings make other sizes of one object.
      return { digest: ['git', id, stats.size].join(' '), lines: null };
    },
    ready,
    set: (root, path, stats, found, readAt) => base.set(root, path, stats, found, readAt),
    get size() {
      return base.size;
    },
  };
}
