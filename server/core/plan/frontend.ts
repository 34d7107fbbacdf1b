/**
 * Which frontend a build has: the one inside BuildKit, or the image that `# syntax=` or the build argument
 * BUILDKIT_SYNTAX names. Names of steps, predefined arguments and what an instruction becomes are the frontend's; keys
 * are BuildKit's own.
 */
import { buildkitOf, namedFrontend } from '../syntax/dockerfile/index.ts';
import type { Dockerfile } from '../syntax/dockerfile/model.ts';

export interface BuildFrontend {
  /** The BuildKit release that this frontend is part of, `0.34` or `0.34.2`. */
  readonly buildkit: string;
  /** A sentence where that is taken for granted, else null. */
  readonly assumed: string | null;
}

/** Of `1.<minor>`: the newest frontend whose rules are known. */
export const NEWEST_FRONTEND = 28;

/** `buildkit` is the engine's own, `major.minor.patch`. */
export function frontendOf(
  { directives }: Pick<Dockerfile, 'directives'>,
  buildArgs: Readonly<Record<string, string>>,
  buildkit: string,
): BuildFrontend {
  const named = namedFrontend(directives, buildArgs);
  if (named === null) return { buildkit, assumed: null };
  const { image, frontend } = named;
  if (frontend === null) {
    const assumed = `${image} reads the Dockerfile as the frontend of BuildKit ${buildkit} does.`;
    return { buildkit, assumed };
  }
  if (Number.isFinite(frontend.minor))
    return { buildkit: buildkitOf(frontend.minor), assumed: null };
  const newest = buildkitOf(NEWEST_FRONTEND);
  // Where the builder has the same rules inside, it does not matter which of the two it is.
  const isSame = buildkit.startsWith(`${newest}.`);
  const assumed = `${image} is version 1.${NEWEST_FRONTEND} of the Dockerfile frontend.`;
  return { buildkit: newest, assumed: isSame ? null : assumed };
}
