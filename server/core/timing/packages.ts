/** What the history knows of one package: the newest build that did something with it. */
import type { PackageTiming } from '../../protocol/report.ts';
import type { BuildRecord } from './model.ts';

export interface MeasuredPackage {
  /** When the build ran (RFC 3339). */
  readonly started: string;
  readonly timing: PackageTiming;
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
