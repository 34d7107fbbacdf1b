/** What a request and the caches say of how a build is read: its options, the disk, and what the last forecast left. */
import { objectKeys } from '../git/index.ts';
import type { Checkouts } from './baseline.ts';
import type { BuilderKnowledge } from './builder.ts';
import { placeCacheOf, type ForecastCaches } from './caches.ts';
import { createContextMemory, STILL_DISK, type DiskInput } from '../project/index.ts';
import type { BuildRequest, ForecastRequest } from './model.ts';
import type { ReadBuildInput } from './read-build.ts';

export interface RequestState {
  readonly engine: BuilderKnowledge['engine'];
  readonly disk: DiskInput;
  readonly build: Omit<ReadBuildInput, 'sources'>;
}

export function stateOf(
  request: BuildRequest & Pick<ForecastRequest, 'engine'>,
  builder: BuilderKnowledge,
  caches: ForecastCaches,
): RequestState {
  const { place, signal, rules } = request;
  const { snapshots, plans } = placeCacheOf(caches, place);
  const engine = engineOf(builder, request.engine);
  return {
    engine,
    disk: {
      place,
      overlay: request.overlay ?? new Map<string, string>(),
      cache: caches.digests,
      memory: request.disk === undefined ? createContextMemory() : caches.memory,
      disk: request.disk ?? STILL_DISK,
      ...(signal ? { signal } : {}),
    },
    build: {
      options: request.options,
      engine,
      images: builder.images,
      cwd: request.base,
      snapshots,
      plans,
      models: caches.models,
      ...(rules ? { rules } : {}),
    },
  };
}

/** What the request says of the engine is not assumed. */
function engineOf(
  { engine: { knowledge, ...known } }: BuilderKnowledge,
  given: ForecastRequest['engine'] = {},
): BuilderKnowledge['engine'] {
  const isAssumed = knowledge !== undefined && given.buildkit === undefined;
  return { ...known, ...given, ...(isAssumed ? { knowledge } : {}) };
}

/** Digests of files that git calls unmodified are taken from git. */
export function withObjectKeys(disk: DiskInput, ahead: Promise<Checkouts>): DiskInput {
  const known = ahead.then((opened) =>
    [...opened.values()].flatMap((one) => (one.kind === 'ok' ? [one.value] : [])),
  );
  return { ...disk, cache: objectKeys(disk.cache, known) };
}
