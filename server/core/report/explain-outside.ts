/**
 * A build that was made outside of Layer Forecast, in the shape of an explanation: what its steps did and how long they
 * took is known from its log. Why they ran is not: nobody knows which files it read.
 */
import {
  REPORT_VERSION,
  type ExplainedStep,
  type ExplainReport,
  type ObservedStep,
} from '../../protocol/report.ts';
import { parseStepName, stageOfName, wasCanceled } from '../build-log/index.ts';
import { stepsById, type BuildRecord, type RecordedStep } from '../timing/index.ts';
import { recordedBuild, totalsOf } from './explain-report.ts';

export interface ExplainOutsideInput {
  readonly record: BuildRecord;
  /** A path of a record, relative to the working directory. */
  readonly shown: (file: string) => string;
}

export function explainOutside({ record, shown }: ExplainOutsideInput): ExplainReport {
  const file = shown(record.key.dockerfile);
  const byId = stepsById(record.build);
  const steps = record.steps.map((step): ExplainedStep => {
    const { identity, name, line, seconds } = step;
    return {
      ...{ id: identity, name, file, line, seconds },
      stage: stageOfName(name),
      instruction: /^\S*/.exec(parseStepName(name)?.text ?? name)?.[0] ?? '',
      observed: observedStep(step, byId.get(identity)?.error),
      verdict: null,
      reasons: [],
    };
  });
  return {
    version: REPORT_VERSION,
    build: recordedBuild(record, shown),
    since: null,
    steps,
    totals: totalsOf(steps),
  };
}

/** The engine prints DONE of an image that it only looked at. */
const AT_A_LOOK_SECONDS = 0.05;

function observedStep(
  { observed, name, seconds }: RecordedStep,
  error: string | undefined,
): ObservedStep {
  switch (observed) {
    case 'hit':
      return 'cached';
    case 'miss':
      return /^(?:\[[^\]]*\] )?FROM /.test(name) && seconds < AT_A_LOOK_SECONDS ? 'cached' : 'ran';
    case 'failed':
      return wasCanceled(error) ? 'cancelled' : 'failed';
    case 'absent':
      return 'absent';
  }
}
