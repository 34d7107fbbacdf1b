/**
 * Fixes for the installs of one RUN: one mount for each cache folder, whatever switches the cache off out of the way.
 * All installs of a RUN share their fixes, so that one application is enough.
 */
import type { TextEdit } from '../../../text/edits.ts';
import type { RuleFix } from '../../model.ts';
import type { CacheSwitch, CacheUse } from './cache-use.ts';
import type { Cleaning } from './cleanings.ts';
import { doubtFinder, frontendLacksMounts, type Surroundings } from './doubts.ts';
import {
  changeMount,
  misplacedMount,
  mountFlag,
  nameFolder,
  ownerOf,
  removeOption,
  removePair,
  removeWord,
  replaceMount,
} from './edits.ts';
import { insertMount } from './insert-mount.ts';
import type { MountState, PlacedMount } from './mount-state.ts';
import { isPlainCacheFolder } from './cache-folder.ts';
import type { RunView } from '../../../build-model/model.ts';

export interface CheckedUse {
  readonly use: CacheUse;
  readonly state: MountState;
  readonly cleanings: readonly Cleaning[];
  /** The id of a new mount; null where the default does. */
  readonly id: string | null;
}

/** A fix with the installs that it mends: others of the RUN may need a person. */
export interface RunFix {
  readonly fix: RuleFix;
  readonly mends: ReadonlySet<CheckedUse>;
}

interface Place extends Surroundings {
  readonly doubt: (use: CacheUse) => string | null;
}

interface Draft {
  readonly mends: Set<CheckedUse>;
  readonly edits: TextEdit[];
  /** What it does, for the title. */
  readonly deeds: string[];
  readonly doubts: string[];
  readonly usedMounts: Set<PlacedMount>;
}

export function runFixes(
  run: RunView,
  checked: readonly CheckedUse[],
  around: Surroundings,
): readonly RunFix[] {
  if (frontendLacksMounts(around.dockerfile)) return [];
  const place = { ...around, doubt: doubtFinder(run, around) };
  const kept = draftFix(run, checked, place, null);
  const variable = checked.flatMap(({ use }) => use.switches.filter(isRemovableVariable))[0];
  const cleared = variable ? draftFix(run, checked, place, variable) : null;
  return [kept, cleared].flatMap((draft) =>
    draft === null
      ? []
      : [
          {
            fix: finish(draft, draft === cleared ? 'keep-cache-without-variable' : 'keep-cache'),
            mends: draft.mends,
          },
        ],
  );
}

type VariableSwitch = Extract<CacheSwitch, { kind: 'variable' }>;

function isRemovableVariable(one: CacheSwitch): one is VariableSwitch {
  return one.kind === 'variable' && one.from !== null;
}

/** With `variable`, the ENV or ARG that switches the cache off goes; else it stays and the command outdoes it. */
function draftFix(
  run: RunView,
  checked: readonly CheckedUse[],
  around: Place,
  variable: VariableSwitch | null,
): Draft | null {
  const draft: Draft = {
    mends: new Set(),
    edits: [],
    deeds: [],
    doubts: [],
    usedMounts: new Set(),
  };
  const seen = new Set<string>();
  for (const one of checked) {
    const part: Draft = { ...draft, edits: [], deeds: [], doubts: [] };
    if (!draftUse(run, one, around, variable, part)) continue;
    draft.edits.push(...part.edits.filter((edit) => !seen.has(editKey(edit))));
    for (const edit of part.edits) seen.add(editKey(edit));
    draft.mends.add(one);
    draft.deeds.push(...part.deeds);
    draft.doubts.push(...part.doubts);
  }
  if (variable !== null && !clearVariable(variable, around, draft)) return null;
  return draft.edits.length === 0 ? null : draft;
}

/** False where this use cannot be mended by edits. */
function draftUse(
  run: RunView,
  checked: CheckedUse,
  around: Place,
  variable: VariableSwitch | null,
  draft: Draft,
): boolean {
  const { use, state, cleanings } = checked;
  const chosen = chooseFolder(use, state);
  const folder = use.folder ?? chosen ?? (state.kind === 'covered' ? state.mount.path : null);
  if (folder === null) return false;
  const home = use.user?.home ?? null;
  if (!isPlainCacheFolder(folder, run.view.workdir, home)) return false;
  if (!draftMount(run, checked, folder, around, draft)) return false;
  if (chosen !== null) {
    addNamedFolder(use, folder, null, draft);
    draft.doubts.push(`the home of ${use.user?.name ?? 'the user'} is not known here`);
  }
  for (const one of use.switches)
    if (!draftSwitch(use, one, folder, variable, around, draft)) return false;
  for (const { word, own } of use.misplaced) {
    if (!own || mayBecomeHeredoc(run)) return false;
    draft.edits.push(removeWord(word, around.dockerfile));
    draft.deeds.push(`remove \`--mount\` from the arguments of ${use.call.manager.name}`);
  }
  for (const { edit, removed, removesMore } of cleanings) {
    if (edit === null) return false;
    draft.edits.push(edit);
    draft.deeds.push(`remove ${removed}`);
    draft.doubts.push(
      removesMore
        ? 'what it deletes besides then stays in the image'
        : `what earlier steps left in ${folder} then stays in the image`,
    );
  }
  const doubt = draft.edits.length > 0 ? around.doubt(use) : null;
  if (doubt !== null) draft.doubts.push(doubt);
  if (draft.edits.length > 0 && use.steeredBy !== null)
    draft.doubts.push(
      `\`${use.steeredBy}\` steers how packages are built, and the cache does not tell such wheels from others`,
    );
  return true;
}

