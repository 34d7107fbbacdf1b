/** The shapes that `explain-build` prints, and Build Timings shows: see `report.ts`. */
import type { MaskedText } from './masked-text.ts';
import type { Reason, Verdict } from './shapes.ts';

// As in `report.ts`.
type FilePath = string;
type Name = string;
type Time = string;

/** What `explain-build` prints: why the steps of a recorded build ran, against the build before. */
export interface ExplainReport {
  readonly version: number;
  readonly build: RecordedBuild;
  /** The build that it is compared with; null where no successful build before it is recorded. */
  readonly since: RecordedBuild | null;
  /** All steps of the plan, in the order of the stages. */
  readonly steps: readonly ExplainedStep[];
  readonly totals: ExplainedTotals;
}

/** What `explain-build --list` prints. */
export interface RecordedBuildsReport {
  readonly version: number;
  /** Oldest first. */
  readonly builds: readonly RecordedBuild[];
}

export type BuildOutcome = 'succeeded' | 'failed' | 'cancelled';

export interface RecordedBuild {
  /** The beginning of it is enough where no other build has the same. */
  readonly id: Name;
  /** The builder's history tells of it, and it was not built from here: its times are known, not its files. */
  readonly madeOutside?: true;
  /** For `docker buildx history`; absent where buildx did not say. */
  readonly ref?: Name;
  readonly started: Time;
  /** Of the whole build. */
  readonly seconds: number;
  readonly outcome: BuildOutcome;
  readonly builder: Name;
  readonly dockerfile: FilePath;
  readonly context: MaskedText;
  /** Empty for the last stage. */
  readonly target: Name;
}

/**
 * What a step did in a recorded build. `cached` is also a FROM whose image is the one before: each build looks at it.
 * `not-reached`: the build ended before. `absent`: the log of the finished build does not name it, because it makes no
 * layer or is the same as another step.
 */
export type ObservedStep = 'ran' | 'cached' | 'failed' | 'cancelled' | 'not-reached' | 'absent';

export interface ExplainedStep {
  /** As in `Step`. */
  readonly id: MaskedText;
  readonly name: MaskedText;
  readonly stage: Name;
  readonly instruction: Name;
  readonly file: FilePath;
  /** 0 for a step of a build made outside that the Dockerfile does not have now. */
  readonly line: number;
  readonly observed: ObservedStep;
  /** As measured in this build; 0 for a step that it did not print. */
  readonly seconds: number;
  /** What the cache keys say, without a look at what happened; null where there is no build before. */
  readonly verdict: Verdict | null;
  /** Why it ran; of a step from the cache there is at most why it did not have to run. */
  readonly reasons: readonly Reason[];
}

/** Numbers of steps by what they did. */
export interface ExplainedTotals {
  readonly ran: number;
  readonly cached: number;
  readonly failed: number;
  readonly cancelled: number;
  readonly notReached: number;
  readonly absent: number;
  /** Sum over the steps that ran, failed or were cancelled; steps beside each other count each. */
  readonly seconds: number;
}
