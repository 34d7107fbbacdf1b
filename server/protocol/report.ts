/**
 * The shapes that leave the product: what the command line prints as JSON, what the views draw.
 * Others build on them, so a change here is a change of `version`. JSON schemas under `schemas/` say the same
 * and the tests hold every output against them.
 *
 * Lines and columns count from 1, columns in UTF-16 units. `file` is relative to the working directory, with `/`.
 * Seconds are seconds of wall time, `started` and `time` are RFC 3339 text.
 */

import type { BuildFailure } from './build-failure.ts';
import type { MaskedText } from './masked-text.ts';
import type {
  FixEdit,
  InvocationInfo,
  NewFile,
  Problem,
  Range,
  Reason,
  Verdict,
} from './shapes.ts';

export const REPORT_VERSION = 1;

// Every text has one of these types or `MaskedText`: what is shown is masked, what is looked up stays as it is.

// Relative to the working directory, with `/`.
type FilePath = string;

// Of a rule, stage, target, keyword, build, revision, platform or version.
type Name = string;

// RFC 3339.
type Time = string;

// To be written into a file: with anything masked it would be another text.
type FileText = string;

export type Severity = 'error' | 'warning' | 'info' | 'hint';

export interface Finding {
  /** The rule's id, or `syntax` for what the parser itself reports. */
  readonly rule: Name;
  readonly severity: Severity;
  readonly message: MaskedText;
  readonly file: FilePath;
  readonly range: Range;
  readonly related: readonly RelatedPlace[];
  /** Path of the rule's page inside the package, such as `docs/rules/missing-cache-mount.md`; empty for `syntax`. */
  readonly docs: FilePath;
  readonly fixes: readonly Fix[];
}

export interface RelatedPlace {
  readonly file: FilePath;
  readonly range: Range;
  readonly message: MaskedText;
  /** Set where the finding is as much about this place as about its own. */
  readonly isOtherEnd?: true;
}

export interface Fix {
  /** The same for the same kind of fix of a rule, such as `keep-cache`. */
  readonly id: Name;
  readonly title: MaskedText;
  /** `safe`: the image's content stays as it is. `review`: read it before you keep it. */
  readonly safety: 'safe' | 'review';
  /** Those of one fix belong together, whichever files they are of. */
  readonly edits: readonly (FixEdit | NewFile)[];
}

export interface CheckReport {
  readonly version: number;
  /** Those of the standard input have the file `<stdin>`. */
  readonly findings: readonly Finding[];
  readonly problems: readonly Problem[];
}

/** `explain RULE`. */
export interface RuleReport {
  readonly version: number;
  readonly rule: Name;
  readonly severity: Severity;
  readonly summary: Name;
  /** What a configuration can set of it besides its severity, as JSON schemas by name. */
  readonly options: Readonly<Record<Name, RuleOption>>;
  /** Path of the page inside the package. */
  readonly docs: FilePath;
  /** The page, as Markdown. */
  readonly page: FileText;
}

export interface RuleOption {
  readonly type: 'boolean' | 'integer' | 'string' | 'array';
  readonly default: boolean | number | Name | readonly Name[];
  readonly description: FileText;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly enum?: readonly Name[];
  readonly items?: { readonly type: 'string' };
}

export interface FixReport {
  readonly version: number;
  readonly files: readonly FixedFile[];
  readonly remaining: readonly Finding[];
  readonly problems: readonly Problem[];
}

export interface FixedFile {
  readonly file: FilePath;
  /** Titles of the fixes that were applied, in order. Empty where fixes of other files' findings changed this one, too. */
  readonly applied: readonly MaskedText[];
  /** A unified diff of the change. */
  readonly diff: FileText;
}

/** What the engine will print of a step: see the display rules of the forecast in ARCHITECTURE.md. */
export type Display = 'cached' | 'done' | 'absent';

export interface Forecast {
  readonly version: number;
  readonly dockerfile: FilePath;
  readonly context: MaskedText;
  readonly target: Name;
  readonly invocation: InvocationInfo;
  readonly engine: EngineInfo;
  readonly since: readonly Since[];
  /** What neither files nor Dockerfile can tell and the forecast takes for granted, one sentence each. */
  readonly assumed: readonly MaskedText[];
  /** Where the builder may do something that the cache rules do not ask for, such as serve a stale file. */
  readonly warnings: readonly MaskedText[];
  /** Where the build is certain to end with an error, in the order of the file; empty where no such place is known. */
  readonly fails: readonly Failure[];
  readonly steps: readonly Step[];
  readonly totals: Totals;
}

export interface Failure {
  /** Of the Dockerfile. */
  readonly line: number;
  readonly message: MaskedText;
}

export interface BuildsReport {
  readonly version: number;
  readonly builds: readonly DescribedBuild[];
}

export interface DescribedBuild {
  readonly id: Name;
  readonly dockerfile: FilePath;
  readonly context: MaskedText;
  /** Null: the last stage. */
  readonly target: Name | null;
  /** Values that look secret are masked; null where nobody gives a value. */
  readonly args: Readonly<Record<Name, MaskedText | null>>;
  readonly platforms: readonly Name[];
  readonly source: {
    readonly file: FilePath;
    readonly line?: number;
    /** Of the service or bake target. */
    readonly name?: Name;
  };
  readonly evidence: MaskedText;
}

export interface EngineInfo {
  readonly store: 'containerd' | 'graphdriver';
  /** BuildKit's version, such as `0.25.2`. */
  readonly buildkit: Name;
}

