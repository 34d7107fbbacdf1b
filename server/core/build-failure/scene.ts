/** Puts together what the causes look at: what was recorded of the failed build, and the files as they are now. */
import type { BuildStep } from '../../protocol/report.ts';
import { stageChain } from '../build-model/run-views.ts';
import type { StageView } from '../build-model/model.ts';
import { lineIndex } from '../text/lines.ts';
import { maskCredentials, type Mask } from '../text/mask.ts';
import { processError } from './builder-error.ts';
import type {
  DockerfileText,
  FailingInstruction,
  FailureScene,
  SceneContext,
  SceneOptions,
  TextFile,
} from './model.ts';
import type { RecordedFailure } from './recorded-failure.ts';

/** The files as they are now; paths as they are shown. */
export interface FilesNow {
  readonly dockerfile: DockerfileText | null;
  /** By the line of the step that installs them. */
  readonly requirements: (line: number) => readonly TextFile[];
  readonly context: SceneContext | null;
}

export function sceneOf(
  failure: RecordedFailure,
  step: BuildStep | null,
  {
    now,
    options,
    mask = maskCredentials,
  }: { readonly now: FilesNow; readonly options: SceneOptions; readonly mask?: Mask },
): FailureScene {
  const ended = processError(failure.message);
  const failing = now.dockerfile && failingInstruction(failure, step, now.dockerfile, mask);
  return {
    output: step?.output ?? [],
    error: ended === null ? failure.message : ended.text,
    exitCode: ended?.exitCode ?? null,
    dockerfile: now.dockerfile,
    failing,
    requirements: failing === null ? [] : now.requirements(failing.instruction.line),
    context: now.context,
    options,
  };
}

/** First and last line of the instruction that failed, by what the builder showed, else by the plan. */
export function failedLines(
  { source }: RecordedFailure,
  step: BuildStep | null,
): { readonly line: number; readonly endLine: number } | null {
  const failed = source.filter((one) => one.failed);
  const first = failed[0]?.line ?? step?.line;
  return first === undefined ? null : { line: first, endLine: failed.at(-1)?.line ?? first };
}

/** Null where the instruction changed since the build: an edit would hit the wrong place. */
function failingInstruction(
  failure: RecordedFailure,
  step: BuildStep | null,
  dockerfile: DockerfileText,
  mask: Mask,
): FailingInstruction | null {
  const lines = failedLines(failure, step);
  if (lines === null || !isUnchanged(failure, dockerfile.text, mask)) return null;
  const { model } = dockerfile;
  const { instructions } = model.dockerfile;
  const index = instructions.findIndex(
    (one) => one.line <= lines.line && lines.line <= one.endLine,
  );
  const instruction = instructions[index];
  const command = model.commands[index];
  if (instruction === undefined || command === undefined) return null;
  for (const stage of model.stages) {
    if (stage.from === instruction) return { instruction, command, stage, view: null };
    const view = stage.instructions.find((one) => one.instruction === instruction);
    if (view !== undefined) return { instruction, command, stage: withOwnFrom(stage), view };
  }
  return null;
}

/** A stage on top of another one of the file takes its image from there: that FROM is the one to edit. */
function withOwnFrom(stage: StageView): StageView {
  const below = stageChain(stage).at(-1) ?? stage;
  return below === stage ? stage : { ...stage, from: below.from };
}

function isUnchanged({ source }: RecordedFailure, text: string, mask: Mask): boolean {
  const { starts } = lineIndex(text);
  const lineOf = (line: number): string =>
    text
      .slice(starts[line - 1] ?? text.length, starts[line] ?? text.length)
      .replace(/[\r\n]+$/, '');
  return source.every(
    ({ line, text: built, failed }) => !failed || mask(lineOf(line)) === built.replace(/\r$/, ''),
  );
}
