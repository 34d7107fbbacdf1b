/** `docker buildx history inspect ID --format json`: how a build was asked for, and how it ended. */
import { isJsonObject, readJson } from '../text/json.ts';
import { textOf } from './text-of.ts';
import { rfc3339Seconds } from '../text/rfc3339.ts';

export interface InspectedBuild {
  /** A folder as seen from where buildx ran, a URL, or `-`; null where another client built, of which buildx knows less. */
  readonly context: string | null;
  /** As seen from the context; absolute where it lies elsewhere; `-` for the standard input. */
  readonly dockerfile: string;
  /** Empty for the last stage. */
  readonly target: string;
  readonly platforms: readonly string[];
  readonly network: string | null;
  /** With the values, by which the log is masked; they are not kept. */
  readonly buildArgs: Readonly<Record<string, string>>;
  /** RFC 3339, in the zone of the machine. */
  readonly started: string;
  readonly seconds: number;
  readonly outcome: 'succeeded' | 'failed' | 'cancelled';
  /** What the builder said of a failure; null without one. */
  readonly error: string | null;
}

const OUTCOMES: ReadonlyMap<string, InspectedBuild['outcome']> = new Map([
  ['completed', 'succeeded'],
  ['failed', 'failed'],
  ['error', 'failed'],
  ['canceled', 'cancelled'],
]);

const NANOSECONDS = 1e9;

/** Null for what is not a build that is over. */
export function parseInspection(text: string): InspectedBuild | null {
  const value = readJson(text);
  if (!isJsonObject(value)) return null;
  const outcome = OUTCOMES.get(textOf(value, 'Status') ?? '');
  const started = textOf(value, 'StartedAt') ?? '';
  const duration = value['Duration'];
  if (outcome === undefined || typeof duration !== 'number') return null;
  if (rfc3339Seconds(started) === undefined) return null;
  const { Config: config, Platform: platforms, Error: error } = value;
  return {
    context: textOf(value, 'Context'),
    dockerfile: textOf(value, 'Dockerfile') ?? 'Dockerfile',
    target: textOf(value, 'Target') ?? '',
    platforms: Array.isArray(platforms) ? platforms.filter((one) => typeof one === 'string') : [],
    network: isJsonObject(config) ? textOf(config, 'Network') : null,
    buildArgs: namedValues(value['BuildArgs']),
    ...{ started, outcome },
    seconds: Math.max(0, duration / NANOSECONDS),
    error: isJsonObject(error) && outcome === 'failed' ? textOf(error, 'Message') : null,
  };
}

/** `[{"Name": "WHO", "Value": "me"}]`. */
function namedValues(list: unknown): Readonly<Record<string, string>> {
  const pairs = (Array.isArray(list) ? list : []).filter(isJsonObject).flatMap((one) => {
    const name = textOf(one, 'Name');
    return name === null ? [] : [[name, textOf(one, 'Value') ?? ''] as const];
  });
  return Object.fromEntries(pairs);
}
