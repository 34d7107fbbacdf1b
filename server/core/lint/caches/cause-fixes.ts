/**
 * Fixes for what keeps caches from outliving their steps. All installs of a RUN that miss a mount share one fix, so that
 * one application is enough; where later steps read what an earlier one leaves in a cache, these RUNs share it too.
 */
import type { RuleFix } from '../model.ts';
import { isPlainCacheFolder } from './cache-folder.ts';
import { folderOptions } from './cache-switches.ts';
import type { CacheStep, CacheSteps } from './cache-steps.ts';
import type { CacheUse } from './cache-use.ts';
import type { Cause } from './cause.ts';
import { isBare, type CheckedUse } from './checked-use.ts';
import { clearVariable, removableVariable, type VariableSwitch } from './clear-variable.ts';
import { doubtFinder, frontendLacksMounts } from './doubts.ts';
import { addPart, finish, newDraft, partOf, type Draft } from './draft.ts';
import { leftBeforeFinder } from './left-before.ts';
import { doubtOfLinked, linkedSteps } from './linked-steps.ts';
import { addNamedFolder } from './fix-mount.ts';
import { removeCleanings } from './remove-cleanings.ts';
import type { MountState } from './mount-state.ts';

/** A fix with the installs that it fixes: others of the step may need a person. */
export interface CauseFix {
  readonly fix: RuleFix;
  /** Null: of all causes that hold where there is no mount. */
  readonly cause: Cause | null;
  readonly fixedUses: ReadonlySet<CheckedUse>;
}

export function causeFixes(all: CacheSteps, causes: readonly Cause[]): readonly CauseFix[] {
  const known = knownFixes.get(all);
  if (known !== undefined) return known;
  const fixes = frontendLacksMounts(all.facts.dockerfile)
    ? []
    : linkedSteps(all.steps).flatMap((steps) => [
        ...bareFixes(steps, all, causes),
        ...steps.flatMap((step) => causes.flatMap((cause) => ownFixes(step, all, cause))),
      ]);
  knownFixes.set(all, fixes);
  return fixes;
}

const knownFixes = new WeakMap<CacheSteps, readonly CauseFix[]>();

function bareFixes(
  steps: readonly CacheStep[],
  all: CacheSteps,
  causes: readonly Cause[],
): readonly CauseFix[] {
  const members = steps.flatMap((step) =>
    step.checked.filter(isBare).map((one) => ({
      step,
      one,
      causes: causes.filter((cause) => cause.holds(one)),
    })),
  );
  const [first] = members.flatMap((one) => one.causes);
  return first === undefined ? [] : fixesOf(members, all, first.fixId, null);
}

function ownFixes(step: CacheStep, all: CacheSteps, cause: Cause): readonly CauseFix[] {
  const members = step.checked
    .filter((one) => !isBare(one) && cause.holds(one))
    .map((one) => ({ step, one, causes: [cause] }));
  return members.length === 0 ? [] : fixesOf(members, all, cause.fixId, cause);
}

interface Member {
  readonly step: CacheStep;
  readonly one: CheckedUse;
  /** What is fixed of it. */
  readonly causes: readonly Cause[];
}

/** As it is, and with the variable gone that switches a cache off, where one does. */
function fixesOf(
  members: readonly Member[],
  all: CacheSteps,
  id: string,
  cause: Cause | null,
): readonly CauseFix[] {
  const fixed = members.filter(({ causes }) => causes.some((one) => one.fixesVariables === true));
  const variable = removableVariable(fixed.map(({ one }) => one));
  const kept = draftOf(members, all, null);
  const cleared = variable === undefined ? null : draftOf(members, all, variable);
  return [
    ...(kept === null ? [] : [{ fix: finish(kept, id), cause, fixedUses: kept.fixedUses }]),
    ...(cleared === null
      ? []
      : [{ fix: finish(cleared, `${id}-without-variable`), cause, fixedUses: cleared.fixedUses }]),
  ];
}

/** With `variable`, the ENV or ARG that switches the cache off goes; else it stays and the command outdoes it. */
function draftOf(
  members: readonly Member[],
  all: CacheSteps,
  variable: VariableSwitch | null,
): Draft | null {
  const draft = newDraft();
  const finders = new Map(members.map(({ step }) => [step, findersOf(step, all)]));
  for (const member of members) {
    const part = partOf(draft);
    const own = finders.get(member.step) ?? findersOf(member.step, all);
    if (draftMember(member, all, variable, own, part)) addPart(draft, part, member.one);
  }
  if (!removeCleanings(draft, all.facts.dockerfile.text)) return null;
  const linked = draft.edits.length === 0 ? null : doubtOfLinked([...draft.fixedUses]);
  if (linked !== null) draft.doubts.push(linked);
  if (variable !== null && !clearVariable(variable, all.facts, draft)) return null;
  return draft.edits.length === 0 ? null : draft;
}

/** What is asked about a step for each of its installs; they remember their answers. */
interface StepFinders {
  readonly doubt: (use: CacheUse) => string | null;
  readonly leftBefore: (use: CacheUse, folder: string) => boolean;
}

function findersOf({ run }: CacheStep, { facts, runs }: CacheSteps): StepFinders {
  return { doubt: doubtFinder(run, facts, runs), leftBefore: leftBeforeFinder(run, runs) };
}

/** False where this use cannot be fixed by edits. */
function draftMember(
  { step, one, causes }: Member,
  { facts }: CacheSteps,
  variable: VariableSwitch | null,
  finders: StepFinders,
  draft: Draft,
): boolean {
  const { run } = step;
  const { use, state } = one;
  const chosen = chooseFolder(use, state);
  const folder = use.folder ?? chosen ?? (state.kind === 'covered' ? state.mount.path : null);
  if (folder === null) return false;
  if (!isPlainCacheFolder(folder, run.view.workdir, use.user?.home ?? null)) return false;
  const { doubt, leftBefore } = finders;
  const place = { ...facts, ...{ run, folder, leftBefore, variable: variable?.from ?? null } };
  for (const [index, cause] of causes.entries()) {
    if (!cause.fixes(one, place, draft)) return false;
    if (index > 0 || chosen === null) continue;
    addNamedFolder(use, folder, null, draft);
    draft.doubts.push(
      use.command.filters === 'nothing'
        ? `the home of ${use.user?.name ?? 'the user'} is not known here`
        : 'settings of `sudo` decide where the cache was',
    );
  }
  if (draft.edits.length === 0 && draft.removals.length === 0) return true;
  // Where a command ends is a guess there.
  if (draft.removals.length > 0 && run.script.problems.length > 0) return false;
  const found = doubt(use);
  if (found !== null) draft.doubts.push(found);
  if (use.steeredBy !== null)
    draft.doubts.push(
      `\`${use.steeredBy}\` steers how packages are built, and the cache does not tell such ${use.call.manager.words.compiled ?? 'packages'} from others`,
    );
  return true;
}

/** A user with a number but no known home gets a folder that does not depend on one. */
function chooseFolder(
  { folder, user, call, cache, command }: CacheUse,
  state: MountState,
): string | null {
  if (folder !== null || typeof user?.uid !== 'number' || state.kind === 'covered') return null;
  if (state.kind === 'owner') return state.mount.path;
  if (folderOptions(cache).length === 0) return null;
  // The user of the step may install there, too.
  const suffix = command.switchesUser ? `-${user.name}` : '';
  return `/var/cache/${call.manager.id}${suffix}`;
}
