/** What the history knows of one package: the newest build that did something with it. */
import type { PackageTiming, Phase } from '../../protocol/report.ts';
import type { BuildRecord } from './model.ts';

export interface MeasuredPackage {
  /** When the build ran (RFC 3339). */
  readonly started: string;
  readonly timing: PackageTiming;
}

/** Seconds that downloading a package and building its wheel took; null where none of the builds had to. */
export function lastMade(records: readonly BuildRecord[], name: string): number | null {
  for (const { build } of [...records].reverse()) {
    for (const { packages } of build.steps) {
      const timing = packages.find((one) => one.name === name);
      if (timing === undefined || !wasMade(timing)) continue;
      return timing.phases.reduce(
        (sum, { kind, seconds }) => sum + (isMaking(kind) ? seconds : 0),
        0,
      );
    }
  }
  return null;
}

function wasMade({ built, origin }: PackageTiming): boolean {
  return built || origin === 'downloaded';
}

function isMaking(kind: Phase['kind']): boolean {
  return kind === 'build' || kind === 'download';
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
