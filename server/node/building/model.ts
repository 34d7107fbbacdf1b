/** What editor and command line learn of a build: while it runs, when it has ended, and of those before it. */
import type { BuildRecord } from '../../core/timing/index.ts';
import type { MaskedText } from '../../protocol/masked-text.ts';
import type { Build, BuildReport, Forecast } from '../../protocol/report.ts';
import type { BuildProblem, TrendPoint } from '../../protocol/requests.ts';
import type { ForecastAnswer } from '../forecasting/index.ts';

export interface BuildAnswer {
  readonly report: BuildReport;
  readonly problem: BuildProblem | null;
  readonly cancelled: boolean;
  readonly recordId: string | null;
  /** What buildx said of a failure, or why the build could not start; null where it went well. */
  readonly error: string | null;
  /** The build ran, and something around it did not work: its record could not be written. */
  readonly warning: string | null;
}

export interface BuildState {
  readonly build: Build;
  /** Names of the steps that run now; the last one began last. */
  readonly running: readonly MaskedText[];
  readonly done: number;
  readonly total: number;
}

export interface BuildEvents {
  /** The forecast that stands before the build, and the builder that it will run on. */
  readonly onForecast?: (before: ForecastAnswer, builder: string) => void;
  /** Ten times a second at most. */
  readonly onProgress?: (progress: BuildState) => void;
  /** What the steps print, line by line. */
  readonly onOutput?: (lines: readonly OutputLine[]) => void;
  /** The lines of the log in the form of `--progress=plain`. */
  readonly onLog?: (lines: readonly MaskedText[]) => void;
}

export interface OutputLine {
  /** Progress name of the step. */
  readonly step: MaskedText;
  readonly text: MaskedText;
}

export interface TimingsAnswer {
  readonly builder: string;
  /** Of the build; null where none is recorded. */
  readonly record: BuildRecord | null;
  readonly build: Build | null;
  readonly before: Build | null;
  readonly outcome: 'succeeded' | 'failed' | 'cancelled' | null;
  readonly forecast: Forecast | null;
  readonly score: BuildReport['score'];
  /** Oldest first. */
  readonly trend: readonly TrendPoint[];
}
