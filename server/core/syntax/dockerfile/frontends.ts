/**
 * Which version of the Dockerfile syntax a build is read by. A `# syntax` line names an image of the frontend, else the
 * one inside BuildKit reads the file.
 *
 * Sources: the version of the frontend inside BuildKit is `frontend/dockerfile/version/version.go` (0.32: 1.26, 0.33:
 * 1.27, 0.34: 1.28). Older releases say it in their release notes (0.8: 1.2, 0.13: 1.7, 0.20: 1.14, 0.25: 1.19): the
 * minor versions have been six apart ever since.
 */
import type { Directive } from './model.ts';

export interface Frontend {
  /** Of `1.<minor>`; infinite for a tag that follows the newest release. */
  readonly minor: number;
  /** The labs channel has what is not in a stable release yet. */
  readonly isLabs: boolean;
}

/** The image of a `# syntax` line, or the value of the build argument BUILDKIT_SYNTAX; null where none is named. */
export interface NamedFrontend {
  /** As it is written, without arguments: `docker/dockerfile:1.2`. */
  readonly image: string;
  /** Null for an image that is not Docker's, and for a tag that says no version. */
  readonly frontend: Frontend | null;
}

const NEWEST = Number.POSITIVE_INFINITY;

/** Matches `docker/dockerfile:1.4-labs`, `docker.io/docker/dockerfile-upstream:master` and `docker/dockerfile:1@sha256:…`. */
const DOCKERS_OWN =
  /^(?:(?:index\.)?docker\.io\/)?docker\/dockerfile(?:-upstream)?(?::([\w.-]+))?(@\S+)?$/;

export function namedFrontend(
  directives: readonly Directive[],
  buildArgs: Readonly<Record<string, string>> = {},
): NamedFrontend | null {
  const written = directives.find(({ name }) => name === 'syntax')?.value;
  // The argument counts before the line in the file (frontend/dockerfile/builder/build.go).
  const value = buildArgs['BUILDKIT_SYNTAX'] ?? written;
  const [image = ''] = (value ?? '').trim().split(' ');
  return image === '' ? null : { image, frontend: frontendOfImage(image) };
}

function frontendOfImage(image: string): Frontend | null {
  const found = DOCKERS_OWN.exec(image);
  if (found === null) return null;
  const [, tag, digest] = found;
  if (tag === undefined) return digest === undefined ? { minor: NEWEST, isLabs: false } : null;
  if (/^(?:latest|1|master)$/.test(tag)) return { minor: NEWEST, isLabs: false };
  if (/^(?:labs|1-labs|master-labs)$/.test(tag)) return { minor: NEWEST, isLabs: true };
  // Matches `1.4`, `1.4.3` and `1.4-labs`, and not `1.1-experimental`, which had other features.
  const version = /^1\.(\d{1,4})(?:\.\d+)?(-labs)?$/.exec(tag);
  return version === null ? null : { minor: Number(version[1]), isLabs: version[2] !== undefined };
}

const BUILDKIT_AHEAD = 6;

/** The frontend inside a BuildKit such as `0.25.2`; null for a version that cannot be read, or is older than 0.8. */
export function builtInFrontend(buildkit: string): Frontend | null {
  const minor = Number(/^v?0\.(\d{1,4})(?:\.|$)/.exec(buildkit)?.[1] ?? NaN);
  return minor >= 8 ? { minor: minor - BUILDKIT_AHEAD, isLabs: false } : null;
}

/** The least BuildKit whose own frontend has a version of the syntax: `0.26` for 20. */
export function buildkitOf(minor: number): string {
  return `0.${String(minor + BUILDKIT_AHEAD)}`;
}
