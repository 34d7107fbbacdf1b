/**
 * Builds that answers referred to, by a short id: the client sends the id back to build the same, and values of build
 * arguments stay in this process.
 */
import type { BuildOptions, BuildSubject } from '../node/forecasting/index.ts';

export interface ReferredBuild extends BuildSubject {
  readonly options: BuildOptions;
}

export interface ForecastIds {
  /** The same id for the same build. */
  readonly idOf: (build: ReferredBuild) => string;
  readonly find: (id: string) => ReferredBuild | undefined;
}

/** A view that stays open over many edits and choices still finds its own. */
const MOST = 500;

export function createForecastIds(): ForecastIds {
  const byKey = new Map<string, string>();
  const byId = new Map<string, ReferredBuild>();
  let last = 0;
  return {
    idOf: (build) => {
      const { place, invocation, options } = build;
      const key = JSON.stringify([place, invocation?.id, options]);
      const known = byKey.get(key);
      if (known !== undefined) return known;
      const id = `forecast-${String(++last)}`;
      byKey.set(key, id);
      byId.set(id, build);
      for (const [oldKey, oldId] of byKey) {
        if (byKey.size <= MOST) break;
        byKey.delete(oldKey);
        byId.delete(oldId);
      }
      return id;
    },
    find: (id) => byId.get(id),
  };
}
