/**
 * What the caches saved against the build before, and what was done again that one of them could have kept. Only what
 * both builds show is counted: no figure rests on a guess.
 */
import { coveredSeconds } from '../../../server/protocol/covered-seconds.ts';
import type { PackageTiming, Phase } from '../../../server/protocol/report.ts';
import type { TimingsView } from '../../../server/protocol/requests.ts';
import { packageKey, stepKeys, stepsByKey } from './match.ts';

export interface Savings {
  /** Seconds that the build before took for what came from a cache now. */
  readonly saved: number;
  /** Seconds that went into the same wheels and downloads again. */
  readonly wasted: number;
  /** The packages behind `wasted`, the most expensive first. */
  readonly again: readonly string[];
}

export function savingsOf(view: TimingsView): Savings {
  const steps = view.build?.steps ?? [];
  const keys = stepKeys(steps);
  const before = stepsByKey(view.before);
  let saved = 0;
  let wasted = 0;
  const again: { readonly name: string; readonly seconds: number }[] = [];
  steps.forEach((step, index) => {
    const earlier = before.get(keys[index] ?? '');
    if (!earlier || step.stage === '') return;
    if (step.cached && !earlier.cached) saved += earlier.seconds;
    const known = new Map(earlier.packages.map((one) => [packageKey(one), one]));
    const spared: Phase[] = [];
    const repeated: Phase[] = [];
    for (const one of step.packages) {
      const then = known.get(packageKey(one));
      if (!then || then.version !== one.version) continue;
      if (fromCache(one) && !fromCache(then)) {
        spared.push(...fetching(then));
        saved -= coveredSeconds(fetching(one));
      }
      if (isFetched(one) && isFetched(then)) {
        repeated.push(...fetching(one));
        again.push({ name: one.name, seconds: coveredSeconds(fetching(one)) });
      }
    }
    // Packages that were fetched at the same time did not take the sum of their times.
    saved += coveredSeconds(spared);
    wasted += coveredSeconds(repeated);
  });
  again.sort((one, other) => other.seconds - one.seconds);
  return {
    saved: Math.max(0, saved),
    wasted,
    again: again.map((one) => one.name),
  };
}

function fromCache(one: PackageTiming): boolean {
  return one.origin === 'cached-wheel' || one.origin === 'cached-download' || isThere(one);
}

function isThere(one: PackageTiming): boolean {
  return one.origin === 'satisfied';
}

function isFetched(one: PackageTiming): boolean {
  return one.origin === 'downloaded' || one.built;
}

/** Downloads and builds; installing has to be done each time. */
function fetching(one: PackageTiming): readonly Phase[] {
  return one.phases.filter((phase) => phase.kind === 'download' || phase.kind === 'build');
}
