/** The RUN instructions of a Dockerfile with what holds at each of them and the commands in it. */
import { readCommand } from '../../syntax/dockerfile/index.ts';
import type { Dockerfile, Instruction, RunCommand } from '../../syntax/dockerfile/model.ts';
import { parseRun, type ShellScript } from '../../syntax/shell/index.ts';
import type { InstructionView, RuleInput, StageView } from '../model.ts';

export interface RunView {
  readonly stage: StageView;
  readonly view: InstructionView;
  /** The RUN itself; behind ONBUILD its trigger. */
  readonly instruction: Instruction;
  readonly command: RunCommand;
  readonly script: ShellScript;
  /** It runs in builds on top of the image, not in this one. */
  readonly onbuild: boolean;
}

/** Names of Windows base images: their commands are no shell scripts, and the builder has no mounts for them. */
const WINDOWS = /\bwindows|nanoserver|servercore/i;

type Stages = Pick<RuleInput, 'dockerfile' | 'stages'>;

export function runViews(input: Stages): readonly RunView[] {
  const runs = knownRuns.get(input.stages) ?? input.stages.flatMap((one) => stageRuns(input, one));
  knownRuns.set(input.stages, runs);
  return runs;
}

const knownRuns = new WeakMap<readonly StageView[], readonly RunView[]>();

/** False only where a look at the text is enough to say that no command of the script has these words. */
export function mayCall({ instruction, command }: RunView, words: RegExp): boolean {
  return command.heredocs.length > 0 || words.test(instruction.body.text);
}

/** This stage and the stages that it is built from, nearest first. */
export function stageChain(stages: readonly StageView[], stage: StageView): readonly StageView[] {
  const chain = [stage];
  for (let next = parentStage(stages, stage); next !== null; next = parentStage(stages, next))
    chain.push(next);
  return chain;
}

/** The earlier stage that this one's FROM names; null for an image. */
export function parentStage(stages: readonly StageView[], stage: StageView): StageView | null {
  let parents = knownParents.get(stages);
  if (parents === undefined) {
    parents = readParents(stages);
    knownParents.set(stages, parents);
  }
  return parents.get(stage) ?? null;
}

const knownParents = new WeakMap<readonly StageView[], ReadonlyMap<StageView, StageView>>();

function readParents(stages: readonly StageView[]): ReadonlyMap<StageView, StageView> {
  const byName = new Map<string, StageView>();
  const parents = new Map<StageView, StageView>();
  for (const stage of stages) {
    const parent = byName.get(stage.from.body.text.split(/\s/, 1)[0] ?? '');
    if (parent !== undefined) parents.set(stage, parent);
    // Names are kept in lower case and looked up as written, as the builder does it.
    if (stage.name !== null) byName.set(stage.name.toLowerCase(), stage);
  }
  return parents;
}

function stageRuns(input: Stages, stage: StageView): RunView[] {
  const isWindows = stageChain(input.stages, stage).some((one) => WINDOWS.test(one.from.body.text));
  if (isWindows) return [];
  let shell = inheritedShell(input.stages, stage);
  const runs: RunView[] = [];
  for (const view of stage.instructions) {
    const { command } = view;
    if (command.kind === 'shell') shell = command.argv;
    const read = runOf(view, input.dockerfile);
    if (read === null) continue;
    const { escape } = input.dockerfile;
    const options = { escape, shell };
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

function inheritedShell(stages: readonly StageView[], stage: StageView): readonly string[] | null {
  for (const parent of stageChain(stages, stage).slice(1)) {
    const last = parent.instructions.findLast((view) => view.command.kind === 'shell');
    if (last?.command.kind === 'shell') return last.command.argv;
  }
  return null;
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
