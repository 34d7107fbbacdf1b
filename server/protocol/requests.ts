/**
 * What client and server say to each other beyond the language server protocol. Method names, parameters, results.
 * URIs are text, lines count from 1.
 */
import type { MaskedText } from './masked-text.ts';
import type {
  Build,
  BuildFailure,
  BuildReport,
  ContextReport,
  ExplainReport,
  Forecast,
  Score,
} from './report.ts';

/** Sent in `initializationOptions`. What another client leaves out is false. */
export interface InitializationOptions {
  /** False in an untrusted workspace: then no process is run. */
  readonly trusted: boolean;
  /** Another active extension already shows dockerfile-utils' findings. */
  readonly syntaxShownElsewhere: boolean;
  /** The client has the extension's commands and views; for others the server runs the commands. */
  readonly hasViews: boolean;
  /** The client tells of every change on disk; for others the server looks again when it is asked. */
  readonly watchesFiles: boolean;
}

export interface BuildOptionsInput {
  readonly target?: string;
  readonly buildArgs?: Readonly<Record<string, string>>;
  readonly tags?: readonly string[];
  readonly builder?: string;
  readonly platform?: string;
  readonly noCache?: boolean;
  /** `--network host` and the like. */
  readonly network?: string;
  readonly load?: boolean;
  readonly push?: boolean;
}

export type BaselineChoice =
  | { readonly kind: 'last-build' }
  | { readonly kind: 'git'; readonly revision: string }
  | { readonly kind: 'saved-files' };

/** A supposed change, which no file has yet. Files are relative to the workspace folder. */
export type ChangeChoice =
  /** A requirement that replaces the one of the same package, else comes after the others. */
  | { readonly kind: 'requirement'; readonly file: string; readonly requirement: string }
  /** A file whose content changes; a new file where it does not exist. */
  | { readonly kind: 'file'; readonly file: string };

/** A build to be forecast or run: the same from the picker to the history. The server resolves it. */
export interface BuildSelection {
  /** A Dockerfile, or a requirements file that one installs. */
  readonly uri: string;
  /** Id of the invocation. Absent: the one that files or the user chose, else the first. */
  readonly invocation?: string;
  /**
   * `ForecastView.id`: takes what `options` does not give from the build that this forecast is of, also values that only
   * the server knows. Then an empty text is a choice: the option is left out. Tags, load and push are never taken.
   */
  readonly forecast?: string;
  readonly options?: BuildOptionsInput;
}

export interface ForecastParams extends BuildSelection {
  /** Absent: the last build where there is one, else git HEAD, else the saved files. */
  readonly baseline?: BaselineChoice;
  /** On top of the files as they are, unsaved edits included. Absent: no such change. */
  readonly after?: ChangeChoice;
}

/** An invocation for people to choose. */
export interface InvocationOption {
  readonly id: string;
  /** `web (compose.yaml)`, `Makefile line 12`, `last stage`. */
  readonly label: string;
  /** `context ., target web`. */
  readonly detail: string;
  /** Why this context, in words. */
  readonly evidence: string;
}

/** The label of a build that only its Dockerfile describes. */
export const LAST_STAGE = 'last stage';

/** Everything that the Layer Forecast view draws. */
export interface ForecastView {
  /** A build can refer to it: `BuildSelection.forecast`. */
  readonly id: string;
  /** The invocation that the forecast is of, and all that could be chosen. Absent where nothing is known of it. */
  readonly build?: {
    readonly invocation: InvocationOption;
    readonly choices: readonly InvocationOption[];
    /** Nothing says which of them is meant: the user is asked. */
    readonly open: boolean;
  };
  readonly dockerfileUri: string;
  /** Relative to the workspace folder. */
  readonly dockerfile: string;
  /** One sentence: "This edit runs 2 of 4 steps again: about 18 s; 3 s with the cache mount." */
  readonly headline: Headline;
  readonly forecast: Forecast;
  /** The same after the offered safe fixes; null where there is nothing to fix. */
  readonly withFixes: Forecast | null;
  readonly fixTitles: readonly string[];
  readonly stages: readonly StageLane[];
  /** The lanes after the offered fixes, where these add, remove or move steps; indexes into `withFixes.steps`. */
  readonly stagesWithFixes?: readonly StageLane[];
  /** What there is to say of a step beyond its reasons: "Nothing that pip reads has changed." */
  readonly notes?: readonly StepNote[];
  readonly baselines: readonly BaselineOption[];
  readonly baseline: BaselineChoice | null;
  readonly targets: readonly string[];
  /** Names only: values may be secret. Absent where nobody can give any. */
  readonly buildArgs?: BuildArgNames;
  /** What else the forecast was made with, for a build of the same. Absent where nobody can. */
  readonly options?: ForecastOptions;
  /** The change that the forecast is of though nobody has made it; null for the files as they are. */
  readonly after: ChangeChoice | null;
  /** What is compared with the baseline, in words: "unsaved edit of requirements.txt", "files as they are". */
  readonly change: string;
  /** Score of the forecasts so far on this builder, in words; null with no scored build. */
  readonly record: string | null;
  /** Why there is no forecast, and what to do; then `forecast.steps` is empty. */
  readonly problem: MaskedText | null;
}

