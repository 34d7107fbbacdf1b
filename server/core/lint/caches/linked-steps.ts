/** Which steps have to get their mounts together. */
import { stageChain } from '../../build-model/run-views.ts';
import type { CacheStep } from './cache-steps.ts';
import { isBare, type CheckedUse } from './checked-use.ts';

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

/** Why steps that read the same cache may not find in a mount what they find in the image; null where nothing speaks against it. */
export function doubtOfLinked(uses: readonly CheckedUse[]): string | null {
  const later = uses.map(({ use }) => use).filter(({ cache }) => cache.missedLater === 'again');
  const [first, ...others] = later;
  if (first === undefined || others.every(({ run }) => run === first.run)) return null;
  // Another owner has another cache.
  if (others.some(({ user }) => user?.uid !== first.user?.uid))
    return 'steps of different users get a cache each, and the later one fetches again what the image had';
  const steps = [...new Set(later.map(({ run }) => run))];
  const withSecrets = steps.filter(({ command }) =>
    command.mounts.some(({ type }) => type === 'secret' || type === 'ssh'),
  );
  return withSecrets.length === 0 || withSecrets.length === steps.length
    ? null
    : 'a step without the secrets of another one may have to fetch what that one fetched with them';
}
