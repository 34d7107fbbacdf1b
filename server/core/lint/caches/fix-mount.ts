/** Edits that put a cache mount where an install needs it. */
import type { TextEdit } from '../../text/edits.ts';
import type { FixPlace } from './cause.ts';
import type { CheckedUse } from './checked-use.ts';
import type { Draft } from './draft.ts';
import {
  addWords,
  changeMount,
  changeTarget,
  misplacedMount,
  mountFlag,
  nameFolder,
  ownerOf,
} from './edits.ts';
import { insertMount } from './insert-mount.ts';
import { mountFolder } from './words.ts';
import type { Owner } from './edits.ts';
import type { CacheUse } from './cache-use.ts';
import type { Span } from '../../text/span.ts';

/** The flag of the mount that the use needs; null where its owner is not known. */
export function neededMount(
  { use, id }: CheckedUse,
  { run, folder }: FixPlace,
): { readonly flag: string; readonly owner: Owner | null; readonly target: string } | null {
  const { user } = use;
  if (typeof user?.uid !== 'number') return null;
  const owner = ownerOf({ ...user, uid: user.uid }, run.view);
  const target = mountFolder({ cache: use.cache, folder }) ?? folder;
  return { flag: mountFlag(use, { folder: target, owner, id }), owner, target };
}

/** A new mount, or the one that the user wrote at the wrong place. */
export function addMount(one: CheckedUse, place: FixPlace, draft: Draft): boolean {
  const needed = neededMount(one, place);
  if (needed === null) return false;
  const { use, id } = one;
  const flag = misplacedMount(use, place.folder) ?? needed.flag;
  draft.edits.push(insertMount(place.run, flag, place.dockerfile));
  draft.kept.push({ name: use.call.manager.name, target: needed.target, id });
  return addCallWords(use, use.mountWords, draft);
}

export function moveMount(one: CheckedUse, place: FixPlace, draft: Draft): boolean {
  const { state, use } = one;
  if (state.kind !== 'elsewhere') return false;
  if (draft.usedMounts.has(state.mount)) return addMount(one, place, draft);
  const needed = neededMount(one, place);
  if (needed === null) return false;
  draft.usedMounts.add(state.mount);
  const edits = changeMount(state.mount, needed.target, needed.owner, place.dockerfile.text);
  if (edits === null) return false;
  draft.edits.push(...edits);
  draft.deeds.push(`move the cache mount to ${needed.target}`);
  return addCallWords(use, use.mountWords, draft);
}

/** Words that let the program work with a mount, or keep its cache from what empties it. */
export function addCallWords(use: CacheUse, words: readonly string[], draft: Draft): boolean {
  if (words.length === 0) return true;
  const edit = addWords(use, words);
  if (edit === null) return false;
  draft.edits.push(edit);
  draft.deeds.push(`add ${words.join(' ')}`);
  return true;
}

/** A mount below the folder that the words name has to come to it. */
export function moveToKnown({ use, state }: CheckedUse, file: string, draft: Draft): boolean {
  const { mountAt } = use.cache;
  if (state.kind !== 'covered' || mountAt === null) return true;
  if (state.mount.path?.startsWith(`${mountAt}/`) !== true) return true;
  const edit = changeTarget(state.mount, mountAt, file);
  if (edit === null) return false;
  draft.edits.push(edit);
  draft.deeds.push(`move the cache mount to ${mountAt}`);
  return true;
}

/** Names the folder on the command line, which outdoes what switches the cache off. */
export function addNamedFolder(
  use: CacheUse,
  folder: string,
  behind: Span | null,
  draft: Draft,
): boolean {
  const edit = nameFolder(use, folder, behind);
  if (edit === null) return false;
  if (!draft.edits.some((one) => isSame(one, edit))) {
    draft.edits.push(edit);
    draft.deeds.push(
      `name the folder with ${edit.newText.trim().split('=')[0]?.replace(/^, "/, '') ?? ''}`,
    );
  }
  return true;
}

function isSame(a: TextEdit, b: TextEdit): boolean {
  return a.span.start === b.span.start && a.span.end === b.span.end && a.newText === b.newText;
}
