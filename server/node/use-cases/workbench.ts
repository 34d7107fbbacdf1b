/**
 * What editor and command line share while they run: the history, the caches, and what is known of the builder. One
 * workbench a process.
 */
import type { BaselineAvailability, BuildAnswer, BuildEvents, BuildRequest } from './model.ts';
import { formatLocalTime } from './local-time.ts';
import { parseBuildRecord, openHistory, stateFolder, type History } from '../history/index.ts';
import { createDigestCache } from '../context/index.ts';
import { findRepository, type BlobCache } from '../git/index.ts';
import type { BuildRecord } from '../../core/timing/index.ts';
import { createBuilderService, type BuilderService } from './builder.ts';
import { makeForecast, type ForecastWithState } from './forecast.ts';
import type { BuildPlace, ForecastRequest, TimingsAnswer } from './model.ts';
import { buildImage } from './build.ts';
import { timingsOf } from './timings.ts';

export interface WorkbenchOptions {
  /** False: no process runs. Asked each time, since trust can be granted later. */
  readonly trusted: () => boolean;
  readonly dockerPath: () => string;
  readonly historyLimit: () => number;
}

export interface Workbench {
  readonly forecast: (request: ForecastRequest) => Promise<ForecastWithState>;
  readonly build: (request: BuildRequest, events?: BuildEvents) => Promise<BuildAnswer>;
  readonly timings: (place: BuildPlace) => Promise<TimingsAnswer>;
  readonly baselines: (
    place: BuildPlace,
    options: BuildRequest['options'],
  ) => Promise<BaselineAvailability>;
  /** The options of the last build of a Dockerfile; values of arguments only where this process built it. */
  readonly usualOptions: (place: BuildPlace) => Promise<BuildRequest['options']>;
  /** How good the forecasts on this builder were, in words; null with none scored. */
  readonly scoreSoFar: (options: BuildRequest['options']) => Promise<string | null>;
  readonly builders: () => Promise<readonly string[]>;
  /** Number of builds that were forgotten. */
  readonly clearHistory: () => Promise<number>;
}

export function createWorkbench(options: WorkbenchOptions): Workbench {
  const folder = stateFolder();
  const history = (): History<BuildRecord> =>
    openHistory({ folder, limit: options.historyLimit(), parse: parseBuildRecord });
  const caches = { cache: createDigestCache(), blobs: new Map() as BlobCache };
  const builders = createBuilderService(options);

  async function forecast(request: ForecastRequest): Promise<ForecastWithState> {
    const { place } = request;
    const records = await history().read({ dockerfile: place.dockerfile, context: place.context });
    const builder = await builders.knowledge(request, records.at(-1));
    const ofBuilder = records.filter((record) => record.key.builder === builder.name);
    return makeForecast({
      request,
      builder,
      records: ofBuilder,
      lastBuild: lastSuccess(ofBuilder, request.options.target),
      readSnapshot: (id) => history().readSnapshot(id),
      caches,
    });
  }

  const built = new Map<string, BuildRequest['options']>();

  async function usualOptions(place: BuildPlace): Promise<BuildRequest['options']> {
    const own = built.get(place.dockerfile);
    if (own) return own;
    const records = await history().read({ dockerfile: place.dockerfile, context: place.context });
    const last = records.at(-1);
    if (!last) return {};
    const { platform, network, buildContexts } = last.options;
    return {
      ...(platform === undefined ? {} : { platform }),
      ...(network === undefined ? {} : { network }),
      ...(buildContexts === undefined ? {} : { buildContexts }),
      ...(last.key.target === '' ? {} : { target: last.key.target }),
    };
  }

  return {
    forecast,
    usualOptions,
    build: (request, events = {}) => {
      // `--no-cache` was a wish for once.
      built.set(request.place.dockerfile, { ...request.options, noCache: false });
      return buildImage({ request, events, history: history(), builders, forecast });
    },
    timings: async (place) =>
      timingsOf(await history().read({ dockerfile: place.dockerfile, context: place.context })),
    baselines: async (place, buildOptions) => {
      const records = await history().read({
        dockerfile: place.dockerfile,
        context: place.context,
      });
      const builder = await builders.name(buildOptions.builder ?? '', records.at(-1));
      const last = lastSuccess(
        records.filter((record) => record.key.builder === builder),
        buildOptions.target,
      );
      const repository = await findRepository(place.context);
      return {
        lastBuild: last ? { time: formatLocalTime(last.started) } : null,
        git: repository.kind === 'ok' ? 'available' : 'no-repository',
      };
    },
    scoreSoFar: async (buildOptions) => {
      const records = await history().read();
      const builder = await builders.name(buildOptions.builder ?? '', records.at(-1));
      return scoreText(records.filter((record) => record.key.builder === builder));
    },
    builders: () => builders.list(),
    clearHistory: async () => (await history().clear()).removed,
  };
}

function lastSuccess(
  records: readonly BuildRecord[],
  target: string | undefined,
): BuildRecord | undefined {
  return records.findLast(
    (record) => record.outcome === 'succeeded' && record.key.target === (target ?? ''),
  );
}

/** Older forecasts were made by older rules. */
const N_SCORES = 100;

function scoreText(records: readonly BuildRecord[]): string | null {
  const scores = records.flatMap((record) => record.score ?? []).slice(-N_SCORES);
  const right = scores.reduce((sum, score) => sum + score.right, 0);
  const wrong = scores.reduce((sum, score) => sum + score.wrong, 0);
  if (right + wrong === 0) return null;
  const off = scores
    .flatMap((score) => score.seconds ?? [])
    .filter(({ measured }) => measured > 0)
    .map(({ predicted, measured }) => Math.abs(predicted - measured) / measured)
    .sort((a, b) => a - b);
  const middle = off[off.length >> 1];
  const seconds =
    middle === undefined ? '' : `; seconds off by ${(middle * 100).toFixed(0)} % in the middle`;
  return `Forecasts so far on this builder: ${String(right)} steps right, ${String(wrong)} wrong${seconds}.`;
}

export type { BuilderService };
