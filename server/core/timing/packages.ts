/** What the history knows of one package: the newest build that did something with it. */
import type { PackageTiming } from '../../protocol/report.ts';
import { coveredSeconds } from '../../protocol/covered-seconds.ts';
import type { BuildRecord } from './model.ts';

/** Managers have packages of the same name that have nothing to do with each other. */
export type PackageName = Pick<PackageTiming, 'manager'> & { readonly name: string };

export interface MeasuredPackage {
  /** When the build ran (RFC 3339). */
  readonly started: string;
  readonly timing: PackageTiming;
}

/**
 * Seconds that downloading a package and building its wheel took the last time that it was done, by `packageKey`;
 * without those that no build had to do it for. Records oldest first.
 */
export function lastMade(
  records: readonly BuildRecord[],
  names: Iterable<PackageName>,
): ReadonlyMap<string, number> {
  const wanted = new Set([...names].map(packageKey));
  const made = new Map<string, number>();
  for (const { build, outcome } of [...records].reverse()) {
    if (wanted.size === 0) break;
    // What was broken off took less than it takes.
    if (outcome === 'cancelled') continue;
    for (const timing of build.steps.flatMap((step) => (step.error ? [] : step.packages))) {
      const key = packageKey(timing);
      if (!wanted.has(key) || !wasMade(timing)) continue;
      wanted.delete(key);
      made.set(key, makingSeconds(timing));
    }
  }
  return made;
}

export function packageKey({ manager, name }: PackageName): string {
  return `${manager} ${name}`;
}

function wasMade({ built, origin }: PackageTiming): boolean {
  return built || origin === 'downloaded';
}

function makingSeconds({ phases }: PackageTiming): number {
  return coveredSeconds(phases.filter(({ kind }) => kind === 'build' || kind === 'download'));
}

export interface WantedPackage {
  /** Those that take it from the same index: what one of them measured counts. */
  readonly managers: readonly string[];
  /** As this index knows it. */
  readonly name: string;
}

/** Records oldest first. A build that took the step from its cache measured nothing. */
export function lastMeasured(
  records: readonly BuildRecord[],
  { managers, name }: WantedPackage,
): MeasuredPackage | null {
  for (const { started, build } of [...records].reverse()) {
    const found = build.steps
      .flatMap((step) => step.packages)
      .find((one) => one.name === name && managers.includes(one.manager) && one.phases.length > 0);
    if (found) return { started, timing: found };
  }
  return null;
}
