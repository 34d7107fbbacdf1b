/** The stages of a Dockerfile as they are written: each FROM with what stands below it. */
import type { Command, Dockerfile, FromCommand, Instruction } from '../syntax/dockerfile/model.ts';
import type { PlacedInstruction } from './stage-state.ts';

/** FROM and what stands below it. */
export interface StageSource {
  readonly from: Instruction;
  readonly command: FromCommand;
  readonly body: readonly PlacedInstruction[];
}

export interface StageSources {
  /** ARG lines above the first FROM. */
  readonly globals: readonly PlacedInstruction[];
  readonly stages: readonly StageSource[];
}

export function splitStages(dockerfile: Dockerfile, commands: readonly Command[]): StageSources {
  const globals: PlacedInstruction[] = [];
  const stages: { from: Instruction; command: FromCommand; body: PlacedInstruction[] }[] = [];
  for (const [index, instruction] of dockerfile.instructions.entries()) {
    const command = commands[index];
    if (command === undefined) continue;
    const placed = { instruction, command, escape: dockerfile.escape, line: instruction.line };
    if (command.kind === 'from') stages.push({ from: instruction, command, body: [] });
    else (stages.at(-1)?.body ?? globals).push(placed);
  }
  return { globals, stages };
}
