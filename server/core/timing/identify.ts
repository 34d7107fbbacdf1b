/**
 * Where a log meets the plan of its build. A log has nothing but names, and the plan has predicted them; from here on a
 * step is known by its identity, which is the same in other builds too.
 */
import type { Build, BuildStep } from '../../protocol/report.ts';
import { nameWithoutDigest } from '../build-log/index.ts';
import type { CalledManagers } from '../package-managers/log-model.ts';
import type { PlannedStep } from './model.ts';

/** The build with the identities and lines of the Dockerfile put to its steps. */
export function identifyBuild(
  build: Build,
  planned: readonly Pick<PlannedStep, 'identity' | 'name' | 'line'>[],
): Build {
  const byName = new Map(planned.map((step) => [nameWithoutDigest(step.name), step]));
  return {
    ...build,
    steps: build.steps.map((step) => {
      const known = byName.get(nameWithoutDigest(step.name));
      if (known === undefined) return step;
      const { name, stage, ...rest } = step;
      const line = known.line === 0 ? {} : { line: known.line };
      return { id: known.identity, name, stage, ...rest, ...line };
    }),
  };
}

/** For a log that is still to be read; null for a step that is not of the plan. */
export function managersByName(
  planned: readonly Pick<PlannedStep, 'name' | 'managers'>[],
): (name: string) => CalledManagers | null {
  const byName = new Map(planned.map((step) => [nameWithoutDigest(step.name), step.managers]));
  return (name) => byName.get(nameWithoutDigest(name))?.() ?? null;
}

/** What the log says of each of the planned steps, in their order; undefined where it does not name one. */
export function seenSteps(
  planned: readonly Pick<PlannedStep, 'name'>[],
  build: Build,
): readonly (BuildStep | undefined)[] {
  const byName = bestOf(build.steps, ({ name }) => nameWithoutDigest(name));
  return planned.map(({ name }) => byName.get(nameWithoutDigest(name)));
}

/** A build's steps by their identities; those that have none are left out. */
export function stepsById({ steps }: Build): ReadonlyMap<string, BuildStep> {
  return bestOf(steps, ({ id }) => id);
}

/** Of two with one key the one that did most work counts: a remote ADD prints its download and its copy by one name. */
function bestOf(
  steps: readonly BuildStep[],
  keyOf: (step: BuildStep) => string | undefined,
): ReadonlyMap<string, BuildStep> {
  const found = new Map<string, BuildStep>();
  for (const step of steps) {
    const key = keyOf(step);
    if (key === undefined) continue;
    const known = found.get(key);
    if (!known || (known.cached && !step.cached)) found.set(key, step);
  }
  return found;
}
