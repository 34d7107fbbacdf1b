/** Why a build failed, from its record and the files as they are now, in the shape of the protocol. */
import type { BuildFailure, WayOut, WayOutAction } from '../../protocol/build-failure.ts';
import type { Build, BuildStep } from '../../protocol/report.ts';
import { stepInWords } from '../../protocol/step-text.ts';
import { rangeOfSpan } from '../text/lines.ts';
import { lineIndex } from '../text/lines.ts';
import { maskCredentials, type Mask } from '../text/mask.ts';
import { processError } from './builder-error.ts';
import { findCause } from './causes.ts';
import type { SceneAction, SceneOptions, SceneWayOut } from './model.ts';
import { failedStep, type RecordedFailure } from './recorded-failure.ts';
import { failedLines, sceneOf, type FilesNow } from './scene.ts';

export interface ExplainFailureInput {
  readonly build: Build;
  readonly failure: RecordedFailure;
  /** The Dockerfile as it is shown; null for one that is no file of its own. */
  readonly file: string | null;
  /** Where the whole log is; null where it is not kept. */
  readonly log: string | null;
  readonly now: FilesNow;
  readonly options: SceneOptions;
  readonly mask?: Mask;
}

export function explainFailure(input: ExplainFailureInput): BuildFailure {
  const { build, failure, mask = maskCredentials } = input;
  const step = failedStep(build, failure.message);
  const lines = failedLines(failure, step);
  const cause = findCause(sceneOf(failure, step, input));
  return {
    message: mask(messageOf(failure, step, lines?.line ?? null)),
    kind: cause?.kind ?? null,
    reason: reasonOf(cause?.reason ?? null, failure.message, step, mask),
    step: step?.name ?? null,
    file: input.file,
    line: lines?.line ?? null,
    endLine: lines?.endLine ?? null,
    source: withoutBlankEnds(failure.source),
    output: step?.output ?? [],
    log: input.log,
    waysOut: (cause?.waysOut ?? []).map((way, index) => wayOutReport(way, index, mask)),
  };
}

function messageOf(
  { message, source }: RecordedFailure,
  step: BuildStep | null,
  line: number | null,
): string {
  const written = source.flatMap(({ text, failed }) => (failed ? [text.trim()] : [])).join('\n');
  if (step === null || (step.stage === '' && written === '')) return 'The build failed.';
  // BuildKit's own step, such as loading the metadata of an image, fails for the sake of an instruction.
  const what = stepInWords(step.stage === '' ? written : step.name, line);
  const ended = processError(message);
  if (ended === null) return `${what} failed.`;
  return ended.exitCode === null
    ? `${what} failed: ${ended.text}.`
    : `${what} failed with exit code ${String(ended.exitCode)}.`;
}

/** The builder shows two lines on each side, blank ones as well. */
function withoutBlankEnds(source: BuildFailure['source']): BuildFailure['source'] {
  const isText = ({ text, failed }: BuildFailure['source'][number]): boolean =>
    failed || text.trim() !== '';
  return source.slice(Math.max(0, source.findIndex(isText)), source.findLastIndex(isText) + 1);
}

/** Without a cause that is known: what the builder said, or the last words of the step. */
function reasonOf(
  reason: string | null,
  message: string,
  step: BuildStep | null,
  mask: Mask,
): BuildFailure['reason'] {
  if (reason !== null) return mask(reason);
  if (processError(message) === null) return mask(message);
  const lines = step?.output ?? [];
  const said =
    lines.findLast((line) => /\berror\b|\bfailed\b|\bfatal\b/i.test(line)) ?? lines.at(-1);
  return said === undefined ? null : mask(said.trim());
}

function wayOutReport({ text, action }: SceneWayOut, index: number, mask: Mask): WayOut {
  return { id: String(index + 1), text: mask(text), action: action && actionReport(action, mask) };
}

function actionReport(action: SceneAction, mask: Mask): WayOutAction {
  const title = mask(action.title);
  switch (action.kind) {
    case 'edit': {
      const { file, text } = action.file;
      const index = lineIndex(text);
      const edits = action.edits.map(({ span, newText }) => ({
        file,
        range: rangeOfSpan(index, span),
        newText,
      }));
      return { kind: 'edit', title, edits };
    }
    case 'build':
      return { kind: 'build', title, options: action.options };
    case 'command':
      return { kind: 'command', title, command: mask(action.command) };
  }
}
