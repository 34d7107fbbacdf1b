/** What the history knows of one package: the newest build that did something with it. */
import type { PackageTiming } from '../../protocol/report.ts';
import type { BuildRecord } from './model.ts';

export interface MeasuredPackage {
  /** When the build ran (RFC 3339). */
  readonly started: string;
  readonly timing: PackageTiming;
}

/**
 * Seconds that downloading a package and building its wheel took the last time that it was done, by name; without the
 * names that no build had to do it for. Records oldest first.
 */
export function lastMade(
  records: readonly BuildRecord[],
  names: Iterable<string>,
): ReadonlyMap<string, number> {
  const wanted = new Set(names);
  const made = new Map<string, number>();
  for (const { build, outcome } of [...records].reverse()) {
    if (wanted.size === 0) break;
    // What was broken off took less than it takes.
    if (outcome === 'cancelled') continue;
    for (const timing of build.steps.flatMap((step) => (step.error ? [] : step.packages))) {
      if (!wanted.has(timing.name) || !wasMade(timing)) continue;
      wanted.delete(timing.name);
      made.set(timing.name, makingSeconds(timing));
    }
  }
  return made;
}

function wasMade({ built, origin }: PackageTiming): boolean {
  return built || origin === 'downloaded';
}

function makingSeconds({ phases }: PackageTiming): number {
  return phases
    .filter(({ kind }) => kind === 'build' || kind === 'download')
    .reduce((sum, { seconds }) => sum + seconds, 0);
}

/** Records oldest first; `name` is normalized (PEP 503). A build that took the step from its cache measured nothing. */
export function lastMeasured(
  records: readonly BuildRecord[],
  name: string,
): MeasuredPackage | null {
  for (const { started, build } of [...records].reverse()) {
    const found = build.steps
      .flatMap((step) => step.packages)
      .find((one) => one.name === name && one.phases.length > 0);
    if (found) return { started, timing: found };
  }
  return null;
}
