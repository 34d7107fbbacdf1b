/** The steps of a Dockerfile that fill caches, each cache with its mount and what is in its way. Once for all rules. */
import { hasErrors, targetFaults, type TargetFault } from '../../build-model/mount-targets.ts';
import type { RunView } from '../../build-model/model.ts';
import { contains } from '../../build-model/paths.ts';
import type { RuleInput } from '../model.ts';
import { mountKey } from './cache-users.ts';
import { cacheUses, type CacheUse } from './cache-use.ts';
import type { StepsAround } from './call-place.ts';
import type { CheckedUse } from './checked-use.ts';
import { cleaningFinder } from './cleanings.ts';
import { fileFacts, type FileFacts } from './file-facts.ts';
import { fillsFirst } from './fills-first.ts';
import { lostFiles, type LostFiles } from './lost-files.ts';
import { mountState, placedMounts, type PlacedMount } from './mount-state.ts';
import { placedSettings } from './settings-file.ts';

export interface CacheSteps {
  readonly facts: FileFacts;
  readonly runs: readonly RunView[];
  readonly steps: readonly CacheStep[];
}

export interface CacheStep {
  readonly run: RunView;
  readonly mounts: readonly PlacedMount[];
  readonly checked: readonly CheckedUse[];
  /** Mounts that hide what the step needs: they have to be fixed before anything else. */
  readonly hiding: readonly TargetFault[];
  /** Files that its mounts take out of the image. */
  readonly lost: readonly LostFiles[];
  /** The cache that one of them may have been meant for; null where nothing tells. */
  readonly folder: string | null;
}

export function cacheSteps(input: RuleInput): CacheSteps {
  const known = knownSteps.get(input);
  if (known !== undefined) return known;
  const { runs } = input.model;
  const facts = fileFacts(input);
  const around = { runs, settings: placedSettings(runs) };
  const steps = runs.flatMap((run) => stepOf(run, around, facts) ?? []);
  const found = { facts, runs, steps };
  knownSteps.set(input, found);
  return found;
}

/** All rules of a run have one input. */
const knownSteps = new WeakMap<RuleInput, CacheSteps>();

function stepOf(run: RunView, around: StepsAround, facts: FileFacts): CacheStep | null {
  const uses = cacheUses(run, around);
  if (uses.length === 0 && run.command.mounts.length === 0) return null;
  // A RUN that BuildKit refuses has to be fixed first.
  if (hasErrors(run.instruction, facts.dockerfile)) return null;
  const faults = run.onbuild ? [] : targetFaults(run.command.mounts, run, facts.dockerfile);
  if (faults.some(({ kind }) => kind === 'refused')) return null;
  const hiding = faults.filter((fault) => isHarmful(fault, uses));
  const mounts = placedMounts(run, facts.dockerfile);
  const folders = new Set(uses.map((use) => use.folder));
  const folder = folders.size === 1 ? (uses[0]?.folder ?? null) : null;
  if (hiding.length > 0) return { run, mounts, checked: [], hiding, lost: [], folder };
  const lost = lostFiles(run, around, { mounts, uses });
  const others = distinctUses(uses);
  const cleanings = cleaningFinder(run, facts.dockerfile.text);
  const checked = uses.map((use): CheckedUse => {
    return {
      use,
      state: mountState(use, mounts, others, facts.writable),
      cleanings: cleanings(use),
      id: facts.ids.get(mountKey(use)) ?? null,
    };
  });
  return { run, mounts, checked, hiding, lost, folder };
}

/** One for each folder and user: a step can have thousands of installs. */
function distinctUses(uses: readonly CacheUse[]): readonly CacheUse[] {
  const byPlace = new Map(
    uses.map((use) => [`${use.folder ?? ''} ${use.user?.uid ?? ''} ${use.call.manager.id}`, use]),
  );
  return [...byPlace.values()];
}

/** A mount on the working directory can be meant, but hardly one that the installs do not use, and that nothing fills for them. */
function isHarmful({ mount, path, isEmpty }: TargetFault, uses: readonly CacheUse[]): boolean {
  const last = uses.at(-1);
  if (last === undefined) return isEmpty && mount.type === 'cache';
  if (!isEmpty && path !== null && fillsFirst(last.run, last.command, path)) return false;
  return !uses.some(
    ({ folder }) => folder !== null && path !== null && !isEmpty && contains(path, folder),
  );
}
