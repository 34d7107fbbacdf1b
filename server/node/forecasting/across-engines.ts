/** What a forecast assumes when its baseline was made for another engine than the one that it forecasts. */
import type { Engine } from '../../core/plan/model.ts';
import { makesSameKeys } from '../../core/plan/index.ts';
import type { Since } from '../../protocol/report.ts';
import type { SnapshotPair } from './snapshot-file.ts';

export interface BaselineOfEngine {
  readonly pair: SnapshotPair;
  readonly since: Since;
}

/** A sentence for each baseline that is compared across; none for the others. */
export function acrossEngines(
  baselines: readonly BaselineOfEngine[],
  now: Engine,
): readonly string[] {
  return baselines.flatMap(({ pair, since }) => {
    const made = pair.plain.plan.engine;
    const isSameStore = made.store === now.store;
    if (isSameStore && makesSameKeys(made.buildkit, now.buildkit))
      return pair.engineFrom === 'assumed' ? [withoutEngine(since, made)] : [];
    const [then, current] = isSameStore
      ? [`BuildKit ${made.buildkit}`, `BuildKit ${now.buildkit}`]
      : [`the ${made.store} store`, `the ${now.store} store`];
    const across = `${nameOf(since)} was made for ${then}; this forecast compares it with ${current}.`;
    return pair.engineFrom === 'assumed' ? [withoutEngine(since, made), across] : [across];
  });
}

function withoutEngine(since: Since, { store, buildkit }: Engine): string {
  return `${nameOf(since)} was made without an engine, by the rules of BuildKit ${buildkit} with the ${store} store.`;
}

function nameOf({ kind, id }: Since): string {
  return kind === 'last-build' ? 'The last build' : `The snapshot ${id}`;
}
