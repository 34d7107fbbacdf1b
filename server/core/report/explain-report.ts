/**
 * Why the steps of a recorded build ran: its snapshot is asked about as if it were to be built, after the build before,
 * and the answer is held against what the log says of each step.
 */
import {
  REPORT_VERSION,
  type ExplainedStep,
  type ExplainedTotals,
  type ExplainReport,
  type ObservedStep,
  type RecordedBuild,
} from '../../protocol/report.ts';
import { wasCanceled } from '../build-log/index.ts';
import {
  forecast,
  hasRun,
  observedReasons,
  type Digest,
  type Snapshot,
} from '../forecast/index.ts';
import type { ForecastResult } from '../forecast/index.ts';
import { maskCredentials } from '../text/mask.ts';
import { stepsById, type BuildRecord } from '../timing/index.ts';
import { reasonChain } from './reason-chain.ts';

export interface ExplainInput {
  readonly record: BuildRecord;
  /** Of this build. */
  readonly snapshot: Snapshot;
  /** Null where no build before it is recorded. */
  readonly since: ExplainSince | null;
  readonly digest: Digest;
  /** The path of a file that a reason names by its role, relative to the working directory. */
  readonly fileOf: (role: string) => string;
  /** A path of a record, relative to the working directory. */
  readonly shown: (file: string) => string;
}

export interface ExplainSince {
  readonly record: BuildRecord;
  readonly snapshot: Snapshot;
  /** `the build of today 14:07`. */
  readonly words: string;
}

export function explainReport(input: ExplainInput): ExplainReport {
  const { record, snapshot, since, digest } = input;
  const result = forecast(since === null ? [] : [since.snapshot], snapshot, digest);
  const observed = observedSteps(record, snapshot, since === null ? null : result);
  const before = since?.words ?? null;
  const reasons = observedReasons({ now: snapshot, result, observed, before });
  const stages = new Map(snapshot.plan.stages.map(({ index, name }) => [index, name]));
  const masked = { fileOf: input.fileOf, mask: maskCredentials };
  const steps = snapshot.plan.steps.map((step, index): ExplainedStep => {
    const seen = record.steps[index];
    return {
      id: seen?.identity ?? maskCredentials(''),
      // The plan of a snapshot has no names: they hold values of variables.
      name: seen?.name ?? maskCredentials(''),
      stage: stages.get(step.stage) ?? '',
      instruction: step.keyword,
      file: input.shown(record.key.dockerfile),
      line: step.line,
      observed: observed[index] ?? 'absent',
      seconds: seen?.seconds ?? 0,
      verdict: since === null ? null : (result.steps[index]?.verdict ?? 'hit'),
      reasons: (reasons[index] ?? []).map((reason) => reasonChain(reason, masked)),
    };
  });
  return {
    version: REPORT_VERSION,
    build: recordedBuild(record, input.shown),
    since: since && recordedBuild(since.record, input.shown),
    steps,
    totals: totalsOf(steps),
  };
}

export function recordedBuild(
  { id, key, started, seconds, outcome, madeOutside, ref }: BuildRecord,
  shown: (file: string) => string,
): RecordedBuild {
  return {
    ...{ id, started, seconds, outcome },
    ...(madeOutside === undefined ? {} : { madeOutside }),
    ...(ref === undefined ? {} : { ref }),
    builder: key.builder,
    dockerfile: shown(key.dockerfile),
    context: maskCredentials(shown(key.context) || '.'),
    target: key.target,
  };
}

/** `result` is what was to be expected; null where nothing was. */
function observedSteps(
  record: BuildRecord,
  snapshot: Snapshot,
  result: ForecastResult | null,
): readonly ObservedStep[] {
  const byId = stepsById(record.build);
  return record.steps.map(({ identity, observed }, index) => {
    const isImage = snapshot.plan.steps[index]?.keyword === 'FROM';
    switch (observed) {
      case 'hit':
        return 'cached';
      case 'miss':
        // The engine prints DONE of an image that did not change.
        return isImage && result?.steps[index]?.verdict === 'hit' ? 'cached' : 'ran';
      case 'failed':
        return wasCanceled(byId.get(identity)?.error) ? 'cancelled' : 'failed';
      case 'absent':
        return record.outcome === 'succeeded' || isUnprinted(record, snapshot, index)
          ? 'absent'
          : 'not-reached';
    }
  });
}

/** It makes no operation, or the same as a step that was printed. */
function isUnprinted({ steps }: BuildRecord, { plan }: Snapshot, index: number): boolean {
  const vertex = plan.steps[index]?.vertex ?? null;
  if (vertex === null) return true;
  const twins = plan.vertices[vertex]?.steps ?? [];
  return twins.some((twin) => (steps[twin]?.observed ?? 'absent') !== 'absent');
}

export function totalsOf(steps: readonly ExplainedStep[]): ExplainedTotals {
  const count = (observed: ObservedStep) =>
    steps.filter((step) => step.observed === observed).length;
  const seconds = steps
    .filter((step) => hasRun(step.observed))
    .reduce((sum, step) => sum + step.seconds, 0);
  return {
    ran: count('ran'),
    cached: count('cached'),
    failed: count('failed'),
    cancelled: count('cancelled'),
    notReached: count('not-reached'),
    absent: count('absent'),
    seconds: Math.round(seconds * 1000) / 1000,
  };
}
