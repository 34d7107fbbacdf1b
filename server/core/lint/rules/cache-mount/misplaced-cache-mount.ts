/** A cache mount was meant for the install and lies at another folder, or stands among the words of the command. */
import type { Advice, Cause, FixPlace, TellPlace } from '../../caches/cause.ts';
import type { CheckedUse } from '../../caches/checked-use.ts';
import type { Draft } from '../../caches/draft.ts';
import { removeWord } from '../../caches/edits.ts';
import { addMount, moveMount } from '../../caches/fix-mount.ts';
import { ownMountAdvice } from '../../caches/user-advice.ts';
import { mountFolder, mountName, wantedMount } from '../../caches/words.ts';
import { quoted } from '../../../syntax/dockerfile/problems.ts';

export const misplacedCacheMount: Cause = {
  id: 'misplaced-cache-mount',
  since: '0.2.0',
  changes: ['mounts', 'text', 'order'],
  severity: 'warning',
  summary: 'A cache mount lies somewhere else than the cache that it was meant for',
  fixId: 'move-mount',
  holds: ({ use, state }) => use.misplaced.length > 0 || state.kind === 'elsewhere',
  tells: (group) => group.flatMap(tells),
  fails: (group) => group.flatMap(fails),
  advises,
  fixes,
};

function tells({ use, state }: CheckedUse): readonly string[] {
  const { misplaced, call, folder } = use;
  const { name } = call.manager;
  if (misplaced.length > 0 || state.kind !== 'elsewhere') return [];
  const where = mountName(state.mount);
  return [`the cache mount at ${where} misses ${name}'s cache, which is ${folder ?? 'elsewhere'}`];
}

function fails({ use: { misplaced, call } }: CheckedUse): readonly string[] {
  const written = misplaced[0]?.word.raw;
  return written === undefined
    ? []
    : [`${quoted(written)} is an option of RUN, and ${call.manager.name} refuses it`];
}

function advises(one: CheckedUse, place: TellPlace): readonly Advice[] {
  const { use, state } = one;
  if (use.misplaced.length > 0) return [{ text: 'write it right after `RUN`' }];
  if (state.kind !== 'elsewhere') return [];
  const flag = wantedMount(one, place);
  if (flag !== undefined) return [{ text: `write \`${flag}\` instead` }];
  return ownMountAdvice(use.user, mountFolder(use) ?? '', place);
}

function fixes(one: CheckedUse, place: FixPlace, draft: Draft): boolean {
  const { use, state } = one;
  if (state.kind === 'elsewhere' && !moveMount(one, place, draft)) return false;
  const isAbsent = state.kind === 'absent' || state.kind === 'tmpfs';
  if (isAbsent && !addMount(one, place, draft)) return false;
  for (const { word, own } of use.misplaced) {
    if (!own || mayBecomeHeredoc(place)) return false;
    draft.edits.push(removeWord(word, place.dockerfile));
    draft.deeds.push(`remove \`--mount\` from the arguments of ${use.call.manager.name}`);
  }
  return true;
}

/** Without a word beside it, or a quote before it, another `<<` could begin a heredoc than now. */
function mayBecomeHeredoc({ run: { instruction, command } }: FixPlace): boolean {
  return !command.onlyHeredoc && instruction.body.text.includes('<<');
}
