/**
 * A package manager installs in a RUN whose cache does not outlive the step: no cache mount lies at its cache folder,
 * the mount lies somewhere else or belongs to somebody else, or something switches the cache off or empties it.
 */
import { cacheUses, type CacheUse } from './cache-mount/cache-use.ts';
import { cleaningsOf } from './cache-mount/cleanings.ts';
import type { Surroundings } from './cache-mount/doubts.ts';
import { runFixes, type CheckedUse } from './cache-mount/fixes.ts';
import { findingMessage, relatedPlaces } from './cache-mount/messages.ts';
import { mountState, placedMounts, type PlacedMount } from './cache-mount/mount-state.ts';
import { runViews, type RunView } from './cache-mount/run-views.ts';
import { settingsBefore } from './cache-mount/settings-file.ts';
import type { Rule, RuleFinding, RuleInput } from './model.ts';

export const missingCacheMount: Rule = {
  id: 'missing-cache-mount',
  severity: 'warning',
  summary: 'A package manager installs without a cache mount that keeps its downloads and wheels',
  check,
};

function check(input: RuleInput): readonly RuleFinding[] {
  const { dockerfile, stages } = input;
  const runs = runViews(input);
  return runs.flatMap((run) => checkRun(run, { dockerfile, stages, runs }));
}

function checkRun(run: RunView, around: Surroundings): RuleFinding[] {
  const uses = cacheUses(run, settingsBefore(run, around.runs, around.stages));
  if (uses.length === 0) return [];
  const mounts = placedMounts(run, around.dockerfile);
  const checked = uses
    .map((use) => checkUse(use, uses, run, mounts, around))
    .filter((one) => isWasteful(one));
  const fixes = runFixes(run, checked, around);
  return checked.map((one) => ({
    span: one.use.call.span,
    message: findingMessage(one, {
      dockerfile: around.dockerfile,
      workdir: run.view.workdir,
      mounts,
    }),
    related: relatedPlaces(one),
    fixes: fixes.filter(({ mends }) => mends.has(one)).map(({ fix }) => fix),
  }));
}

function checkUse(
  use: CacheUse,
  uses: readonly CacheUse[],
  run: RunView,
  mounts: readonly PlacedMount[],
  around: Surroundings,
): CheckedUse {
  const others = uses.flatMap(({ folder }) =>
    folder === null || folder === use.folder ? [] : [folder],
  );
  const state = mountState(use, mounts, others);
  return { use, state, cleanings: cleaningsOf(use, run, around.dockerfile.text) };
}

function isWasteful({ use, state, cleanings }: CheckedUse): boolean {
  return state.kind !== 'covered' || use.switches.length > 0 || cleanings.length > 0;
}
