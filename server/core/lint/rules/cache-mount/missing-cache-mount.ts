/** A package manager installs in a RUN, and no mount lies at its cache folder: the cache does not outlive the step. */
import type { Advice, Cause, TellPlace } from '../../caches/cause.ts';
import type { CheckedUse } from '../../caches/checked-use.ts';
import { insertMount } from '../../caches/insert-mount.ts';
import { replaceMount } from '../../caches/edits.ts';
import { addMount, neededMount } from '../../caches/fix-mount.ts';
import { homePlace } from '../../caches/mount-state.ts';
import { ownMountAdvice, unknownFolderAdvice } from '../../caches/user-advice.ts';
import { mountFolder, names, wantedMount } from '../../caches/words.ts';

export const missingCacheMount: Cause = {
  id: 'missing-cache-mount',
  since: '0.1.0',
  // An ENV that switches the cache off can go as a whole.
  changes: ['mounts', 'text', 'order'],
  severity: 'warning',
  summary:
    'A package manager installs without a cache mount that keeps what it fetched and compiled',
  fixId: 'keep-cache',
  holds: ({ use, state }) =>
    (state.kind === 'absent' || state.kind === 'tmpfs') && use.misplaced.length === 0,
  tells,
  inShort: (group) => {
    const folders = foldersOf(group);
    return folders.length > 1
      ? `no cache mounts are at ${names(folders)}`
      : `\`${group[0]?.use.call.text ?? ''}\` keeps no cache`;
  },
  advises,
  advisesAll,
  fixes: (one, place, draft) => {
    const { state, use } = one;
    if (state.kind !== 'tmpfs' || draft.usedMounts.has(state.mount))
      return addMount(one, place, draft);
    const needed = neededMount(one, place);
    if (needed === null) return false;
    draft.usedMounts.add(state.mount);
    const replaces = state.mount.path === needed.target;
    draft.edits.push(
      replaces
        ? replaceMount(state.mount, needed.flag)
        : insertMount(place.run, needed.flag, place.dockerfile),
    );
    const { name } = use.call.manager;
    draft.deeds.push(
      `keep ${name}'s cache in a cache mount at ${needed.target} instead of a tmpfs`,
    );
    return true;
  },
};

function tells(group: readonly CheckedUse[]): readonly string[] {
  const [first] = group;
  if (first === undefined) return [];
  const { use, state } = first;
  const { name } = use.call.manager;
  if (state.kind === 'tmpfs')
    return [`a tmpfs holds ${name}'s cache, and is discarded after the step`];
  const calls = distinct(group.map((one) => `\`${one.use.call.text}\``));
  const folders = foldersOf(group);
  const [have, run] = calls.length === 1 ? ['has', 'runs'] : ['have', 'run'];
  if (folders.length === 0) return [`${names(calls)} ${run} without a mount for ${name}'s cache`];
  const isGuess =
    use.user?.isRoot === true && use.user.isAssumed && homePlace(use.cache) !== undefined;
  const caches = folders.length === 1 ? 'its cache' : 'its caches';
  const guess = isGuess ? `, ${caches} if the image runs as root` : '';
  const mounts = folders.length === 1 ? 'no cache mount' : 'no cache mounts';
  return [`${names(calls)} ${have} ${mounts} at ${names(folders)}${guess}`];
}

/** `add cache mounts there with `sharing=locked``: each of them would fill a line. */
function advisesAll(group: readonly CheckedUse[], place: TellPlace): string | null {
  if (foldersOf(group).length < 2) return null;
  const flags = distinct(group.map((one) => wantedMount(one, place) ?? ''));
  if (flags.includes('')) return null;
  const options = distinct(flags.map((flag) => flag.replace(/^.*?target=[^,]*,?/, '')));
  const [common = ''] = options;
  if (options.length > 1) return null;
  const ids = flags.flatMap(
    (flag) => /(id=[^,]+),target=([^,]+)/.exec(flag)?.slice(1).reverse() ?? [],
  );
  const own = ids.length === 0 ? '' : `, at ${ids[0] ?? ''} with \`${ids[1] ?? ''}\``;
  return `add cache mounts there${common === '' ? '' : ` with \`${common}\``}${own}`;
}

function foldersOf(group: readonly CheckedUse[]): readonly string[] {
  return distinct(group.flatMap(({ use }) => mountFolder(use) ?? []));
}

function distinct(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)];
}

function advises(one: CheckedUse, place: TellPlace): readonly Advice[] {
  const { use } = one;
  const folder = mountFolder(use);
  if (folder === null) return [unknownFolderAdvice(one, place)];
  const flag = wantedMount(one, place);
  if (flag !== undefined) return [{ text: `add \`${flag}\`` }];
  return ownMountAdvice(use.user, folder, place);
}
