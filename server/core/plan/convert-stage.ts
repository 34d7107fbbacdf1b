/** Goes through the instructions of a stage in their order, or takes over what came of them the last time. */
import { complainOfWords, type Conversion, type LiveStage } from './conversion.ts';
import { convertCopy } from './convert-copy.ts';
import { liveStage } from './convert-from.ts';
import { convertRun } from './convert-run.ts';
import { convertWorkdir } from './convert-workdir.ts';
import { copyCost } from '../build-model/environment.ts';
import type { StageMemory } from './stage-memory.ts';
import { applyInstruction, stateOfParent } from '../build-model/stage-state.ts';
import type { Stage } from './stages.ts';

export function convertStage(conversion: Conversion, stage: Stage, memory: StageMemory): void {
  const live = startStage(conversion, stage);
  if (live === null || memory.replay(live)) return;
  memory.record(live, (recording) => convertCommands(recording, live));
  stage.result = { rootfs: live.rootfs, state: live.state, platform: live.platform };
}

function startStage(conversion: Conversion, stage: Stage): LiveStage | null {
  if (stage.parent === null) return liveStage(conversion, stage);
  const { result } = stage.parent;
  if (result === null || conversion.budget.left < 0) return null;
  conversion.budget.left -= copyCost(result.state.environment.stage);
  return {
    stage,
    state: stateOfParent(result.state),
    platform: result.platform,
    rootfs: result.rootfs,
  };
}

function convertCommands(conversion: Conversion, live: LiveStage): void {
  const complain = complainOfWords(conversion);
  for (const placed of live.stage.commands) {
    if (conversion.budget.left < 0) break;
    applyInstruction(live.state, placed, conversion.scope, complain);
    const { command } = placed;
    if (command.kind === 'run') convertRun(conversion, live, placed, command);
    else if (command.kind === 'copy' || command.kind === 'add')
      convertCopy(conversion, live, placed, command);
    else if (command.kind === 'workdir') convertWorkdir(conversion, live, placed);
  }
}
