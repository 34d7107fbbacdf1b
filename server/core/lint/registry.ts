/** Every rule. A new one is its file, its page under docs/rules, its fixture folder and one line here. */
import { frontendTooOld } from './rules/syntax/frontend-too-old.ts';
import { CAUSE_RULES } from './rules/cache-mount/causes.ts';
import { hidingMount } from './rules/cache-mount/hiding-mount.ts';
import { missingSource } from './rules/context/missing-source.ts';
import { sharedWheelCache } from './rules/cache-mount/shared-wheel-cache.ts';
import { stateInCacheMount } from './rules/cache-mount/state-in-cache-mount.ts';
import { unusedAllow } from './rules/findings/unused-allow.ts';
import { stalePackageIndex } from './rules/order/stale-package-index.ts';
import type { Rule } from './model.ts';

export const RULES: readonly Rule[] = [
  ...CAUSE_RULES,
  hidingMount,
  stateInCacheMount,
  sharedWheelCache,
  missingSource,
  frontendTooOld,
  unusedAllow,
  stalePackageIndex,
];

/** Ids of the rules whose fixes make another build: what a forecast "with fixes" is of. */
export const BUILD_RULES: readonly string[] = RULES.filter(({ changes }) => changes.length > 0).map(
  ({ id }) => id,
);

/** The page of a rule, inside the package. */
export function rulePage(id: string): string {
  return `docs/rules/${id}.md`;
}
