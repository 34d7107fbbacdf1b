/** Takes what throws caches away out of a script: whole commands, or some of the folders that one removes. */
import type { TextEdit } from '../../text/edits.ts';
import { groupBy } from '../../text/group-by.ts';
import { programOf, type Cleaning } from './cleanings.ts';
import { addEdit, type Draft } from './draft.ts';
import { removeCommands } from './remove-commands.ts';
import { names } from './words.ts';

/** False where a command would be left with nothing to remove, and cannot go as a whole. */
export function removeCleanings(draft: Draft, file: string): boolean {
  const commands = [...groupBy(draft.removals, ({ span }) => String(span.start)).values()];
  const whole = commands.filter(isWhole);
  const edits = removeCommands(
    whole.flatMap((all) => all[0]?.command ?? []),
    file,
  );
  const others = commands.filter((all) => !whole.includes(all)).map((all) => editOf(all, file));
  if (edits === null || others.includes(null)) return false;
  for (const edit of [...edits, ...others]) if (edit !== null) addEdit(draft, edit);
  draft.deeds.push(...commands.map((all) => `remove ${removedText(all)}`));
  return true;
}

function isWhole(all: readonly Cleaning[]): boolean {
  const words = new Set(all.map(({ word }) => word));
  return all.some(({ word, operands }) => word === null || operands.every((one) => words.has(one)));
}

/**
 * A command that keeps some of its folders is replaced in one edit, so that two fixes that would take all of them
 * together are never both applied.
 */
function editOf(all: readonly Cleaning[], file: string): TextEdit | null {
  const command = all[0]?.command;
  if (command === undefined) return null;
  const { start, end } = command.span;
  const words = [...new Set(all.flatMap(({ word }) => word ?? []))];
  // Of a loop or a branch, one word stands for several commands.
  if (words.some(({ removal }) => removal.start < start || removal.end > end)) return null;
  const kept = words
    .sort((a, b) => b.removal.start - a.removal.start)
    .reduce(
      (text, { removal }) => text.slice(0, removal.start - start) + text.slice(removal.end - start),
      file.slice(start, end),
    );
  return { span: command.span, newText: kept };
}

function removedText(all: readonly Cleaning[]): string {
  const [first] = all;
  if (first === undefined) return '';
  if (isWhole(all)) return `\`${first.text}\``;
  const words = [...new Set(all.flatMap(({ word }) => (word === null ? [] : [`\`${word.raw}\``])))];
  return `${names(words)} from \`${programOf(first.command)}\``;
}
