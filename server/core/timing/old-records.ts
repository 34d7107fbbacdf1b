/**
 * Records of earlier releases, in today's shape: they matched steps by their names, and only pip's packages were read.
 * The names are those of one and the same build, so that they say which identity a step has.
 */
import type { Forecast, Score } from '../../protocol/report.ts';
import { nameWithoutDigest } from '../build-log/index.ts';
import { identifyBuild } from './identify.ts';
import type { BuildRecord, RecordedStep } from './model.ts';

/** What nobody has looked at yet, with what was not there in earlier releases; the names stand for identities. */
export function completedRecord(value: unknown): unknown {
  if (!isObject(value)) return value;
  const { build, forecast, score } = value;
  const byName = (step: Fields): Fields => ({ id: step['name'], ...step });
  return {
    ...value,
    ...(build === undefined ? {} : { build: withItems(build, 'steps', withManagers) }),
    ...(forecast === undefined
      ? {}
      : { forecast: withItems(withFails(forecast), 'steps', byName) }),
    ...(score === undefined ? {} : { score: withItems(score, 'steps', byName) }),
  };
}

/** The identities that the steps of the record itself have. */
export function withIdentities(record: BuildRecord): BuildRecord {
  const { build, steps, forecast, score } = record;
  if (steps.length === 0 || build.steps.some(({ id }) => id !== undefined)) return record;
  return {
    ...record,
    build: identifyBuild(build, steps),
    forecast: forecast && { ...forecast, steps: identified(forecast.steps, steps) },
    score: score && { ...score, steps: identified(score.steps, steps) },
  };
}

function identified<Found extends Forecast['steps'][number] | Score['steps'][number]>(
  found: readonly Found[],
  steps: readonly RecordedStep[],
): readonly Found[] {
  const byName = new Map(steps.map((step) => [nameWithoutDigest(step.name), step.identity]));
  return found.map((one) => ({ ...one, id: byName.get(nameWithoutDigest(one.name)) ?? one.name }));
}

type Fields = Readonly<Record<string, unknown>>;

/** Forecasts did not say yet which builds fail, nor which invocation they were of. */
function withFails(forecast: unknown): unknown {
  if (!isObject(forecast)) return forecast;
  return { fails: [], invocation: { id: '', source: '', evidence: '' }, ...forecast };
}

function withManagers(step: Fields): unknown {
  return withItems(step, 'packages', (one) => ({ manager: 'pip', ...one }));
}

function withItems(value: unknown, name: string, change: (item: Fields) => unknown): unknown {
  if (!isObject(value)) return value;
  const list: unknown = value[name];
  if (!Array.isArray(list)) return value;
  const items: readonly unknown[] = list;
  return { ...value, [name]: items.map((item) => (isObject(item) ? change(item) : item)) };
}

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
