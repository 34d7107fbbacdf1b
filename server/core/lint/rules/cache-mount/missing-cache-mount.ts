/**
 * A package manager installs in a RUN whose cache does not outlive the step: no cache mount lies at its cache folder,
 * the mount lies somewhere else or belongs to somebody else, or something switches the cache off or empties it.
 */
import { cacheUses, type CacheUse } from './cache-use.ts';
import { cleaningFinder } from './cleanings.ts';
import { fileFacts, type FileFacts } from './file-facts.ts';
import { runFixes, type CheckedUse } from './fixes.ts';
import { findingMessage, relatedPlaces } from './messages.ts';
import { mountState, placedMounts } from './mount-state.ts';
import {
  hasErrors,
  hidingMessage,
  targetFaults,
  type TargetFault,
} from '../../../build-model/mount-targets.ts';
import { contains } from '../../../build-model/paths.ts';
import { groupBy } from '../../../text/group-by.ts';
import type { RunView } from '../../../build-model/model.ts';
import { placedSettings, settingsBefore, type Setting } from './settings-file.ts';
import type { Rule, RuleFinding, RuleInput } from '../../model.ts';

export const missingCacheMount: Rule = {
  id: 'missing-cache-mount',
  family: 'cache-mount',
  since: '0.1.0',
  // An ENV that switches the cache off can go as a whole.
  changes: ['mounts', 'text', 'order'],
  severity: 'warning',
  summary: 'A package manager installs without a cache mount that keeps its downloads and wheels',
  // On another image the user, the cache and what it keeps can be others.
  canTell: ({ model }) =>
    model.stages.every(({ image }) => ['seen', 'official'].includes(image.knowledge)),
  check,
};

function check(input: RuleInput): readonly RuleFinding[] {
  const { runs } = input.model;
  const settings = placedSettings(runs);
  const around = fileFacts(input);
  return runs.flatMap((run) => checkRun(run, settingsBefore(run, settings), around));
}

function checkRun(run: RunView, settings: readonly Setting[], around: FileFacts): RuleFinding[] {
  const uses = cacheUses(run, settings);
  if (uses.length === 0 && run.command.mounts.length === 0) return [];
  // A RUN that BuildKit refuses has to be fixed first, and so does a mount that hides files.
  if (hasErrors(run.instruction, around.dockerfile)) return [];
  const faults = run.onbuild ? [] : targetFaults(run.command.mounts, run, around.dockerfile);
  if (faults.some(({ kind }) => kind === 'refused')) return [];
  const hiding = faults.filter((fault) => isHarmful(fault, uses));
  if (hiding.length > 0) return hiding.map((fault) => hidingFinding(fault, run, uses));
  if (uses.length === 0) return [];
  const mounts = placedMounts(run, around.dockerfile);
  const folders = [...new Set(uses.flatMap(({ folder }) => (folder === null ? [] : [folder])))];
  const cleanings = cleaningFinder(run, around.dockerfile.text);
  const checked = uses
    .map((use): CheckedUse => {
      const others = folders.filter((folder) => folder !== use.folder);
      return {
        use,
        state: mountState(use, mounts, others, around.writable),
        cleanings: cleanings(use),
        id: around.ids.get(use.call.span.start) ?? null,
      };
    })
    .filter((one) => isWasteful(one));
  const fixes = runFixes(run, checked, around);
  const place = {
    dockerfile: around.dockerfile,
    workdir: run.view.workdir,
    view: run.view,
    image: run.stage.image,
    mounts,
  };
  return [...groupBy(checked, mountOf).values()].map((group) => ({
    span: group[0]?.use.call.span ?? run.instruction.span,
    message: findingMessage(group, place),
    related: relatedPlaces(group),
    fixes: fixes.filter(({ mends }) => group.some((one) => mends.has(one))).map(({ fix }) => fix),
  }));
}

/** Installs of a RUN that want the same mount in the same way get one finding. */
function mountOf({ use, state }: CheckedUse): string {
  return JSON.stringify([
    use.call.manager.id,
    use.folder,
    state.kind,
    use.user?.name ?? null,
    use.misplaced.length > 0,
  ]);
}

/** A cache in the working directory can be meant, but hardly one that the installs do not use. */
function isHarmful({ mount, path, isEmpty }: TargetFault, uses: readonly CacheUse[]): boolean {
  if (uses.length === 0) return isEmpty && mount.type === 'cache';
  return !uses.some(
    ({ folder }) => folder !== null && path !== null && !isEmpty && contains(path, folder),
  );
}

function hidingFinding(fault: TargetFault, run: RunView, uses: readonly CacheUse[]): RuleFinding {
  const message = hidingMessage(fault, run.view.workdir, uses[0]?.folder ?? null);
  return { span: fault.mount.flag.span, message, related: [], fixes: [] };
}

function isWasteful({ use, state, cleanings }: CheckedUse): boolean {
  return (
    state.kind !== 'covered' ||
    [use.switches, use.misplaced, cleanings].some((one) => one.length > 0)
  );
}
