/**
 * What editor and command line ask alike. Requests name files by absolute paths;
 * answers are reports whose paths are relative to `base`.
 */
import type { RuleContext } from '../../core/lint/lint.ts';
import type { Invocation } from '../../core/invocations/index.ts';
import type { Engine, Plan } from '../../core/plan/model.ts';
import type { SupposedChange } from '../../core/report/change-text.ts';
import type { MaskedText } from '../../protocol/masked-text.ts';
import type { Forecast, Since } from '../../protocol/report.ts';
import type { BuildPlace, DiskJournal } from '../project/index.ts';
import type { BuildOptionsInput, ChangeChoice, StepNote } from '../../protocol/requests.ts';
import type { SnapshotPair } from './snapshot-file.ts';

export type Baseline =
  | { readonly kind: 'last-build' }
  | { readonly kind: 'git'; readonly revision: string }
  | { readonly kind: 'saved-files' }
  /** A file that `layer-forecast snapshot` wrote. */
  | { readonly kind: 'snapshot'; readonly file: string };

/** What is built: of the history, the builds of one subject are comparable. */
export interface BuildSubject {
  readonly place: BuildPlace;
  /** The way in which the Dockerfile is built; absent where Dockerfile and context say it all. */
  readonly invocation?: Invocation;
}

export interface BuildRequest extends BuildSubject {
  readonly options: BuildOptions;
  /** Absolute folder that reported paths are relative to. */
  readonly base: string;
  /** Absolute path → text of unsaved editor buffers. */
  readonly overlay?: ReadonlyMap<string, string>;
  /**
   * What the asker heard of changes on disk: what an earlier request read is used again, less what changed since.
   * Without it everything is read again.
   */
  readonly disk?: DiskJournal;
  /** By which the fixes are offered. */
  readonly rules?: RuleContext;
  readonly signal?: AbortSignal;
}

/** All build options of the command line; the editor offers a part of them. */
export interface BuildOptions extends BuildOptionsInput {
  readonly noCacheFilter?: readonly string[];
  readonly buildContexts?: Readonly<Record<string, string>>;
  /** As buildx takes them: `type=registry,ref=…`. */
  readonly cacheFrom?: readonly string[];
  readonly secrets?: readonly string[];
  readonly ssh?: readonly string[];
  /** Passed to buildx as they are, behind ours. */
  readonly rest?: readonly string[];
}

export interface ForecastRequest extends BuildRequest {
  /** Oldest first. Empty: the last build where there is one, else git HEAD, else the saved files. */
  readonly since: readonly Baseline[];
  readonly engine?: Partial<Engine>;
  /** Changes that nobody has made, on top of the unsaved edits. Their files are absolute, or relative to `base`. */
  readonly after?: readonly ChangeChoice[];
}

export interface ForecastAnswer {
  readonly forecast: Forecast | null;
  readonly withFixes: Forecast | null;
  readonly fixTitles: readonly string[];
  readonly plan: Plan | null;
  /** The plan after the fixes, where they change something. */
  readonly fixedPlan: Plan | null;
  readonly notes: readonly StepNote[];
  /** The baseline that was used; null where there was none. */
  readonly baseline: Baseline | null;
  /** Absolute paths of the unsaved files that the build would read. */
  readonly unsaved: readonly string[];
  /** What the request supposed; files are relative to `base`. */
  readonly supposed: readonly SupposedChange[];
  readonly problem: MaskedProblem | null;
}

export interface ForecastProblem {
  readonly code:
    | 'no-dockerfile'
    | 'bad-dockerfile'
    | 'no-context'
    | 'unknown-target'
    | 'no-baseline'
    | 'bad-baseline'
    | 'bad-change';
  readonly message: string;
}

/** As it is shown: it may name what a build argument holds. */
export interface MaskedProblem extends ForecastProblem {
  readonly message: MaskedText;
}

/** Which baselines can be chosen here, and why not. */
export interface BaselineAvailability {
  readonly lastBuild: { readonly time: string } | null;
  readonly git: 'available' | 'no-repository';
}

export interface ResolvedBaseline {
  readonly kind: 'resolved';
  readonly pair: SnapshotPair;
  readonly since: Since;
  /** What is taken for granted of this baseline, in sentences. */
  readonly assumed: readonly string[];
}
