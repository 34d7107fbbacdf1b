/** Two builds at a time use a cache that its package manager wants for itself: one of them fails. */
import type { Cause } from '../../caches/cause.ts';
import { shareMount } from '../../caches/edits.ts';
import { mountName, names } from '../../caches/words.ts';

export const unlockedCacheMount: Cause = {
  id: 'unlocked-cache-mount',
  since: '0.2.0',
  changes: ['mounts'],
  severity: 'warning',
  summary: 'Builds at the same time share a cache mount that only one of them can use',
  fixId: 'lock-mount',
  holds: ({ use, state }) =>
    state.kind === 'covered' &&
    state.mount.read.type === 'cache' &&
    use.cache.sharing === 'locked' &&
    state.mount.read.sharing === 'shared',
  tells: (group) => {
    const mounts = new Set(
      group.flatMap(({ state }) => (state.kind === 'covered' ? [mountName(state.mount)] : [])),
    );
    const what = mounts.size === 1 ? 'cache mount' : 'cache mounts';
    const harm = group[0]?.use.call.manager.words.unlocked ?? '';
    return [`builds at the same time share the ${what} at ${names([...mounts])}, and ${harm}`];
  },
  // The cache is kept: what it costs is a build that fails.
  again: () => null,
  advises: ({ use }) => [{ text: `add \`sharing=${use.cache.sharing}\` to the mount` }],
  fixes: ({ use, state }, { dockerfile }, draft) => {
    if (state.kind !== 'covered') return false;
    const edit = shareMount(state.mount, use.cache.sharing, dockerfile.text);
    if (edit === null) return false;
    draft.edits.push(edit);
    draft.deeds.push(`give the cache mount at ${mountName(state.mount)} to one build at a time`);
    return true;
  },
};
