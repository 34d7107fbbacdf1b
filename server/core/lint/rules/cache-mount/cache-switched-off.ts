/** Something switches the cache off, or has it emptied after each install: a mount at its folder stays empty. */
import type { Advice, Cause, FixPlace, RelatedPlace } from '../../caches/cause.ts';
import { folderOptions, type CacheSwitch } from '../../caches/cache-switches.ts';
import { isBare, type CheckedUse } from '../../caches/checked-use.ts';
import type { Draft } from '../../caches/draft.ts';
import { removeWord } from '../../caches/edits.ts';
import { addCallWords, addNamedFolder, moveToKnown } from '../../caches/fix-mount.ts';
import { addedWords, mountName } from '../../caches/words.ts';

export const cacheSwitchedOff: Cause = {
  id: 'cache-switched-off',
  since: '0.2.0',
  changes: ['mounts', 'text', 'order'],
  severity: 'warning',
  summary: 'A cache mount stays empty because something switches the cache off',
  fixId: 'switch-cache-on',
  fixesVariables: true,
  holds: (one) =>
    one.use.switches.some((each) => each.kind !== 'wiper' || each.isSure || isBare(one)),
  tells: (group) => group.flatMap(tellSwitches),
  advises: (one) => one.use.switches.map((each) => switchAdvice(one, each)),
  related,
  fixes: (one, place, draft) =>
    one.use.switches.every((each) => fixSwitch(one, each, place, draft)),
};

function tellSwitches({ use, state }: CheckedUse): readonly string[] {
  const { name } = use.call.manager;
  const isCovered = state.kind === 'covered';
  // Without a mount there is nothing that a wiper could empty.
  const told = use.switches.filter((one) => isCovered || one.kind !== 'wiper');
  return told.map((one) => {
    const who = switchName(one, name);
    if (!isCovered) return `${who} switches the cache off`;
    const deed =
      one.kind === 'wiper' ? 'empties it after each install' : `switches ${name}'s cache off`;
    return `the cache mount at ${mountName(state.mount)} stays empty, because ${who} ${deed}`;
  });
}

function switchName(one: CacheSwitch, manager: string): string {
  switch (one.kind) {
    case 'option':
      return one.own ? `\`${one.value}\`` : `\`${one.value}\` in \`${one.word.raw}\``;
    case 'assignment':
      return `\`${one.assignment.name}\``;
    case 'variable':
      return `\`${one.name}\`${one.from === null ? '' : ` (line ${one.from.line})`}`;
    case 'setting':
      if (one.file === null) return `the setting \`${one.key}\``;
      return `\`${one.key}\` in the image's ${one.file}`;
    case 'wiper':
      return one.wiper.file === null ? manager : `the image's ${one.wiper.file}`;
  }
}

function switchAdvice({ use }: CheckedUse, one: CacheSwitch): Advice {
  const [option] = use.cache.offBy.folderOptionWins ? folderOptions(use.cache) : [];
  const named =
    option === undefined ? [] : [`name the folder with \`${option}=${use.folder ?? '…'}\``];
  const or = (text: string): Advice => ({ text: [text, ...named].join(', or ') });
  switch (one.kind) {
    case 'option':
      return {
        text: `remove \`${one.value}\`${one.own ? '' : ` from what \`${one.word.raw}\` is set to`}`,
      };
    case 'assignment':
      return { text: `remove \`${one.assignment.name}\`` };
    case 'variable':
      return or(`remove \`${one.name}\``);
    case 'setting':
      return one.file === null || option === undefined
        ? or('remove the setting')
        : { text: named.join('') };
    case 'wiper':
      return addedWords(one.wiper.evadedBy, use.call.text);
  }
}

function related({ use }: CheckedUse): readonly RelatedPlace[] {
  const off = `switches ${use.call.manager.name}'s cache off`;
  return use.switches.flatMap((one) => {
    if (one.kind === 'setting')
      return one.span === null ? [] : [{ span: one.span, message: `${one.key} ${off}.` }];
    const span = one.kind === 'variable' ? (one.span ?? one.from?.span) : undefined;
    if (one.kind !== 'variable' || span === undefined) return [];
    const how = one.byAnyValue ? ', whatever its value says' : '';
    return [{ span, message: `${one.name} ${off}${how}.` }];
  });
}

function fixSwitch(
  checked: CheckedUse,
  one: CacheSwitch,
  { dockerfile, folder, variable }: FixPlace,
  draft: Draft,
): boolean {
  const { use } = checked;
  const outdo = (behind: Parameters<typeof addNamedFolder>[2]): boolean =>
    use.cache.offBy.folderOptionWins && addNamedFolder(use, folder, behind, draft);
  switch (one.kind) {
    case 'option':
      if (!one.own) return outdo(one.word.span);
      draft.edits.push(removeWord(one.word, dockerfile));
      draft.deeds.push(`drop ${one.value}`);
      return true;
    case 'assignment':
      draft.edits.push({ span: one.assignment.removal, newText: '' });
      draft.deeds.push(`drop ${one.assignment.name}`);
      return true;
    case 'variable':
      return (one.from !== null && one.from === variable) || outdo(null);
    case 'setting':
      return outdo(null);
    case 'wiper':
      return (
        moveToKnown(checked, dockerfile.text, draft) && addCallWords(use, one.wiper.evadedBy, draft)
      );
  }
}
