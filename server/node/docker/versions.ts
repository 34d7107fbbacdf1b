/**
 * Versions of docker, buildx and BuildKit, and which BuildKit is inside which Docker Engine: an engine that a
 * distribution built reports no BuildKit version (`v0.0.0+unknown`), but its own version tells.
 */

export interface Version {
  readonly major: number;
  readonly minor: number;
  readonly patch: number;
}

/** The newest BuildKit whose caching rules the forecast knows. */
export const NEWEST_BUILDKIT = '0.32.2';

/**
 * Engine version from which on → BuildKit inside, newest first; from the engine's release notes. Caching rules change
 * with minor versions, so a patch release more or less does not matter.
 */
const BUILDKIT_OF_ENGINE: readonly (readonly [engine: string, buildkit: string])[] = [
  ['29.1.4', '0.26.3'],
  ['29.1.0', '0.26.1'],
  ['29.0.0', '0.25.2'],
  ['28.5.2', '0.25.2'],
  ['28.5.1', '0.25.1'],
  ['28.5.0', '0.25.0'],
  ['28.4.0', '0.24.0'],
  ['28.3.1', '0.23.2'],
  ['28.3.0', '0.23.1'],
  ['28.2.0', '0.22.0'],
  ['28.1.0', '0.21.0'],
  ['28.0.0', '0.20.2'],
  ['27.5.0', '0.18.2'],
  ['27.4.0', '0.17.3'],
  ['27.3.0', '0.16.0'],
  ['27.1.0', '0.15.0'],
  ['27.0.0', '0.14.1'],
  ['26.1.0', '0.13.2'],
  ['26.0.0', '0.13.1'],
  ['25.0.0', '0.12.5'],
  ['24.0.0', '0.11.7'],
  ['23.0.0', '0.10.6'],
  ['20.10.0', '0.8.3'],
];

/** The newest engine minor that the table knows: what comes after it may hold any newer BuildKit. */
const NEWEST_ENGINE: Version = { major: 29, minor: 1, patch: 0 };

export interface BuildKitVersion {
  /** `major.minor.patch`. */
  readonly version: string;
  /** `reported` by the builder, `engine`: follows from the engine's version, `assumed`: the newest known. */
  readonly source: 'reported' | 'engine' | 'assumed';
}

/** Finds the first `1.2.3` or `1.2` of a text such as `v0.25.2`, `28.5.2+dfsg4` or `0.29.1+ds1`. */
export function parseVersion(text: string): Version | null {
  const match = /(\d{1,6})\.(\d{1,6})(?:\.(\d{1,6}))?/.exec(text);
  if (match === null) return null;
  return { major: Number(match[1]), minor: Number(match[2]), patch: Number(match[3] ?? 0) };
}

export function compareVersions(a: Version, b: Version): number {
  return a.major - b.major || a.minor - b.minor || a.patch - b.patch;
}

export function versionText(version: Version): string {
  return `${version.major}.${version.minor}.${version.patch}`;
}

/** `reported` is what buildx says of the builder, `engine` the version of the Docker Engine around it. */
export function buildkitVersion(reported: string | null, engine: string | null): BuildKitVersion {
  const own = reported === null ? null : parseVersion(reported);
  if (own !== null && (own.major > 0 || own.minor > 0))
    return { version: versionText(own), source: 'reported' };
  const around = engine === null ? null : parseVersion(engine);
  if (around === null) return { version: NEWEST_BUILDKIT, source: 'assumed' };
  const isNewer = compareVersions({ ...around, patch: 0 }, NEWEST_ENGINE) > 0;
  if (isNewer) return { version: NEWEST_BUILDKIT, source: 'assumed' };
  for (const [from, buildkit] of BUILDKIT_OF_ENGINE) {
    const start = parseVersion(from);
    if (start !== null && compareVersions(around, start) >= 0)
      return { version: buildkit, source: 'engine' };
  }
  return { version: NEWEST_BUILDKIT, source: 'assumed' };
}
