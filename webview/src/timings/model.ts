/**
 * What the timeline shows, worked out from the build: stages with their steps, steps with the packages that an
 * installer handled in them, each beside what it was in the build before and in the forecast.
 */
import type { Reason } from '../../../server/protocol/shapes.ts';
import type {
  BuildStep,
  PackageTiming,
  Phase,
  ExplainedStep,
  PhaseKind,
  Seconds,
} from '../../../server/protocol/report.ts';
import type { TimingsView } from '../../../server/protocol/requests.ts';
import { displayText } from '../shared/instruction.ts';
import { explainedByKey, forecastByKey, packageKey, stepKeys, stepsByKey } from './match.ts';
import { packageDetail, quietPackages } from './words.ts';

export type StepState = 'cached' | 'ran' | 'running' | 'failed';

export interface StageGroup {
  readonly key: string;
  readonly name: string;
  /** BuildKit's own steps, which are no part of the Dockerfile. */
  readonly internal: boolean;
  readonly steps: readonly StepRow[];
  /** All its steps together; they may have waited for other stages in between. */
  readonly seconds: number;
}

export interface StepRow {
  readonly key: string;
  readonly text: string;
  readonly line: number | null;
  readonly state: StepState;
  readonly start: number;
  readonly seconds: number;
  readonly error: string | null;
  /** Seconds in the build before; null where it was cached there or not part of it. */
  readonly before: number | null;
  readonly forecast: Seconds | null;
  /** Why it ran. */
  readonly reasons: readonly Reason[];
  readonly parts: readonly PartRow[];
}

/** A package, or a phase that belongs to no single one. */
export interface PartRow {
  readonly key: string;
  readonly name: string;
  readonly version: string;
  readonly detail: string;
  readonly segments: readonly Segment[];
  readonly start: number;
  readonly seconds: number;
  readonly before: number | null;
}

export interface Segment {
  readonly kind: PhaseKind | 'cached';
  readonly label: string;
  readonly start: number;
  readonly seconds: number;
}

/** Two steps that end with the build as its last sign of life came may still run. */
const STILL_RUNNING = 0.3;

/** `seconds` is how long the build has run by now; a running step grows up to there. */
export function stagesOf(view: TimingsView, seconds: number): readonly StageGroup[] {
  const { build } = view;
  if (!build) return [];
  const keys = stepKeys(build.steps);
  const before = stepsByKey(view.before);
  const forecast = forecastByKey(view.forecast);
  const explained = explainedByKey(view);
  const groups = new Map<string, StepRow[]>();
  build.steps.forEach((step, index) => {
    const key = keys[index] ?? '';
    const predicted = forecast.get(key);
    const why = explained.get(key) ?? null;
    const row = rowOf(key, step, {
      state: stateOf(step, view, why),
      now: seconds,
      before: before.get(key) ?? null,
      forecast: predicted && predicted.verdict !== 'hit' ? predicted.seconds : null,
      reasons: why?.reasons ?? [],
    });
    const group = groups.get(step.stage);
    if (group) group.push(row);
    else groups.set(step.stage, [row]);
  });
  const internal = groups.get('');
  groups.delete('');
  const stages = [...groups].map(([name, steps]) => groupOf(name, steps.toSorted(byLine)));
  return internal ? [...stages, groupOf('', internal)] : stages;
}

export function stateOf(
  step: BuildStep,
  view: TimingsView,
  explained: ExplainedStep | null = null,
): StepState {
  if (step.error !== undefined) return 'failed';
  if (view.state === 'running' && view.build && isRunning(step, view)) return 'running';
  // The engine prints DONE of an image that it only looked at.
  const lookedAt = explained?.observed === 'cached' && step.seconds < AT_A_LOOK;
  return step.cached || lookedAt ? 'cached' : 'ran';
}

const AT_A_LOOK = 0.05;

export function countSteps(view: TimingsView): { readonly cached: number; readonly all: number } {
  const totals = view.explanation?.report.totals;
  // As the sentence counts them.
  if (totals) {
    const { ran, cached, failed, cancelled, notReached } = totals;
    return { cached, all: ran + cached + failed + cancelled + notReached };
  }
  const own = (view.build?.steps ?? []).filter((step) => step.stage !== '');
  return { cached: own.filter((step) => step.cached).length, all: own.length };
}

