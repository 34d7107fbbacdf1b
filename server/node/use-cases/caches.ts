/** What forecasts leave for the next one: a keystroke changes little, and most of what was made still holds. */
import type { Analyses } from '../../core/analyses.ts';
import { createSnapshotCache, type SnapshotCache } from '../../core/forecast/index.ts';
import { createDigestCache, type DigestCache } from '../context/index.ts';
import { sha256 } from '../digest.ts';
import type { BlobCache } from '../git/index.ts';
import { createContextMemory, type ContextMemory } from './context-memory.ts';
import type { BuildPlace } from './model.ts';
import { createRecent, type Recent } from './recent.ts';
import type { SnapshotPair } from './snapshot-file.ts';

export interface ForecastCaches {
  readonly analyses: Analyses;
  readonly digests: DigestCache;
  readonly blobs: BlobCache;
  readonly memory: ContextMemory;
  readonly snapshots: Recent<SnapshotCache>;
  /** Baselines that cannot change: recorded builds by their snapshot, revisions by their commit. */
  readonly baselines: Recent<SnapshotPair>;
}

/** A snapshot of a context with 100,000 files takes about 50 MB. */
const N_BASELINES = 4;
const N_PLACES = 8;

export function createForecastCaches(analyses: Analyses): ForecastCaches {
  return {
    analyses,
    digests: createDigestCache(),
    blobs: new Map(),
    memory: createContextMemory(),
    snapshots: createRecent(N_PLACES),
    baselines: createRecent(N_BASELINES),
  };
}

export function snapshotCacheOf(
  { snapshots }: ForecastCaches,
  { dockerfile, context }: BuildPlace,
): SnapshotCache {
  const key = JSON.stringify([dockerfile, context]);
  const cache = snapshots.get(key) ?? createSnapshotCache(sha256);
  snapshots.set(key, cache);
  return cache;
}
