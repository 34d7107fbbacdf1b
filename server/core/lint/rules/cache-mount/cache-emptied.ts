/** A command of the same step throws the cache away that the mount was to keep. */
import type { Cause, FixPlace, TellPlace } from '../../caches/cause.ts';
import type { CheckedUse } from '../../caches/checked-use.ts';
import { isBusy, type Cleaning } from '../../caches/cleanings.ts';
import type { Draft } from '../../caches/draft.ts';
import { shortCode } from '../../caches/words.ts';

export const cacheEmptied: Cause = {
  id: 'cache-emptied',
  since: '0.2.0',
  changes: ['text'],
  severity: 'warning',
  summary: 'A command of the same step empties the cache that a mount keeps',
  fixId: 'keep-what-is-cached',
  holds: ({ cleanings }) => cleanings.length > 0,
  tells: (group, { mounts }) =>
    cleaningsOf(group)
      .filter(({ use, cleaning }) => !isBusy(cleaning, use, mounts))
      .map(({ cleaning: { part, text } }) =>
        part === null
          ? `${shortCode(text)} empties the cache`
          : `${shortCode(text)} removes ${part.what} from the cache`,
      ),
  again: ({ use, cleanings }) =>
    cleanings.every(({ part }) => part !== null)
      ? (cleanings[0]?.part?.again ?? use.cache.again)
      : use.cache.again,
  fails: (group, { mounts }) =>
    cleaningsOf(group)
      .filter(({ use, cleaning }) => isBusy(cleaning, use, mounts))
      .map(
        ({ cleaning }) =>
          `${shortCode(cleaning.text)} fails on the cache mount ("Device or resource busy")`,
      ),
  advises: ({ cleanings }, place) => cleanings.map((cleaning) => adviceFor(cleaning, place)),
  related: ({ cleanings }) =>
    cleanings.map(({ span }) => ({ span, message: 'The cache is removed here.' })),
  fixes,
};

/** One for each text: installs of a RUN share what empties their cache. */
function cleaningsOf(group: readonly CheckedUse[]) {
  const all = group.flatMap(({ use, cleanings }) =>
    cleanings.map((cleaning) => ({ use, cleaning })),
  );
  return [...new Map(all.map((one) => [one.cleaning.text, one])).values()];
}

/** A mount alone would make the removal fail: who follows half of an advice must not break the build. */
function adviceFor({ text, removesFolder }: Cleaning, { isBare }: TellPlace) {
  return isBare && removesFolder
    ? { text: `remove ${shortCode(text)}`, needsAll: true }
    : {
        text: `remove ${shortCode(text)}: a cache mount is never part of the image`,
        brief: `remove ${shortCode(text)}`,
      };
}

function fixes(
  { use, cleanings }: CheckedUse,
  { folder, leftBefore }: FixPlace,
  draft: Draft,
): boolean {
  for (const cleaning of cleanings) {
    draft.removals.push(cleaning);
    if (cleaning.removesMore) draft.doubts.push('what it deletes besides then stays in the image');
    else if (leftBefore(use, folder))
      draft.doubts.push(`what earlier steps left in ${folder} then stays in the image`);
  }
  return true;
}
