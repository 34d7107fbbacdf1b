/** What is kept of a failed build besides its steps, so that it can be explained as long as its record is there. */
import type { MaskedText } from '../../protocol/masked-text.ts';
import type { SourceLine } from '../../protocol/build-failure.ts';
import type { Build, BuildStep } from '../../protocol/report.ts';
import { wasCanceled } from '../build-log/index.ts';
import type { Mask } from '../text/mask.ts';
import type { BuilderError } from './builder-error.ts';

export interface RecordedFailure {
  /** What the builder said. */
  readonly message: MaskedText;
  /** The lines of the Dockerfile that it showed; empty where it showed none. */
  readonly source: readonly SourceLine[];
}

export function recordedFailure({ message, source }: BuilderError, mask: Mask): RecordedFailure {
  return {
    message: mask(message),
    source: source.map(({ line, text, failed }) => ({ line, text: mask(text), failed })),
  };
}

/** The step that failed by itself; null where the build failed before or after its steps. */
export function failedStep(build: Build, message: string): BuildStep | null {
  const failed = build.steps.filter(({ error }) => error !== undefined && !wasCanceled(error));
  return (
    failed.find(({ error }) => error !== undefined && message.endsWith(error)) ?? failed[0] ?? null
  );
}
