/** The cache mount belongs to another user, or is read-only: the package manager goes on without a cache, or fails. */
import type { Advice, Cause, FixPlace, TellPlace } from '../../caches/cause.ts';
import type { CheckedUse } from '../../caches/checked-use.ts';
import type { Draft } from '../../caches/draft.ts';
import { changeMount, ownerText, removeOption } from '../../caches/edits.ts';
import { ownerOf } from '../../caches/edits.ts';
import { addMount, neededMount } from '../../caches/fix-mount.ts';
import type { PlacedMount } from '../../caches/mount-state.ts';
import { ownMountAdvice, unknownFolderAdvice } from '../../caches/user-advice.ts';
import { mountName, userName } from '../../caches/words.ts';

export const unwritableCacheMount: Cause = {
  id: 'unwritable-cache-mount',
  since: '0.2.0',
  changes: ['mounts', 'text'],
  severity: 'warning',
  summary: 'A cache mount belongs to another user than the one who installs, or is read-only',
  fixId: 'give-mount',
  holds: ({ state }) => state.kind === 'owner' || state.kind === 'readonly',
  tells: (group) => group.filter((one) => !breaks(one)).flatMap(tells),
  fails: (group) => group.filter(breaks).flatMap(tells),
  inShort: ([first]) => {
    if (first === undefined) return '';
    const { use, state } = first;
    return state.kind === 'owner'
      ? `${ownerName(state.mount)} owns the mount, and ${userName(use.user)} runs the step`
      : `\`${use.call.text}\` keeps no cache`;
  },
  advises,
  fixes,
};

function breaks({ use }: Pick<CheckedUse, 'use'>): boolean {
  return use.call.manager.words.unwritable === 'fails';
}

function tells({ use, state }: CheckedUse): readonly string[] {
  const { name } = use.call.manager;
  if (state.kind === 'readonly') {
    const { compiled } = use.call.manager.words;
    const builds = compiled === null ? '' : ` and fails to build ${compiled}`;
    const deed = breaks({ use }) ? 'fails' : `keeps nothing in it${builds}`;
    return [`the cache mount at ${mountName(state.mount)} is read-only, so ${name} ${deed}`];
  }
  if (state.kind !== 'owner') return [];
  const owner = `${ownerName(state.mount)} owns the cache mount at ${mountName(state.mount)}`;
  const runner = `this step runs as ${userName(use.user)}`;
  return [
    `${owner} and ${runner}, so ${name} ${breaks({ use }) ? 'fails' : 'goes on without its cache'}`,
  ];
}

function advises(one: CheckedUse, place: TellPlace): readonly Advice[] {
  const { use, state } = one;
  if (state.kind === 'readonly')
    return [{ text: `remove \`${state.mount.readonlyOption ?? 'ro'}\` from the mount` }];
  const { user, folder } = use;
  if (folder === null) return [unknownFolderAdvice(one, place)];
  if (typeof user?.uid !== 'number') return ownMountAdvice(user, folder, place);
  const owner = ownerOf({ ...user, uid: user.uid }, place.view);
  return [
    {
      text:
        owner === null
          ? 'remove `uid=` from the mount'
          : `add \`${ownerText(owner)}\` to the mount`,
    },
  ];
}

function fixes(one: CheckedUse, place: FixPlace, draft: Draft): boolean {
  const { state } = one;
  const { text } = place.dockerfile;
  if (state.kind === 'readonly') {
    const edit = removeOption(state.mount, 'readonly', text);
    if (edit === null) return false;
    draft.edits.push(edit);
    const { readonlyOption, path } = state.mount;
    const where = path ?? place.folder;
    draft.deeds.push(`remove ${readonlyOption ?? 'ro'} from the cache mount at ${where}`);
    return true;
  }
  if (state.kind !== 'owner') return false;
  if (draft.usedMounts.has(state.mount)) return addMount(one, place, draft);
  const needed = neededMount(one, place);
  if (needed === null) return false;
  draft.usedMounts.add(state.mount);
  const { owner } = needed;
  const edits = changeMount(state.mount, state.mount.path ?? place.folder, owner, text);
  if (edits === null) return false;
  draft.edits.push(...edits);
  draft.deeds.push(`give the cache mount to ${owner === null ? 'root' : `uid ${owner.uid}`}`);
  return true;
}

function ownerName({ read }: PlacedMount): string {
  return read.uid === null || read.uid === 0 ? 'root' : `uid ${read.uid}`;
}
