/** BuildKit's versions, as far as they change a key or a name. Patch releases do: 0.33.1 has other keys than 0.33.0. */

/** Whether `version` (`0.25.2`, `v0.26.0-rc1`) is `wanted` (`0.26`) or newer. What cannot be read counts as newest. */
export function isAtLeast(version: string, wanted: string): boolean {
  const numbers = numbersOf(version);
  if (numbers === null) return true;
  for (const [at, needed] of (numbersOf(wanted) ?? []).entries()) {
    const have = numbers[at] ?? 0;
    if (have !== needed) return have > needed;
  }
  return true;
}

/** The versions with which BuildKit or its Dockerfile frontend began to make other keys, or to find other ones. */
const KEY_VERSIONS = ['0.13', '0.17', '0.19', '0.22', '0.26', '0.30', '0.32'];

/** Whether a build has the same cache keys by both versions. */
export function makesSameKeys(one: string, other: string): boolean {
  return KEY_VERSIONS.every((version) => isAtLeast(one, version) === isAtLeast(other, version));
}

function numbersOf(version: string): readonly number[] | null {
  const match = /^v?(\d{1,9}(?:\.\d{1,9}){1,2})/.exec(version);
  return match?.[1]?.split('.').map(Number) ?? null;
}
