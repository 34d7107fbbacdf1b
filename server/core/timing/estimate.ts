/**
 * How long a step will take, from what was measured and nothing else: earlier runs of the same step on the same
 * builder. With nothing measured there is no number.
 */
import type { Seconds } from '../../protocol/report.ts';
import { formatSeconds } from '../../protocol/seconds.ts';
import { maskCredentials } from '../text/mask.ts';
import type { BuildRecord, RecordedStep } from './model.ts';
import { lastMade, packageKey, type PackageName } from './packages.ts';

/** Older runs than this many say little: machines, networks and packages change. */
const N_RUNS = 10;

export interface StepToEstimate {
  /** `stepIdentity` of the plan. */
  readonly identity: string;
  /** Whether the step has a cache mount. */
  readonly cacheMount: boolean;
  /** Take the mount as filled although no recorded build filled it: what a fix brings from its second build on. */
  readonly assumeFilled?: boolean;
  /** The build empties the mount first, as `--no-cache` does with the mounts of its steps. */
  readonly emptied?: boolean;
  /** Packages that no earlier build left in the mount: they are other versions now. */
  readonly newPackages?: readonly PackageName[];
  /** Packages for which another file now prescribes a version, be they installed or not: those count that ever were. */
  readonly newConstraints?: readonly PackageName[];
}

/** Records oldest first, all of one builder. Parallel to `steps`. */
export function estimateSteps(
  steps: readonly StepToEstimate[],
  records: readonly BuildRecord[],
): readonly (Seconds | null)[] {
  const runs = new Map<string, Run[]>();
  for (const record of records) {
    for (const step of record.steps) {
      // A cached step tells nothing of what running it takes, a failed one stopped early.
      if (step.observed !== 'miss') continue;
      const known = runs.get(step.identity) ?? [];
      known.push({ step, builder: record.key.builder, madeOutside: record.madeOutside === true });
      runs.set(step.identity, known);
    }
  }
  return steps.map((step) => {
    const own = (runs.get(step.identity) ?? []).slice(-N_RUNS);
    return estimate(step, own, () => madeAgain(step, records));
  });
}

interface Run {
  readonly step: RecordedStep;
  readonly builder: string;
  readonly madeOutside: boolean;
}

/** What a filled mount does not spare. */
interface MadeAgain {
  readonly seconds: number;
  readonly remark: string;
}

function madeAgain(
  { newPackages = [], newConstraints = [] }: StepToEstimate,
  records: readonly BuildRecord[],
): MadeAgain {
  const wanted = new Map([...newPackages, ...newConstraints].map((one) => [packageKey(one), one]));
  const made = lastMade(records, wanted.values());
  const namesOf = (all: Iterable<PackageName>, isMade: boolean): readonly string[] =>
    [...all].filter((one) => made.has(packageKey(one)) === isMade).map(({ name }) => name);
  const measured = namesOf(wanted.values(), true);
  const unknown = namesOf(newPackages, false);
  const seconds = [...made.values()].reduce((sum, one) => sum + one, 0);
  const remark = [
    measured.length === 0 ? '' : `, and ${shortList(measured)} downloaded and built again`,
    unknown.length === 0 ? '' : `; what ${shortList(unknown)} takes was never measured`,
  ];
  return { seconds, remark: remark.join('') };
}

function shortList(names: readonly string[]): string {
  const [first = '', second = ''] = names;
  if (names.length > 2) return `${String(names.length)} packages`;
  return names.length === 2 ? `${first} and ${second}` : first;
}

