/** Makes the lasting record of a build's steps from what was planned and what the log says happened. */
import type { Build, BuildStep, Phase } from '../../protocol/report.ts';
import { seenSteps } from './identify.ts';
import type { PlannedStep, RecordedStep } from './model.ts';
import { coveredSeconds } from '../../protocol/covered-seconds.ts';

export function recordSteps(
  planned: readonly PlannedStep[],
  build: Build,
): readonly RecordedStep[] {
  const seen = seenSteps(planned, build);
  return planned.map((step, index) => recordStep(step, seen[index]));
}

/** `seen` is what the log says of it; absent where it does not name the step. */
export function recordStep(
  { identity, name, line, cacheMount }: Omit<PlannedStep, 'managers'>,
  seen: BuildStep | undefined,
): RecordedStep {
  const packages = seen?.packages ?? [];
  const inPackages = packages.flatMap((one) => one.phases);
  const isBuild = ({ kind }: Phase): boolean => kind === 'build';
  const isDownload = ({ kind }: Phase): boolean => kind === 'download';
  const building = [...inPackages, ...(seen?.phases ?? [])].filter(isBuild);
  const downloading = [
    ...packages.filter((one) => one.origin === 'downloaded').flatMap((one) => one.phases),
    ...(seen?.phases ?? []),
  ].filter(isDownload);
  const buildingSeconds = coveredSeconds(building);
  return {
    ...{ identity, name, line, cacheMount },
    observed: observation(seen),
    seconds: seen?.seconds ?? 0,
    buildingSeconds: round(buildingSeconds),
    // Many are downloaded while others are built: no second counts twice.
    downloadingSeconds: round(coveredSeconds([...building, ...downloading]) - buildingSeconds),
    fromCache: packages.filter(
      (one) => one.origin === 'cached-download' || one.origin === 'cached-wheel',
    ).length,
  };
}

function round(seconds: number): number {
  return Math.round(seconds * 1000) / 1000;
}

function observation(step: BuildStep | undefined): RecordedStep['observed'] {
  if (!step) return 'absent';
  if (step.error !== undefined) return 'failed';
  return step.cached ? 'hit' : 'miss';
}

/** Flags stand before the command: `RUN --mount=type=cache,target=/c pip install x`. */
export function hasCacheMount(text: string): boolean {
  const flags = /^\S+((?:\s+--\S+)*)/.exec(text)?.[1] ?? '';
  return /--mount=\S*type=cache/i.test(flags);
}