/** Without a word beside it, or a quote before it, another `<<` could begin a heredoc than now. */
function mayBecomeHeredoc({ instruction, command }: RunView): boolean {
  return !command.onlyHeredoc && instruction.body.text.includes('<<');
}

/** A user with a number but no known home gets a folder that does not depend on one. */
function chooseFolder({ folder, user, call }: CacheUse, state: MountState): string | null {
  if (folder !== null || typeof user?.uid !== 'number' || state.kind === 'covered') return null;
  if (state.kind === 'owner') return state.mount.path;
  return call.manager.cache.options.length > 0 ? `/var/cache/${call.manager.id}` : null;
}

function draftMount(
  run: RunView,
  { use, state, id }: CheckedUse,
  folder: string,
  { dockerfile }: Surroundings,
  draft: Draft,
): boolean {
  if (state.kind === 'covered') return true;
  if (state.kind === 'readonly') {
    const edit = removeOption(state.mount, 'readonly', dockerfile.text);
    if (edit === null) return false;
    draft.edits.push(edit);
    const { readonlyOption, path } = state.mount;
    draft.deeds.push(`remove ${readonlyOption ?? 'ro'} from the cache mount at ${path ?? folder}`);
    return true;
  }
  const { user } = use;
  const uid = user?.uid ?? null;
  if (user === null || uid === null) return false;
  const owner = ownerOf({ ...user, uid }, run.view);
  const flag = mountFlag(use, { folder, owner, id });
  const { name } = use.call.manager;
  if (state.kind === 'absent' || draft.usedMounts.has(state.mount)) {
    draft.edits.push(insertMount(run, misplacedMount(use, folder) ?? flag, dockerfile));
    const named = id === null ? '' : ` with the id ${id}`;
    draft.deeds.push(`keep ${name}'s cache in a mount at ${folder}${named}`);
    return true;
  }
  draft.usedMounts.add(state.mount);
  if (state.kind === 'tmpfs') {
    const replaces = state.mount.path === folder;
    draft.edits.push(
      replaces ? replaceMount(state.mount, flag) : insertMount(run, flag, dockerfile),
    );
    draft.deeds.push(`keep ${name}'s cache in a cache mount at ${folder} instead of a tmpfs`);
    return true;
  }
  const target = state.kind === 'elsewhere' ? folder : (state.mount.path ?? folder);
  const edits = changeMount(state.mount, target, owner, dockerfile.text);
  if (edits === null) return false;
  draft.edits.push(...edits);
  draft.deeds.push(
    state.kind === 'elsewhere'
      ? `move the cache mount to ${folder}`
      : `give the cache mount to ${owner === null ? 'root' : `uid ${owner.uid}`}`,
  );
  return true;
}

function draftSwitch(
  use: CacheUse,
  one: CacheSwitch,
  folder: string,
  variable: VariableSwitch | null,
  { dockerfile }: Surroundings,
  draft: Draft,
): boolean {
  switch (one.kind) {
    case 'option':
      if (!one.own) return addNamedFolder(use, folder, one, draft);
      draft.edits.push(removeWord(one.word, dockerfile));
      draft.deeds.push(`drop ${one.word.value}`);
      return true;
    case 'assignment':
      draft.edits.push({ span: one.assignment.removal, newText: '' });
      draft.deeds.push(`drop ${one.assignment.name}`);
      return true;
    case 'variable':
      if (one.from !== null && one.from === variable?.from) return true;
      return addNamedFolder(use, folder, null, draft);
    case 'setting':
      return addNamedFolder(use, folder, null, draft);
  }
}

function addNamedFolder(
  use: CacheUse,
  folder: string,
  behind: Extract<CacheSwitch, { kind: 'option' }> | null,
  draft: Draft,
): boolean {
  if (!use.call.manager.disablers.folderOptionWins) return false;
  const edit = nameFolder(use, folder, behind?.word.span ?? null);
  if (edit === null) return false;
  if (!draft.edits.some((one) => editKey(one) === editKey(edit))) {
    draft.edits.push(edit);
    draft.deeds.push(`name the folder with ${use.call.manager.cache.options[0] ?? ''}`);
  }
  return true;
}

function clearVariable(variable: VariableSwitch, around: Surroundings, draft: Draft): boolean {
  const { from, name } = variable;
  const place = around.stages
    .flatMap((stage) => stage.instructions)
    .find((view) => view.instruction === from);
  const index = from === null ? -1 : around.dockerfile.instructions.indexOf(from);
  const command = place?.command;
  if (from === null || index < 0 || (command?.kind !== 'env' && command?.kind !== 'arg'))
    return false;
  const edit = removePair(from, command, name, around.dockerfile);
  if (edit === null) return false;
  draft.edits.push(edit);
  const written = command.pairs.find(({ key }) => key.raw === name)?.key.span.start ?? 0;
  draft.deeds.push(`remove ${name} from line ${lineOf(written, around.dockerfile.text)}`);
  draft.doubts.push(
    command.kind === 'env'
      ? 'the variable leaves the environment of the image too'
      : 'builds can no longer set it',
  );
  return true;
}

/** From 1; of an ENV over several lines the one that the variable is on. */
function lineOf(offset: number, text: string): string {
  return String(text.slice(0, offset).split('\n').length);
}

function finish(draft: Draft, id: string): RuleFix {
  const deeds = [...new Set(draft.deeds)].join(', ');
  const doubts = [...new Set(draft.doubts)];
  const title = deeds.charAt(0).toUpperCase() + deeds.slice(1);
  return {
    id,
    title: doubts.length === 0 ? title : `${title} (review: ${doubts.join('; ')})`,
    safety: doubts.length === 0 ? 'safe' : 'review',
    edits: draft.edits,
  };
}

function editKey({ span, newText }: TextEdit): string {
  return `${span.start} ${span.end} ${newText}`;
}
