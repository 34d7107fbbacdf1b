/** Makes the lasting record of a build's steps from what was planned and what the log says happened. */
import type { MaskedText } from '../../protocol/masked-text.ts';
import type { Build, BuildStep } from '../../protocol/report.ts';
import { nameWithoutDigest } from '../build-log/index.ts';
import type { RecordedStep } from './model.ts';

/** Masked as the log is, so that names are compared with names of the same kind. */
export interface PlannedStep {
  readonly identity: MaskedText;
  readonly name: MaskedText;
  readonly line: number;
  readonly cacheMount: boolean;
}

export function recordSteps(
  planned: readonly PlannedStep[],
  build: Build,
): readonly RecordedStep[] {
  const observed = stepsByName(build);
  return planned.map((step) => recordStep(step, observed.get(nameWithoutDigest(step.name))));
}

/** `seen` is what the log says of it; absent where it does not name the step. */
export function recordStep(step: PlannedStep, seen: BuildStep | undefined): RecordedStep {
  const packages = seen?.packages ?? [];
  const phases = [...packages.flatMap((one) => one.phases), ...(seen?.phases ?? [])];
  const secondsOf = (kind: string) =>
    phases.filter((phase) => phase.kind === kind).reduce((sum, phase) => sum + phase.seconds, 0);
  const downloading = packages
    .filter((one) => one.origin === 'downloaded')
    .flatMap((one) => one.phases)
    .filter((phase) => phase.kind === 'download')
    .reduce((sum, phase) => sum + phase.seconds, 0);
  return {
    ...step,
    observed: observation(seen),
    seconds: seen?.seconds ?? 0,
    buildingSeconds: secondsOf('build'),
    downloadingSeconds: downloading,
    fromCache: packages.filter(
      (one) => one.origin === 'cached-download' || one.origin === 'cached-wheel',
    ).length,
  };
}

/** A build's steps by progress name, image digests left out. Of two with one name the one that did most work counts. */
export function stepsByName(build: Build): ReadonlyMap<string, BuildStep> {
  const byName = new Map<string, BuildStep>();
  for (const step of build.steps) {
    const name = nameWithoutDigest(step.name);
    const known = byName.get(name);
    // A remote ADD prints its download and its copy under the same name.
    if (!known || (known.cached && !step.cached)) byName.set(name, step);
  }
  return byName;
}

function observation(step: BuildStep | undefined): RecordedStep['observed'] {
  if (!step) return 'absent';
  if (step.error !== undefined) return 'failed';
  return step.cached ? 'hit' : 'miss';
}

/** The build with the lines of the Dockerfile put to its steps. */
export function withLines(build: Build, planned: readonly PlannedStep[]): Build {
  const lines = new Map(planned.map((step) => [nameWithoutDigest(step.name), step.line]));
  return {
    ...build,
    steps: build.steps.map((step) => {
      const line = lines.get(nameWithoutDigest(step.name));
      return line === undefined ? step : { ...step, line };
    }),
  };
}

/** Flags stand before the command: `RUN --mount=type=cache,target=/c pip install x`. */
export function hasCacheMount(text: string): boolean {
  const flags = /^\S+((?:\s+--\S+)*)/.exec(text)?.[1] ?? '';
  return /--mount=\S*type=cache/i.test(flags);
}
