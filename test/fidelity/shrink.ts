/**
 * Makes a failing case small: takes out builds, then lines and stages, then files and options, as long as it still fails.
 * Every try is a few real builds, so that those which cannot build are not tried.
 */
import type { RandomStep } from './random/case.ts';
import { without, type RandomBuild } from './random/model.ts';
import { isValid } from './random/valid.ts';

export type Fails = (steps: readonly RandomStep[]) => Promise<boolean>;

export async function shrink(
  failing: readonly RandomStep[],
  fails: Fails,
): Promise<readonly RandomStep[]> {
  let steps = failing;
  for (let before = Infinity; size(steps) < before;) {
    before = size(steps);
    for (const candidate of candidates(steps)) {
      const smaller = candidate(steps);
      if (
        smaller.length < 2 ||
        size(smaller) >= size(steps) ||
        !smaller.every(({ build }) => isValid(build))
      )
        continue;
      if (await fails(smaller)) steps = smaller;
    }
  }
  return steps;
}

function size(steps: readonly RandomStep[]): number {
  return JSON.stringify(steps.map(({ build }) => build)).length;
}

type Cut = (steps: readonly RandomStep[]) => readonly RandomStep[];

/** All cuts that are thinkable for these steps; a cut of something that is gone already changes nothing. */
function candidates(steps: readonly RandomStep[]): readonly Cut[] {
  const builds = steps.map(({ build }) => build);
  const distinct = <T>(of: (build: RandomBuild) => readonly T[]): readonly T[] => [
    ...new Set(builds.flatMap(of)),
  ];
  const inAll = (cut: (build: RandomBuild) => RandomBuild): Cut => {
    return (all) => all.map((step) => ({ ...step, build: cut(step.build) }));
  };
  return [
    // The last build is the one that fails.
    ...steps.slice(0, -1).map(
      (step): Cut =>
        (all) =>
          all.filter((each) => each.build !== step.build),
    ),
    ...distinct(({ stages }) => stages.map(({ id }) => id)).map((id) =>
      inAll((build) => withoutStage(build, id)),
    ),
    ...distinct(({ stages }) => stages.flatMap(({ lines }) => lines.map((line) => line.id))).map(
      (id) => inAll((build) => withoutLine(build, id)),
    ),
    ...distinct(({ stages }) => stages.flatMap(({ lines }) => lines.map((line) => line.id))).map(
      (id) => inAll((build) => plainLine(build, id)),
    ),
    ...distinct(({ globals }) => globals.map(({ id }) => id)).map((id) =>
      inAll((build) => ({ ...build, globals: build.globals.filter((global) => global.id !== id) })),
    ),
    ...distinct(({ files }) => Object.keys(files)).map((name) =>
      inAll((build) => ({ ...build, files: without(build.files, name) })),
    ),
    ...distinct(({ options }) => Object.keys(options)).map((name) =>
      inAll((build) => ({ ...build, options: without(build.options, name) })),
    ),
    ...distinct(({ options }) => Object.keys(options.buildArgs ?? {})).map((name) =>
      inAll((build) => ({
        ...build,
        options: { ...build.options, buildArgs: without(build.options.buildArgs ?? {}, name) },
      })),
    ),
  ];
}

function withoutStage(build: RandomBuild, id: number): RandomBuild {
  return { ...build, stages: build.stages.filter((stage) => stage.id !== id) };
}

function withoutLine(build: RandomBuild, id: number): RandomBuild {
  const stages = build.stages.map((stage) => ({
    ...stage,
    lines: stage.lines.filter((line) => line.id !== id),
  }));
  return { ...build, stages };
}

/** One mount less, no flags, and written plainly. */
function plainLine(build: RandomBuild, id: number): RandomBuild {
  const stages = build.stages.map((stage) => ({
    ...stage,
    lines: stage.lines.map((line) => {
      if (line.id !== id) return line;
      const { body } = line;
      if (body.kind === 'run')
        return {
          ...line,
          style: 'plain' as const,
          body: { ...body, mounts: body.mounts.slice(1) },
        };
      if (body.kind === 'copy')
        return { ...line, style: 'plain' as const, body: { ...body, flags: body.flags.slice(1) } };
      return { ...line, style: 'plain' as const };
    }),
  }));
  return { ...build, stages };
}
