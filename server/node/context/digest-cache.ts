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

export interface DigestCache {
  get(path: string, stats: BigIntStats): FileDigest | null;
  /** `readAt` is when the bytes were read, in milliseconds since 1970. */
  set(path: string, stats: BigIntStats, found: FileDigest, readAt: number): void;
  readonly size: number;
}

/** About 50 MB at most. */
const DEFAULT_LIMIT = 200_000;

/** A kernel stamps times in ticks: a file that changed in the tick in which it was read looks unchanged. */
const TICK_MS = 50;
/** File systems without fractions of a second (FAT counts in twos). */
const COARSE_TICK_MS = 2_100;
const NS_PER_MS = 1_000_000n;

export function createDigestCache(limit = DEFAULT_LIMIT): DigestCache {
  const entries = new Map<string, FileDigest & { readonly stamp: string }>();
  return {
    get(path, stats) {
      const entry = entries.get(path);
      if (entry?.stamp !== stamp(stats)) return null;
      // Re-inserted, so that the map's order is the order of use and its first entry is the one to drop.
      entries.delete(path);
      entries.set(path, entry);
      return entry;
    },
    set(path, stats, found, readAt) {
      entries.delete(path);
      if (isTooYoung(stats, readAt)) return;
      entries.set(path, { digest: found.digest, lines: found.lines, stamp: stamp(stats) });
      for (const oldest of entries.keys()) {
        if (entries.size <= limit) break;
        entries.delete(oldest);
      }
    },
    get size() {
      return entries.size;
    },
  };
}

function stamp(stats: BigIntStats): string {
  return `${stats.dev}:${stats.ino}:${stats.size}:${stats.mtimeNs}:${stats.ctimeNs}:${stats.mode}`;
}

function isTooYoung(stats: BigIntStats, readAt: number): boolean {
  const newest = stats.mtimeNs > stats.ctimeNs ? stats.mtimeNs : stats.ctimeNs;
  const isCoarse = stats.mtimeNs % 1_000_000_000n === 0n && stats.ctimeNs % 1_000_000_000n === 0n;
  return readAt - Number(newest / NS_PER_MS) < (isCoarse ? COARSE_TICK_MS : TICK_MS);
}
