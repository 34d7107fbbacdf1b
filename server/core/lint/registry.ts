/** Every rule. A new one is its file, its page under docs/rules, its fixture folder and one line here. */
import { frontendTooOld } from './rules/syntax/frontend-too-old.ts';
import { missingCacheMount } from './rules/cache-mount/missing-cache-mount.ts';
import { missingSource } from './rules/context/missing-source.ts';
import { sharedWheelCache } from './rules/cache-mount/shared-wheel-cache.ts';
import { unusedAllow } from './rules/findings/unused-allow.ts';
import type { Rule } from './model.ts';

export const RULES: readonly Rule[] = [
  missingCacheMount,
  sharedWheelCache,
  missingSource,
  frontendTooOld,
  unusedAllow,
];

/** Ids of the rules whose fixes make another build: what a forecast "with fixes" is of. */
export const BUILD_RULES: readonly string[] = RULES.filter(({ changes }) => changes.length > 0).map(
  ({ id }) => id,
);

/** The page of a rule, inside the package. */
export function rulePage(id: string): string {
  return `docs/rules/${id}.md`;
}
