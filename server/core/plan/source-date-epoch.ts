/** SOURCE_DATE_EPOCH: the time that WORKDIR gives to the folders it makes (dockerfile2llb/epoch.go). */
import { isAtLeast } from '../build-model/versions.ts';

export interface EpochFacts {
  readonly buildArgs: Map<string, string>;
  readonly globals: Map<string, string>;
  readonly buildkit: string;
  readonly assumed: Set<string>;
}

const NAME = 'SOURCE_DATE_EPOCH';

/**
 * Nanoseconds as text, null where nothing is set. From 0.30 on the value may also come from the Dockerfile, and the
 * argument is written again from the time that was understood.
 */
export function readEpoch({ buildArgs, globals, buildkit, assumed }: EpochFacts): string | null {
  if (!isAtLeast(buildkit, '0.22')) return null;
  const given = buildArgs.get(NAME);
  if (!isAtLeast(buildkit, '0.30')) return nanoseconds(given ?? '');
  const value = given ?? globals.get(NAME) ?? '';
  const seconds = wholeSeconds(value);
  if (seconds === null && value !== '') {
    assumed.add(`${NAME}=${value} gives the same time as before.`);
    return `from ${value}`;
  }
  for (const scope of [buildArgs, globals]) {
    if (!scope.has(NAME)) continue;
    if (seconds === null) scope.delete(NAME);
    else scope.set(NAME, seconds);
  }
  return seconds === null ? null : nanoseconds(seconds);
}

function nanoseconds(value: string): string | null {
  const seconds = wholeSeconds(value);
  return seconds === null ? null : `${seconds}000000000`;
}

/** Without leading zeros and plus sign. */
function wholeSeconds(value: string): string | null {
  const match = /^([+-]?)0*([0-9]{1,19})$/.exec(value);
  if (match === null) return null;
  const digits = match[2] ?? '0';
  return match[1] === '-' && digits !== '0' ? `-${digits}` : digits;
}