function isRunning(step: BuildStep, view: TimingsView): boolean {
  if (view.running) return view.running.includes(step.name);
  const end = step.start + step.seconds;
  return !step.cached && (view.build?.seconds ?? 0) - end < STILL_RUNNING;
}

/** The builder tells of cached steps in any order. */
function byLine(one: StepRow, other: StepRow): number {
  return one.line === null || other.line === null ? 0 : one.line - other.line;
}

function groupOf(name: string, steps: readonly StepRow[]): StageGroup {
  return {
    key: `stage|${name}`,
    name: name === '' ? 'BuildKit’s own' : name,
    internal: name === '',
    steps,
    seconds: steps.reduce((sum, step) => sum + step.seconds, 0),
  };
}

function rowOf(
  key: string,
  step: BuildStep,
  known: {
    readonly state: StepState;
    readonly now: number;
    readonly before: BuildStep | null;
    readonly forecast: Seconds | null;
    readonly reasons: readonly Reason[];
  },
): StepRow {
  const { state, before } = known;
  const grown = state === 'running' ? Math.max(step.seconds, known.now - step.start) : step.seconds;
  return {
    key: `step|${key}`,
    text: displayText(step.name),
    line: step.line ?? null,
    state,
    start: step.start,
    seconds: grown,
    error: step.error === undefined ? null : shortError(step.error),
    before: before && !before.cached ? before.seconds : null,
    forecast: known.forecast,
    reasons: known.reasons,
    parts: partsOf(key, step, before),
  };
}

/** `exit code: 1`: the command itself is in the line above. */
function shortError(error: string): string {
  return /did not complete successfully: ([^]*)$/.exec(error)?.[1] ?? error;
}

function partsOf(key: string, step: BuildStep, before: BuildStep | null): readonly PartRow[] {
  const earlier = new Map(before?.packages.map((one) => [packageKey(one), one]) ?? []);
  const phases = step.phases.map((phase, index) => phaseRow(`part|${key}|phase|${index}`, phase));
  const timed = step.packages.filter((one) => one.phases.length > 0);
  const packages = timed.map((one, index) =>
    packageRow(`part|${key}|package|${index}`, one, earlier.get(packageKey(one)) ?? null),
  );
  const rows = [...phases, ...packages].sort((one, other) => one.start - other.start);
  const quiet = step.packages.filter((one) => one.phases.length === 0);
  if (quiet.length === 0) return rows;
  return [...rows, quietRow(`part|${key}|quiet`, quiet, step.start)];
}

function phaseRow(key: string, phase: Phase): PartRow {
  return {
    key,
    name: phase.label,
    version: '',
    detail: '',
    segments: [{ ...phase }],
    start: phase.start,
    seconds: phase.seconds,
    before: null,
  };
}

function packageRow(key: string, one: PackageTiming, earlier: PackageTiming | null): PartRow {
  const fromCache = one.origin === 'cached-wheel' || one.origin === 'cached-download';
  return {
    key,
    name: one.name,
    version: one.version ?? '',
    detail: packageDetail(one),
    segments: one.phases.map((phase) => ({
      ...phase,
      kind: fromCache && phase.kind !== 'install' && !one.built ? 'cached' : phase.kind,
    })),
    start: Math.min(...one.phases.map((phase) => phase.start)),
    seconds: secondsOf(one),
    before: earlier && earlier.phases.length > 0 ? secondsOf(earlier) : null,
  };
}

/** Packages that took no time of their own, such as those that were there already. */
function quietRow(key: string, quiet: readonly PackageTiming[], start: number): PartRow {
  const { name, detail } = quietPackages(quiet);
  return { key, name, version: '', detail, segments: [], start, seconds: 0, before: null };
}

export function secondsOf(one: PackageTiming): number {
  return one.phases.reduce((sum, phase) => sum + phase.seconds, 0);
}
