/**
 * Digests of files that were read before. A file counts as unchanged while its place and its stamp (device, inode,
 * size, both times in nanoseconds, mode) are the same, so that a repeated forecast over 100,000 files only stats them.
 */
import type { BigIntStats } from 'node:fs';

export interface FileDigest {
  readonly digest: string;
  /** Digests of the lines; null where they were not wanted or the file is not text. */
  readonly lines: readonly string[] | null;
}

/** A path is relative to its root: the text is the one that the context itself has for the file. */
export interface DigestCache {
  get(root: string, path: string, stats: BigIntStats): FileDigest | null;
  /** `readAt` is when the bytes were read, in milliseconds since 1970. */
  set(root: string, path: string, stats: BigIntStats, found: FileDigest, readAt: number): void;
  readonly size: number;
  /** Resolves when more is known: files that are not known yet wait for it, and are asked for again. */
  readonly ready?: Promise<unknown>;
}

type StampedDigest = FileDigest & { readonly stamp: string };

/** About 40 MB at most. */
const DEFAULT_LIMIT = 200_000;

/** A kernel stamps times in ticks: a file that changed in the tick in which it was read looks unchanged. */
const TICK_MS = 50;
/** File systems without fractions of a second (FAT counts in twos). */
const COARSE_TICK_MS = 2_100;
const NS_PER_MS = 1_000_000n;

export function createDigestCache(limit = DEFAULT_LIMIT): DigestCache {
  /** In the order of their last use. */
  const roots = new Map<string, Map<string, StampedDigest>>();
  let size = 0;
  let lastRoot = '';

  function knownOf(root: string): Map<string, StampedDigest> {
    const known = roots.get(root) ?? new Map<string, StampedDigest>();
    if (root === lastRoot) return known;
    lastRoot = root;
    roots.delete(root);
    roots.set(root, known);
    return known;
  }

  return {
    get(root, path, stats) {
      const entry = knownOf(root).get(path);
      if (entry === undefined) return null;
      return entry.stamp === stamp(stats) ? entry : null;
    },
    set(root, path, stats, found, readAt) {
      const known = knownOf(root);
      if (known.delete(path)) size--;
      if (isTooYoung(stats, readAt)) return;
      known.set(path, { digest: found.digest, lines: found.lines, stamp: stamp(stats) });
      size++;
      if (size > limit) dropOldest();
    },
    get size() {
      return size;
    },
  };

  function dropOldest(): void {
    for (const known of roots.values()) {
      const oldest = known.keys().next();
      if (oldest.done === true) continue;
      known.delete(oldest.value);
      size--;
      return;
    }
  }
}

/** Joined, and not a template, so that the text is of one piece, and short: there are as many as files. */
function stamp(stats: BigIntStats): string {
  const { dev, ino, size, mtimeNs, ctimeNs, mode } = stats;
  return [dev, ino, size, mtimeNs, ctimeNs - mtimeNs, mode]
    .map((one) => one.toString(36))
    .join(':');
}

function isTooYoung(stats: BigIntStats, readAt: number): boolean {
  const newest = stats.mtimeNs > stats.ctimeNs ? stats.mtimeNs : stats.ctimeNs;
  const isCoarse = stats.mtimeNs % 1_000_000_000n === 0n && stats.ctimeNs % 1_000_000_000n === 0n;
  return readAt - Number(newest / NS_PER_MS) < (isCoarse ? COARSE_TICK_MS : TICK_MS);
}