function estimate(
  step: StepToEstimate,
  runs: readonly Run[],
  againOf: () => MadeAgain,
): Seconds | null {
  if (runs.length === 0) return null;
  if (!step.cacheMount) {
    const without = runs.filter((run) => !run.step.cacheMount);
    // A step that only ever ran with a filled mount was never seen doing all of its work.
    return without.length === 0 ? null : summarize(without, (run) => run.seconds, '');
  }
  if (step.emptied === true) return estimateEmpty(runs);
  const filled = step.assumeFilled === true || runs.some((run) => run.step.cacheMount);
  // The first run with a new mount finds it empty and does all of the work.
  if (!filled) return summarize(runs, (run) => run.seconds, '');
  const again = againOf();
  const tellsMaking = runs.some((run) => madeSeconds(run.step) > 0);
  const withMount = runs.filter((run) => run.step.cacheMount && isWarm(run.step, tellsMaking));
  if (withMount.length > 0)
    return summarize(withMount, (run) => run.seconds + again.seconds, again.remark);
  const saved = median(runs.map((run) => keptByMount(run.step)));
  return summarize(
    runs,
    (run) => run.seconds - keptByMount(run) + again.seconds,
    (saved > 0
      ? `, less ${formatSeconds(saved)} of downloads and builds that the cache mount keeps`
      : '') + again.remark,
  );
}

/** Runs that found the mount empty, and those without one, did all of the work. */
function estimateEmpty(runs: readonly Run[]): Seconds | null {
  const whole = runs.filter(({ step }) => !step.cacheMount || isCold(step));
  if (whole.length > 0)
    return summarize(whole, (run) => run.seconds, ', with the cache mount empty');
  // A manager that does not say what it took from its cache may have found it filled or not.
  const unclear = runs.filter(({ step }) => step.fromCache === 0);
  const remark = '; the cache mount is empty this time, and may have been filled before';
  return unclear.length === 0 ? null : summarize(unclear, (run) => run.seconds, remark);
}

function isCold(step: RecordedStep): boolean {
  return step.fromCache === 0 && madeSeconds(step) > 0;
}

/** Where other runs told what they made, such as the modules of Go, one that made nothing had it all. */
function isWarm(step: RecordedStep, tellsMaking: boolean): boolean {
  if (step.buildingSeconds > 0) return false;
  return step.fromCache > 0 || (tellsMaking && madeSeconds(step) === 0);
}

function madeSeconds(step: RecordedStep): number {
  return step.buildingSeconds + step.downloadingSeconds;
}

/** Seconds that a filled cache mount would have saved in this run. */
function keptByMount(step: RecordedStep): number {
  return Math.min(step.seconds, madeSeconds(step));
}

function summarize(
  runs: readonly Run[],
  secondsOf: (step: RecordedStep) => number,
  remark: string,
): Seconds {
  const seconds = runs.map((run) => secondsOf(run.step)).sort((a, b) => a - b);
  const builder = runs[runs.length - 1]?.builder ?? '';
  return {
    low: round(seconds[0] ?? 0),
    median: round(median(seconds)),
    high: round(seconds[seconds.length - 1] ?? 0),
    basis: maskCredentials(`${buildsInWords(runs)} on builder ${builder}${remark}`),
  };
}

/** `3 builds`, `2 builds made outside`, `3 builds, 1 of them made outside,`. */
function buildsInWords(runs: readonly Run[]): string {
  const nOutside = runs.filter(({ madeOutside }) => madeOutside).length;
  const builds = `${String(runs.length)} build${runs.length === 1 ? '' : 's'}`;
  if (nOutside === 0) return builds;
  if (nOutside === runs.length) return `${builds} made outside`;
  return `${builds}, ${String(nOutside)} of them made outside,`;
}

/** Sum of what is known; null where nothing is. */
export function addSeconds(parts: readonly (Seconds | null)[]): Seconds | null {
  const known = parts.filter((part) => part !== null);
  const [first] = known;
  if (!first) return null;
  // Where parts rest on different builds, the one that weighs most says where the sum comes from.
  const heaviest = known.reduce((most, part) => (part.median > most.median ? part : most), first);
  const sum = (value: (part: Seconds) => number) =>
    round(known.reduce((all, part) => all + value(part), 0));
  return {
    low: sum((part) => part.low),
    median: sum((part) => part.median),
    high: sum((part) => part.high),
    basis: heaviest.basis,
  };
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? 0) + upper) / 2;
}

function round(seconds: number): number {
  return Math.round(seconds * 1000) / 1000;
}