export interface BuildArgNames {
  /** Those of the Dockerfile, in its order. */
  readonly declared: readonly string[];
  /** Those that this forecast was given a value for. */
  readonly given: readonly string[];
}

/** Without what may be secret: of build arguments there are only names, and those are elsewhere. */
export interface ForecastOptions {
  readonly target?: string;
  /** The stage that is built where no target is given; absent where it has no name. */
  readonly lastStage?: string;
  readonly builder?: string;
  readonly platform?: string;
  readonly network?: string;
  /** Names of the further contexts. */
  readonly buildContexts?: readonly string[];
}

/** Parts of a sentence, so that the view can set figures off without parsing text. */
export type Headline = readonly HeadlinePart[];

export interface HeadlinePart {
  readonly text: string;
  readonly tone: 'plain' | 'loud' | 'good';
}

export interface StageLane {
  readonly name: string;
  readonly base: MaskedText;
  /** Name of the stage that FROM names; null for an image. */
  readonly baseStage: string | null;
  readonly blocks: readonly StageBlock[];
}

export interface StageBlock {
  /** Index into `forecast.steps`; null for an instruction without a layer. */
  readonly step: number | null;
  readonly text: MaskedText;
  readonly line: number;
  /** Names of the stages that this step copies or mounts from. */
  readonly from: readonly string[];
}

export interface StepNote {
  /** Index into `forecast.steps`. */
  readonly step: number;
  readonly text: MaskedText;
}

export interface BaselineOption {
  readonly choice: BaselineChoice;
  readonly label: string;
  readonly available: boolean;
  /** Why it cannot be chosen, in a few words. */
  readonly why?: string;
}

export type ChangeChoicesParams = BuildSelection;

/** What a forecast can suppose to be changed. Files are relative to the workspace folder. */
export interface ChangeChoices {
  /** The requirements files that the build installs come first. */
  readonly requirements: readonly RequirementsChoice[];
  /** Files of the build context that the steps read, in order of their names. */
  readonly files: readonly string[];
  /** Further files, which are too many to send. */
  readonly nLeftOut: number;
  /** Why there is nothing to choose; null otherwise. */
  readonly problem: string | null;
}

export interface RequirementsChoice {
  readonly file: string;
  /** A step installs it, or a file that a step installs names it. */
  readonly installed: boolean;
  /** `requests==2.31.0`, without comments and hashes. */
  readonly lines: readonly string[];
}

export type ContextParams = BuildSelection;

/** What the build of a forecast sends, for the Layer Forecast view. Files are relative to the workspace folder. */
export interface ContextView {
  readonly report: ContextReport;
  /** `412 MB, 8,120 files`. */
  readonly amount: string;
  /** `412 MB, 8,120 files; .git 300 MB`, or why nothing is sent. */
  readonly headline: string;
}

/** Notification `layerForecast/activity`: what the language server is at. */
export interface ServerActivity {
  /** What takes its time now: "Reading the build context". Null: it is ready. */
  readonly doing: string | null;
  /** What the last forecast rests on and who builds, a sentence each. */
  readonly known: readonly MaskedText[];
}

export interface BuildParams extends BuildSelection {
  /** Chosen by the client; progress notifications carry it. */
  readonly buildId: string;
}

export interface BuildResult {
  readonly report: BuildReport;
  /** Null where the build ran; else why it could not start and what to do. */
  readonly problem: BuildProblem | null;
  readonly cancelled: boolean;
  /** The build ran and could not be recorded: why, and what to do. */
  readonly warning?: string;
}

export interface BuildProblem {
  readonly code:
    | 'no-docker'
    | 'no-buildx'
    | 'buildkit-disabled'
    | 'daemon-down'
    | 'podman'
    | 'untrusted'
    | 'bad-dockerfile'
    | 'no-dockerfile'
    | 'other';
  readonly message: string;
}

/** Notification `layerForecast/buildProgress`, at most ten a second. */
export interface BuildProgress {
  readonly buildId: string;
  readonly builder: string;
  /** Tag of the image, where one is given. */
  readonly image?: string;
  /** What is predicted of this build: in its first notification only. */
  readonly forecast?: Forecast | null;
  readonly build: Build;
  /** Names of the steps that run now; the last one began last. */
  readonly running: readonly MaskedText[];
  readonly done: number;
  readonly total: number;
}

export interface TimingsParams extends BuildSelection {
  /** Id of a recorded build of this Dockerfile. Absent, or not recorded any more: the last one. */
  readonly record?: string;
}

