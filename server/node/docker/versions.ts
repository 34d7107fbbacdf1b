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
export const NEWEST_BUILDKIT = '0.34.2';

interface KnownEngine {
  readonly engine: string;
  readonly buildkit: string;
  /** Nothing says what is inside: this BuildKit was the newest on the day of the engine's release. */
  readonly byDate?: boolean;
}

/**
 * Engines from which on another BuildKit is inside, newest first. Patch releases count, because keys changed with 0.33.1.
 * Source: `vendor.mod` or `go.mod` of moby/moby at the engine's tag, up to 29.8.1; 20.10 from the release notes.
 */
const KNOWN_ENGINES: readonly KnownEngine[] = [
  { engine: '29.9.0', buildkit: '0.34.1', byDate: true },
  { engine: '29.8.2', buildkit: '0.33.1', byDate: true },
  { engine: '29.8.0', buildkit: '0.33.0' },
  { engine: '29.7.2', buildkit: '0.32.2' },
  { engine: '29.7.0', buildkit: '0.32.0' },
  { engine: '29.6.2', buildkit: '0.31.2' },
  { engine: '29.6.1', buildkit: '0.31.1' },
  { engine: '29.6.0', buildkit: '0.31.0' },
  { engine: '29.5.0', buildkit: '0.30.0' },
  { engine: '29.4.0', buildkit: '0.29.0' },
  { engine: '29.3.1', buildkit: '0.28.1' },
  { engine: '29.3.0', buildkit: '0.28.0' },
  { engine: '29.2.1', buildkit: '0.27.1' },
  { engine: '29.2.0', buildkit: '0.27.0' },
  { engine: '29.1.4', buildkit: '0.26.3' },
  { engine: '29.1.0', buildkit: '0.26.2' },
  { engine: '28.5.2', buildkit: '0.25.2' },
  { engine: '28.5.1', buildkit: '0.25.1' },
  { engine: '28.5.0', buildkit: '0.25.0' },
  { engine: '28.4.0', buildkit: '0.24.0' },
  { engine: '28.3.1', buildkit: '0.23.2' },
  { engine: '28.3.0', buildkit: '0.23.1' },
  { engine: '28.2.0', buildkit: '0.22.0' },
  { engine: '28.1.0', buildkit: '0.21.0' },
  { engine: '28.0.3', buildkit: '0.20.2' },
  { engine: '28.0.2', buildkit: '0.20.1' },
  { engine: '28.0.0', buildkit: '0.20.0' },
  { engine: '27.5.0', buildkit: '0.18.2' },
  { engine: '27.4.0', buildkit: '0.17.3' },
  { engine: '27.3.0', buildkit: '0.16.0' },
  { engine: '27.2.0', buildkit: '0.15.2' },
  { engine: '27.1.2', buildkit: '0.15.1' },
  { engine: '27.1.0', buildkit: '0.15.0' },
  { engine: '27.0.0', buildkit: '0.14.1' },
  { engine: '26.1.0', buildkit: '0.13.2' },
  { engine: '26.0.0', buildkit: '0.13.1' },
  { engine: '25.0.0', buildkit: '0.12.5' },
  { engine: '24.0.2', buildkit: '0.11.7' },
  { engine: '24.0.0', buildkit: '0.11.6' },
  { engine: '23.0.1', buildkit: '0.10.7' },
  { engine: '23.0.0', buildkit: '0.10.6' },
  { engine: '20.10.0', buildkit: '0.8.3' },
];

/** The newest engine minor that the table knows: what comes after it may hold any newer BuildKit. */
const NEWEST_ENGINE: Version = { major: 29, minor: 9, patch: 0 };

export interface BuildKitVersion {
  /** `major.minor.patch`. */
  readonly version: string;
  /** `reported` by the builder, `engine`: follows from the engine's version, `assumed`: the most likely one. */
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
  for (const { engine: from, buildkit, byDate = false } of KNOWN_ENGINES) {
    const start = parseVersion(from);
    if (start !== null && compareVersions(around, start) >= 0)
      return { version: buildkit, source: byDate ? 'assumed' : 'engine' };
  }
  return { version: NEWEST_BUILDKIT, source: 'assumed' };
}

export interface BuildKitFacts {
  /** The builder's name. */
  readonly builder: string;
  readonly buildkit: BuildKitVersion;
  /** The version of the Docker Engine that BuildKit is part of; null for a BuildKit of its own. */
  readonly engine: string | null;
  readonly store: 'containerd' | 'graphdriver';
}

/** What is taken for granted about the caching rules of a builder, one sentence each. */
export function assumedOfBuildkit(facts: BuildKitFacts): readonly string[] {
  const { builder, buildkit, engine, store } = facts;
  const { version, source } = buildkit;
  const assumed: string[] = [];
  if (source === 'assumed')
    assumed.push(
      engine === null
        ? `The builder ${builder} reports no BuildKit version; the rules of ${version} are used.`
        : `Docker Engine ${engine} reports no BuildKit version; the rules of BuildKit ${version} are used.`,
    );
  if (isAfter(version, NEWEST_BUILDKIT))
    assumed.push(
      `BuildKit ${version} is newer than the newest one known here; the rules of ${NEWEST_BUILDKIT} are used.`,
    );
  if (engine !== null && isAfter(version, LAST_WITH_LAYER_KEYS))
    assumed.push(
      store === 'graphdriver'
        ? 'With the graphdriver store, a base image with other settings and the same layers is still found in the cache, as in engines up to 29.7.'
        : `BuildKit ${version} inside Docker Engine has the cache rules of BuildKit ${version} alone.`,
    );
  return assumed;
}

/** From the next release on an image is found by its digest alone; inside an engine this has not been tried. */
const LAST_WITH_LAYER_KEYS = '0.33.0';

function isAfter(version: string, other: string): boolean {
  const [a, b] = [parseVersion(version), parseVersion(other)];
  return a !== null && b !== null && compareVersions(a, b) > 0;
}
