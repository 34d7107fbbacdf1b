/**
 * Which frontend reads a Dockerfile: the one inside BuildKit, or the image that `# syntax=` or the build argument
 * BUILDKIT_SYNTAX names. Names of steps, predefined arguments and what an instruction becomes are the frontend's; keys
 * are BuildKit's own.
 *
 * Frontend 1.N is the one inside BuildKit 0.(N+6): 1.2 is of 0.8, 1.27 of 0.33, 1.28 of 0.34
 * (frontend/dockerfile/version/version.go, and the tags `dockerfile/1.N.0` of moby/buildkit).
 */
import type { Dockerfile } from '../syntax/dockerfile/model.ts';
import { parseReference } from './references.ts';

export interface Frontend {
  /** The BuildKit release that this frontend is part of, `0.34` or `0.34.2`. */
  readonly buildkit: string;
  /** A sentence where that is taken for granted, else null. */
  readonly assumed: string | null;
}

/** The minor version of the newest frontend whose rules are known. */
export const NEWEST_FRONTEND = 28;

const OFFICIAL: ReadonlySet<string> = new Set([
  'docker.io/docker/dockerfile',
  'docker.io/docker/dockerfile-upstream',
]);

/** `buildkit` is the engine's own, `major.minor.patch`. */
export function frontendOf(
  { directives }: Pick<Dockerfile, 'directives'>,
  buildArgs: Readonly<Record<string, string>>,
  buildkit: string,
): Frontend {
  const directive = directives.find(({ name }) => name === 'syntax')?.value ?? '';
  const image = (buildArgs['BUILDKIT_SYNTAX'] ?? directive).trim().split(/\s+/)[0] ?? '';
  if (image === '') return { buildkit, assumed: null };
  const reference = parseReference(image);
  if (reference === null || !OFFICIAL.has(reference.repository)) {
    const assumed = `${image} reads the Dockerfile as the frontend of BuildKit ${buildkit} does.`;
    return { buildkit, assumed };
  }
  const minor = minorOf(reference.tag);
  if (minor !== null) return { buildkit: `0.${minor + 6}`, assumed: null };
  const newest = `0.${NEWEST_FRONTEND + 6}`;
  // Where the builder has the same rules inside, it does not matter which of the two it is.
  const isSame = buildkit.startsWith(`${newest}.`);
  const assumed = `${image} is version 1.${NEWEST_FRONTEND} of the Dockerfile frontend.`;
  return { buildkit: newest, assumed: isSame ? null : assumed };
}

/** `1.7`, `1.7.1`, `1.7-labs`; null for a tag that moves, such as `1`, `latest` or `labs`. */
function minorOf(tag: string): number | null {
  const minor = /^1\.(\d{1,3})(?:\.\d{1,3})?(?:-labs)?$/.exec(tag)?.[1];
  return minor === undefined ? null : Number(minor);
}
