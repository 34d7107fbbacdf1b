/** Takes the ENV or ARG away that switches a cache off. */
import type { Instruction } from '../../syntax/dockerfile/model.ts';
import type { CheckedUse } from './checked-use.ts';
import type { CacheSwitch } from './cache-switches.ts';
import type { Surroundings } from './doubts.ts';
import type { Draft } from './draft.ts';
import { removePair } from './edits.ts';

export type VariableSwitch = Extract<CacheSwitch, { kind: 'variable' }> & {
  readonly from: Instruction;
};

/** The first one of these installs that an instruction sets; undefined where none does. */
export function removableVariable(checked: readonly CheckedUse[]): VariableSwitch | undefined {
  return checked
    .flatMap(({ use }) => use.switches)
    .find((one): one is VariableSwitch => one.kind === 'variable' && one.from !== null);
}

export function clearVariable(
  { from, name }: VariableSwitch,
  around: Surroundings,
  draft: Draft,
): boolean {
  const place = around.stages
    .flatMap((stage) => stage.instructions)
    .find((view) => view.instruction === from);
  const command = place?.command;
  if (command?.kind !== 'env' && command?.kind !== 'arg') return false;
  if (!around.dockerfile.instructions.includes(from)) return false;
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
