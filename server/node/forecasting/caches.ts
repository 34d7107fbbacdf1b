/** What forecasts leave for the next one: a keystroke changes little, and most of what was made still holds. */
import type { Models } from '../../core/build-model/build-model.ts';
import { createSnapshotCache, type SnapshotCache } from '../../core/forecast/index.ts';
import { createPlanMemory, type PlanMemory } from '../../core/plan/index.ts';
import { createDigestCache, type DigestCache } from '../context/index.ts';
import { sha256 } from '../digest.ts';
import type { ResolvedBaseline } from './model.ts';
import { createContextMemory, type ContextMemory, type BuildPlace } from '../project/index.ts';
import { createRecent, type Recent } from './recent.ts';
import type { SnapshotPair } from './snapshot-file.ts';

export interface ForecastCaches {
  readonly models: Models;
  readonly digests: DigestCache;
  readonly memory: ContextMemory;
  readonly places: Recent<PlaceCache>;
  /** Recorded builds by their snapshot, which cannot change. */
  readonly baselines: Recent<SnapshotPair>;
  /** Revisions of git, which are good for as long as the files on disk that git does not know. */
  readonly gitBaselines: Recent<{ readonly at: number; readonly baseline: ResolvedBaseline }>;
}

/** What the last forecast of a Dockerfile left. */
export interface PlaceCache {
  readonly snapshots: SnapshotCache;
  readonly plans: PlanPair;
  /** Of the saved or committed files, which are another text than the one that is edited. */
  readonly baselinePlans: PlanPair;
}

/** As it is, and after the fixes. */
export interface PlanPair {
  readonly plain: PlanMemory;
  readonly fixed: PlanMemory;
}

/** A snapshot of a context with 100,000 files takes about 50 MB. */
const N_BASELINES = 4;
const N_PLACES = 8;

export function createForecastCaches(models: Models): ForecastCaches {
  return {
    models,
    digests: createDigestCache(),
    memory: createContextMemory(),
    places: createRecent(N_PLACES),
    baselines: createRecent(N_BASELINES),
    gitBaselines: createRecent(N_BASELINES),
  };
}

export function placeCacheOf(
  { places }: ForecastCaches,
  { dockerfile, context }: BuildPlace,
): PlaceCache {
  const key = JSON.stringify([dockerfile, context]);
  const cache = places.get(key) ?? {
    snapshots: createSnapshotCache(sha256),
    plans: planPair(),
    baselinePlans: planPair(),
  };
  places.set(key, cache);
  return cache;
}

function planPair(): PlanPair {
  return { plain: createPlanMemory(), fixed: createPlanMemory() };
}
