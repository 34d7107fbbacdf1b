/** The RUN instructions of a Dockerfile with what holds at each of them and the commands in it. */
import { readCommand } from '../syntax/dockerfile/index.ts';
import type { Dockerfile } from '../syntax/dockerfile/model.ts';
import { parseRun, type ShellScript } from '../syntax/shell/index.ts';
import type { InstructionView, RunView, StageView } from './model.ts';

/** Names of Windows base images: their commands are no shell scripts, and the builder has no mounts for them. */
const WINDOWS = /\bwindows|nanoserver|servercore/i;

export function runViews(dockerfile: Dockerfile, stages: readonly StageView[]): readonly RunView[] {
  return stages.flatMap((stage) => stageRuns(dockerfile, stage));
}

/** False only where a look at the text is enough to say that no command of the script has these words. */
export function mayCall({ instruction, command }: RunView, words: RegExp): boolean {
  return command.heredocs.length > 0 || words.test(instruction.body.text);
}

/** This stage and the stages that it is built from, nearest first. */
export function stageChain(stage: StageView): readonly StageView[] {
  const chain = [stage];
  for (let next = stage.parent; next !== null; next = next.parent) chain.push(next);
  return chain;
}

function stageRuns(dockerfile: Dockerfile, stage: StageView): RunView[] {
  const isWindows = stageChain(stage).some((one) => WINDOWS.test(one.from.body.text));
  if (isWindows) return [];
  const runs: RunView[] = [];
  for (const view of stage.instructions) {
    const read = runOf(view, dockerfile);
    if (read === null) continue;
    const options = { escape: dockerfile.escape, shell: view.shell };
    let script: ShellScript | null = null;
    runs.push({
      ...read,
      stage,
      // A trigger runs with what the finished stage leaves behind.
      view: read.onbuild ? (stage.instructions.at(-1) ?? view) : view,
      // Many readers can tell from the text alone that a script is nothing to them.
      get script() {
        return (script ??= parseRun(read.command, read.instruction, options));
      },
    });
  }
  return runs;
}

function runOf(
  view: InstructionView,
  dockerfile: Dockerfile,
): Pick<RunView, 'instruction' | 'command' | 'onbuild'> | null {
  const { instruction, command } = view;
  if (command.kind === 'run') return { instruction, command, onbuild: false };
  if (command.kind !== 'onbuild') return null;
  const { value } = readCommand(command.trigger, dockerfile);
  return value.kind === 'run'
    ? { instruction: command.trigger, command: value, onbuild: true }
    : null;
}
