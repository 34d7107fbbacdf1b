/** Messages between a webview and its host in the client. The view speaks first (`ready`); the host waits for it. */
import type { BaselineChoice, ContextView, ForecastView, TimingsView } from './requests.ts';

export type ForecastViewMessage =
  | { readonly kind: 'ready' }
  | { readonly kind: 'choose-baseline'; readonly baseline: BaselineChoice }
  /** Ask the user for a git revision. */
  | { readonly kind: 'pick-revision' }
  /** Forecast the files as they are, or ask the user for another change. */
  | { readonly kind: 'choose-change'; readonly change: 'as-it-is' | 'pick-package' | 'pick-file' }
  | { readonly kind: 'choose-build'; readonly invocation: string }
  | { readonly kind: 'choose-target'; readonly target: string }
  /** Ask the user for build arguments: their values do not pass through the view. */
  | { readonly kind: 'choose-build-args' }
  | { readonly kind: 'open'; readonly file: string; readonly line: number }
  /** A file or folder of a build context; relative to the workspace folder. */
  | { readonly kind: 'open-entry'; readonly path: string; readonly isFolder: boolean }
  | { readonly kind: 'apply-fixes' }
  | { readonly kind: 'build' };

export type ForecastHostMessage =
  | { readonly kind: 'forecast'; readonly view: ForecastView }
  | { readonly kind: 'busy' }
  /** Comes after the forecast that it belongs to; null where it is not known. */
  | { readonly kind: 'context'; readonly context: ContextView | null };

export type TimingsViewMessage =
  | { readonly kind: 'ready' }
  /** Without a file it is a line of the Dockerfile; else the file is relative to the workspace folder. */
  | { readonly kind: 'open'; readonly line: number; readonly file?: string }
  /** Show another of the recorded builds. */
  | { readonly kind: 'choose-recorded'; readonly id: string }
  | { readonly kind: 'cancel' }
  | { readonly kind: 'build' }
  /** Open the whole log of the build in view. */
  | { readonly kind: 'open-log' }
  /** `WayOut.id` of the failure in view. */
  | { readonly kind: 'take-way-out'; readonly id: string };

export interface TimingsHostMessage {
  readonly kind: 'timings';
  readonly view: TimingsView;
}
