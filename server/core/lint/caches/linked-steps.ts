/** Which steps have to get their mounts together. */
import { stageChain } from '../../build-model/run-views.ts';
import type { CacheStep } from './cache-steps.ts';
import { isBare } from './checked-use.ts';

/** Steps of one list read what another one of it leaves in a cache, which a mount for one of them would take from them. */
export function linkedSteps(steps: readonly CacheStep[]): readonly (readonly CacheStep[])[] {
  const groups: CacheStep[][] = [];
  for (const step of steps) {
    const linked = groups.filter((group) => group.some((other) => areLinked(other, step)));
    for (const group of linked) groups.splice(groups.indexOf(group), 1);
    groups.push([...linked.flat(), step]);
  }
  return groups;
}

function areLinked(earlier: CacheStep, later: CacheStep): boolean {
  if (!stageChain(later.run.stage).includes(earlier.run.stage)) return false;
  const keys = readLater(earlier);
  return readLater(later).some((key) => keys.includes(key));
}

function readLater({ checked }: CacheStep): readonly string[] {
  return checked
    .filter((one) => one.use.cache.missedLater === 'again' && isBare(one))
    .map(({ use }) => `${use.call.manager.id} ${use.cache.id} ${use.folder ?? ''}`);
}
