/** The recorded builds of a Dockerfile as the Build Timings view wants them. */
import type { BuildRecord } from '../../core/timing/index.ts';
import type { TimingsAnswer } from './model.ts';

const N_TREND = 10;

/** Oldest first. `chosen` is the id of the build that is asked about; without it, it is the last one. */
export function timingsOf(records: readonly BuildRecord[], chosen?: string): TimingsAnswer {
  const last = records.find(({ id }) => id === chosen) ?? records.at(-1);
  // Builds of another target or on another builder are no measure of this one.
  const comparable = records.filter(
    (record) =>
      record.key.builder === last?.key.builder &&
      record.key.target === last.key.target &&
      record.outcome !== 'cancelled',
  );
  const earlier = last ? records.slice(0, records.indexOf(last)) : [];
  const before = comparable.findLast((record) => earlier.includes(record));
  return {
    builder: last?.key.builder ?? '',
    record: last ?? null,
    build: last?.build ?? null,
    before: before?.build ?? null,
    outcome: last?.outcome ?? null,
    forecast: last?.forecast ?? null,
    score: last?.score ?? null,
    trend: comparable.slice(-N_TREND).map((record) => ({
      id: record.id,
      started: record.started,
      seconds: record.seconds,
      succeeded: record.outcome === 'succeeded',
      ...(record.madeOutside === undefined ? {} : { madeOutside: record.madeOutside }),
      misses: record.steps.filter((step) => step.observed === 'miss').length,
    })),
  };
}
