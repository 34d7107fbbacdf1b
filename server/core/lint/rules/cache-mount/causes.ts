/** What keeps a cache from outliving its step, in order: where no mount lies at its folder, the first one tells all. */
import { causeFindings } from '../../caches/cause-findings.ts';
import type { Cause } from '../../caches/cause.ts';
import type { Rule } from '../../model.ts';
import { cacheEmptied } from './cache-emptied.ts';
import { cacheSwitchedOff } from './cache-switched-off.ts';
import { misplacedCacheMount } from './misplaced-cache-mount.ts';
import { missingCacheMount } from './missing-cache-mount.ts';
import { unlockedCacheMount } from './unlocked-cache-mount.ts';
import { unwritableCacheMount } from './unwritable-cache-mount.ts';

const CAUSES: readonly Cause[] = [
  missingCacheMount,
  misplacedCacheMount,
  unwritableCacheMount,
  cacheSwitchedOff,
  cacheEmptied,
  unlockedCacheMount,
];

export const CAUSE_RULES: readonly Rule[] = CAUSES.map((cause) => {
  const { id, since, changes, severity, summary } = cause;
  return {
    ...{ id, since, changes, severity, summary },
    family: 'cache-mount',
    // On another image the user, the cache and what it keeps can be others.
    canTell: ({ model }) =>
      model.stages.every(({ image }) => ['seen', 'official'].includes(image.knowledge)),
    check: (input) => causeFindings(cause, CAUSES, input),
  };
});