export interface Since {
  readonly kind: 'snapshot' | 'git' | 'last-build' | 'saved-files';
  /** The file, the revision, or the id of the recorded build. */
  readonly id: Name;
  readonly time?: Time;
}

export interface Step {
  /**
   * What the step is known by in every build: its stage, its keyword and its text without mounts. Counters and mounts
   * change the name, and not this.
   */
  readonly id: MaskedText;
  /** BuildKit's progress name, such as `[builder 2/5] COPY requirements.txt .`. */
  readonly name: MaskedText;
  /** The stage's name, or `stage-<index>` where it has none. */
  readonly stage: Name;
  /** The upper-case keyword; `LINK` for the merge half of a linked COPY. */
  readonly instruction: Name;
  readonly file: FilePath;
  readonly line: number;
  readonly verdict: Verdict;
  readonly display: Display;
  readonly reasons: readonly Reason[];
  /** What running this step takes, as measured; null with nothing measured. Zero-cost hits carry null too. */
  readonly seconds: Seconds | null;
  readonly withFixes: StepWithFixes | null;
}

export interface StepWithFixes {
  readonly verdict: Verdict;
  readonly seconds: Seconds | null;
}

export interface Seconds {
  readonly low: number;
  readonly median: number;
  readonly high: number;
  /** Where the figure comes from, such as `3 builds on builder default`. */
  readonly basis: MaskedText;
}

export interface Totals {
  readonly hit: number;
  readonly miss: number;
  readonly conditional: number;
  /** Sum over the steps that run again; null where no such step was ever measured. */
  readonly seconds: Seconds | null;
}

export interface TimingsReport {
  readonly version: number;
  readonly builds: readonly Build[];
}

export interface Build {
  readonly name: MaskedText;
  readonly started: Time;
  readonly seconds: number;
  readonly steps: readonly BuildStep[];
}

export interface BuildStep {
  /** As in `Step`; absent for what is no step of the Dockerfile, or where the Dockerfile is not known. */
  readonly id?: MaskedText;
  readonly name: MaskedText;
  /** The stage's name; empty for BuildKit's internal steps such as `[internal] load build context`. */
  readonly stage: Name;
  /** Line of the Dockerfile, where it is known. */
  readonly line?: number;
  /** Seconds from the start of the build. */
  readonly start: number;
  readonly seconds: number;
  readonly cached: boolean;
  readonly error?: MaskedText;
  /** The last lines that a failed step printed, at most 200; absent where it printed nothing. */
  readonly output?: readonly MaskedText[];
  /** Phases of package managers that belong to no single package, in order of time. */
  readonly phases: readonly Phase[];
  readonly packages: readonly PackageTiming[];
}

export type PhaseKind = 'resolve' | 'download' | 'build' | 'install' | 'other';

export interface Phase {
  readonly kind: PhaseKind;
  readonly label: MaskedText;
  /** Seconds from the start of the build. */
  readonly start: number;
  readonly seconds: number;
}

export interface PackageTiming {
  /** Id of the package manager that printed it, such as `pip`: names are those of its index. */
  readonly manager: Name;
  /** As the manager's index knows it; of Python packages normalized (PEP 503). */
  readonly name: MaskedText;
  readonly version?: MaskedText;
  /** Who asked for it: a requirements file and line, or other packages; as the manager's log says. */
  readonly requiredBy: readonly MaskedText[];
  /** Where the distribution came from this time. */
  readonly origin:
    'downloaded' | 'cached-download' | 'cached-wheel' | 'local' | 'satisfied' | 'unknown';
  /** True where it was built (compiled) in this run. */
  readonly built: boolean;
  /** Bytes as the log prints them (rounded by the manager). */
  readonly bytes?: number;
  readonly phases: readonly Phase[];
}

export interface BuildReport {
  readonly version: number;
  /** Exit code of `docker buildx build`. */
  readonly exitCode: number;
  readonly seconds: number;
  /** The forecast that stood before the build; null where there was nothing to forecast from. */
  readonly forecast: Forecast | null;
  readonly timings: Build;
  readonly score: Score | null;
  /** Why the build failed, and the ways out; null where it did not fail, or did not begin. */
  readonly failure: BuildFailure | null;
}

/** How the forecast did against what BuildKit did. */
export interface Score {
  readonly right: number;
  readonly wrong: number;
  /** Steps whose forecast was conditional: neither right nor wrong. */
  readonly conditional: number;
  readonly steps: readonly StepScore[];
  /** Predicted and measured seconds of the steps that ran; null where nothing was predicted. */
  readonly seconds: { readonly predicted: number; readonly measured: number } | null;
}

export interface StepScore {
  /** As in `Step`. */
  readonly id: MaskedText;
  readonly name: MaskedText;
  readonly predicted: Verdict;
  readonly observed: 'hit' | 'miss' | 'absent';
  readonly right: boolean | null;
}

export type {
  BuildFailure,
  FailureKind,
  SourceLine,
  WayOut,
  WayOutAction,
} from './build-failure.ts';
export type {
  AskedBy,
  ContextAmount,
  ContextEntrySize,
  ContextReport,
  IgnoreHint,
  LocalContext,
  RemoteContext,
} from './context-report.ts';
export type {
  BuildOutcome,
  ExplainedStep,
  ExplainedTotals,
  ExplainReport,
  ObservedStep,
  RecordedBuild,
  RecordedBuildsReport,
} from './explain-report.ts';