export interface FixAllAnswer {
  /** A WorkspaceEdit of the protocol; null where nothing is changed. */
  readonly edit: unknown;
  /** Why nothing is changed, other than that nothing can be fixed safely. */
  readonly problem: string | null;
}

export interface WayOutParams extends TimingsParams {
  /** Of the failure: `WayOut.id`. */
  readonly wayOut: string;
}

/** Everything that the Build Timings view draws. */
export interface TimingsView {
  readonly dockerfileUri: string;
  readonly dockerfile: string;
  readonly builder: string;
  readonly state: 'running' | 'succeeded' | 'failed' | 'cancelled' | 'empty';
  readonly build: Build | null;
  readonly before: Build | null;
  /** Of the build: somebody made it outside of Layer Forecast. Absent: it was built from here. */
  readonly madeOutside?: boolean;
  /** Forecast that stood before this build. */
  readonly forecast: Forecast | null;
  readonly score: Score | null;
  /** Why the steps of `build` ran; null while it runs, and where it cannot be told. */
  readonly explanation?: BuildExplanation | null;
  /** Oldest first; `build` is the last one unless another was asked for. */
  readonly trend: readonly TrendPoint[];
  /** Why there is nothing; null otherwise. */
  readonly problem: MaskedText | null;
  /** Why the build failed, and the ways out; absent or null for one that did not. */
  readonly failure?: BuildFailure | null;
  /** For `Build again`: refers to this build as a forecast does. */
  readonly forecastId?: string;
  readonly invocation?: InvocationOption;
  /** Names of the steps that run now; without it the view takes those that end with the build. */
  readonly running?: readonly MaskedText[];
  /** Tag of the image, where one was given. */
  readonly image?: string;
}

export interface BuildExplanation {
  /** "This build ran 3 of 9 steps again: requirements.txt line 4 changed." */
  readonly sentence: Headline;
  readonly report: ExplainReport;
}

export interface TrendPoint {
  /** For `TimingsParams.record`; absent where the build cannot be chosen. */
  readonly id?: string;
  readonly started: string;
  readonly seconds: number;
  readonly succeeded: boolean;
  readonly misses: number;
  readonly madeOutside?: boolean;
}

export const METHODS = {
  /** Request: ForecastParams → ForecastView. */
  forecast: 'layerForecast/forecast',
  /** Request: ContextParams → ContextView or null. It walks over the whole context: the forecast does not wait for it. */
  context: 'layerForecast/context',
  /** Request: ChangeChoicesParams → ChangeChoices. */
  changeChoices: 'layerForecast/changeChoices',
  /** Request: { requirement } → string or null: why pip would not take it. */
  checkRequirement: 'layerForecast/checkRequirement',
  /** Request: BuildParams → BuildResult. Cancelling the request cancels the build. */
  build: 'layerForecast/build',
  /** Notification to the client: BuildProgress. */
  buildProgress: 'layerForecast/buildProgress',
  /** Request: TimingsParams → TimingsView. */
  timings: 'layerForecast/timings',
  /** Request: WayOutParams → WorkspaceEdit, of the files as they are now; null where it does not fit them any more. */
  wayOut: 'layerForecast/wayOut',
  /** Request: { uri } → FixAllAnswer: all safe fixes of a file. */
  fixAll: 'layerForecast/fixAll',
  /** Request: {} → string[]: URIs of the Dockerfiles that the server knows. */
  dockerfiles: 'layerForecast/dockerfiles',
  /** Request: { uri } → InvocationChoices: the builds of a Dockerfile, or those that install a requirements file. */
  invocations: 'layerForecast/invocations',
  /** Notification to the server: ChosenInvocations, what the user chose in this workspace. */
  chosenInvocations: 'layerForecast/chosenInvocations',
  /** Request: { uri } → BuildChoices: what Build Image can offer. */
  buildChoices: 'layerForecast/buildChoices',
  /** Notification to the client: something that a forecast rests on changed; open views ask again. */
  forecastChanged: 'layerForecast/forecastChanged',
  /** Notification to the client: ServerActivity, when it changes. */
  activity: 'layerForecast/activity',
  /** Request: {} → { removed: number }. */
  clearHistory: 'layerForecast/clearHistory',
  /** Notification to the server: a build that it did not run has ended, and may be recorded. */
  buildEnded: 'layerForecast/buildEnded',
  /** Notification to the server: the workspace was trusted. */
  trustGranted: 'layerForecast/trustGranted',
} as const;

/** By URI of the Dockerfile, the id of the invocation. */
export type ChosenInvocations = Readonly<Record<string, string>>;

export interface InvocationChoices {
  readonly builds: readonly (InvocationOption & { readonly dockerfileUri: string })[];
  /** Nothing says which of them is meant. */
  readonly open: boolean;
}

export interface BuildChoices {
  readonly targets: readonly string[];
  readonly buildArgs: readonly { readonly name: string; readonly default: string | null }[];
  readonly builders: readonly string[];
}
