/** Build Image: forecast, `docker buildx build`, record, score. */
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { recordedFailure, type BuilderError } from '../../core/build-failure/index.ts';
import { createBuildLogReader, createPlainLog, NO_BUILD } from '../../core/build-log/index.ts';
import { maskOfValues, type Mask } from '../../core/text/mask.ts';
import type { BaseImage } from '../../core/images/model.ts';
import {
  RECORD_VERSION,
  identifyBuild,
  managersByName,
  recordSteps,
  scoreForecast,
  type BuildRecord,
  type PlannedStep,
  type RecordedImage,
  type RecordedOptions,
} from '../../core/timing/index.ts';
import type { MaskedText } from '../../protocol/masked-text.ts';
import {
  REPORT_VERSION,
  type Build,
  type BuildFailure,
  type BuildReport,
} from '../../protocol/report.ts';
import type { BuildProblem } from '../../protocol/requests.ts';
import {
  buildArguments,
  ONLY_REFERENCE,
  runBuild,
  withBuildReference,
  type DockerTool,
} from '../docker/index.ts';
import type { BuildLogs, History } from '../history/index.ts';
import {
  referencesOf,
  plannedSteps,
  writeSnapshotPair,
  contextsOfBuilds,
  describedId,
  recordsOf,
  type BuilderKnowledge,
  type BuilderService,
  type ForecastWithState,
  type BuildRequest,
  type ForecastRequest,
} from '../forecasting/index.ts';
import type { BuildAnswer, BuildEvents, OutputLine } from './model.ts';

export interface BuildImageInput {
  readonly request: BuildRequest;
  readonly events: BuildEvents;
  readonly history: History<BuildRecord>;
  readonly builders: BuilderService;
  readonly logs: BuildLogs;
  /** Why a build that is recorded failed, and where its log is. */
  readonly failureOf: (record: BuildRecord) => Promise<BuildFailure | null>;
  readonly forecast: (request: ForecastRequest) => Promise<ForecastWithState>;
}

/** Nothing to hold on to in an editor: the engine reads the disk, so that unsaved text does not count here. */
export async function buildImage(input: BuildImageInput): Promise<BuildAnswer> {
  const { request, builders, history } = input;
  const { place } = request;
  const id = describedId(request);
  const last = (await recordsOf(history, request)).at(-1);
  const [made] = contextsOfBuilds(request);
  if (made !== undefined) {
    const message = `This build takes ${made} as a context, which docker buildx build cannot make. Build it with docker compose build or docker buildx bake; the forecast still counts.`;
    return refused({ code: 'other', message });
  }
  // A user who has just started Docker must not read that it does not run.
  builders.forget();
  const builder = await builders.knowledge(request, last);
  if (builder.problem || !builder.docker) {
    return refused(builder.problem ?? { code: 'other', message: 'Docker cannot be asked here.' });
  }
  const before = await input.forecast({ ...request, since: [{ kind: 'last-build' }] });
  if (!before.read && before.problem) {
    const code = before.problem.code === 'no-dockerfile' ? 'no-dockerfile' : 'bad-dockerfile';
    return refused({ code, message: before.problem.message });
  }
  input.events.onForecast?.(before, builder.name);
  const mask = maskOfValues(request.options.buildArgs);
  const planned = before.read ? plannedSteps(before.read, mask) : [];
  const ran = await run(input, builder.docker, planned, mask);
  builders.forget();
  if (ran.problem) return { ...refused(ran.problem), cancelled: ran.cancelled };
  const outcome = ran.cancelled ? 'cancelled' : ran.exitCode === 0 ? 'succeeded' : 'failed';
  const { build } = ran;
  const score =
    before.forecast && !ran.cancelled
      ? scoreForecast(before.forecast, build, outcome === 'succeeded')
      : null;
  const record: BuildRecord = {
    version: RECORD_VERSION,
    id: randomUUID(),
    ...(ran.ref === null ? {} : { ref: ran.ref }),
    key: {
      dockerfile: place.dockerfile,
      context: place.context,
      target: request.options.target ?? '',
      builder: builder.name,
    },
    ...(id === null ? {} : { invocation: id }),
    options: recordedOptions(request),
    started: build.started === '' ? new Date().toISOString() : build.started,
    seconds: build.seconds,
    outcome,
    engine: builder.engine,
    // Also of a build that failed, which can be explained, though it is no baseline: see `isBaseline`.
    snapshot: before.read
      ? await history.saveSnapshot(
          writeSnapshotPair({
            plain: before.read.snapshot,
            fixed: before.read.fixed?.snapshot ?? null,
            engineFrom: builder.engineFrom,
          }),
        )
      : null,
    build,
    steps: recordSteps(planned, build),
    images: await resolvedImages(request, builder),
    forecast: before.forecast,
    score,
    ...(outcome === 'failed' && ran.error !== null
      ? { failure: recordedFailure(ran.error, mask) }
      : {}),
  };
  await input.logs.save(record.id, ran.log);
  const kept = await history.append(record);
  return {
    report: {
      version: REPORT_VERSION,
      exitCode: ran.exitCode,
      seconds: record.seconds,
      forecast: record.forecast,
      timings: record.build,
      score,
      failure: await input.failureOf(record),
    },
    problem: null,
    cancelled: ran.cancelled,
    recordId: record.id,
    error: ran.error === null ? null : mask(ran.error.message),
    warning: kept.kind === 'failed' ? `This build is not recorded. ${kept.message}` : null,
  };
}

function recordedOptions({ options }: BuildRequest): RecordedOptions {
  const { platform, network, buildContexts, tags = [] } = options;
  return {
    ...(platform === undefined ? {} : { platform }),
    ...(network === undefined ? {} : { network }),
    ...(buildContexts === undefined ? {} : { buildContexts }),
    ...(tags.length === 0 ? {} : { tags }),
    buildArgs: Object.keys(options.buildArgs ?? {}),
  };
}

/** The Dockerfile as buildx gets it: one that is written inside another file becomes a file for the time of the build. */
async function withDockerfile<Result>(
  { dockerfile, inline }: BuildRequest['place'],
  build: (dockerfile: string) => Promise<Result>,
): Promise<Result> {
  if (inline === undefined) return build(dockerfile);
  const folder = await mkdtemp(path.join(tmpdir(), 'layer-forecast-'));
  try {
    const file = path.join(folder, 'Dockerfile');
    await writeFile(file, inline, { mode: 0o600 });
    return await build(file);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function run(
  { request, events }: BuildImageInput,
  docker: DockerTool,
  planned: readonly PlannedStep[],
  mask: Mask,
): Promise<{
  readonly build: Build;
  readonly exitCode: number;
  readonly cancelled: boolean;
  readonly error: BuilderError | null;
  readonly log: MaskedText;
  readonly problem: BuildProblem | null;
  readonly ref: string | null;
}> {
  const { place, options, signal } = request;
  // A file of the user's own is written as they want it, and then nobody tells us the reference.
  const isOwn = options.rest?.some((one) => one.startsWith('--metadata-file')) === true;
  let lines: OutputLine[] = [];
  let logged: MaskedText[] = [];
  const log = createPlainLog(mask, (line) => {
    if (events.onLog) logged.push(line);
  });
  const tell = (): void => {
    if (lines.length > 0) events.onOutput?.(lines);
    if (logged.length > 0) events.onLog?.(logged);
    lines = [];
    logged = [];
  };
  const reader = createBuildLogReader({
    mask,
    managersOf: managersByName(planned),
    onEvent: log.push,
    onLine: (step, text) => {
      if (events.onOutput) lines.push({ step: mask(step), text: mask(text) });
    },
  });
  const current = (): Build => identifyBuild(reader.builds().at(-1) ?? NO_BUILD, planned);
  const progress = createPacemaker(() => {
    const build = current();
    const running = reader.running();
    events.onProgress?.({
      build,
      running,
      done: countDone(build, running),
      total: planned.length,
    });
  });
  const start = (dockerfile: string, metadataFile: string) =>
    runBuild({
      docker,
      cwd: request.base,
      ...(isOwn ? {} : { env: ONLY_REFERENCE }),
      args: buildArguments({
        ...(isOwn ? {} : { metadataFile }),
        dockerfile,
        context: place.context,
        options,
        ...(options.noCacheFilter ? { noCacheFilter: options.noCacheFilter } : {}),
        ...(options.buildContexts ? { buildContexts: options.buildContexts } : {}),
        ...(options.cacheFrom ? { cacheFrom: options.cacheFrom } : {}),
        ...(options.secrets ? { secrets: options.secrets } : {}),
        ...(options.ssh ? { ssh: options.ssh } : {}),
        ...(options.rest ? { passedOn: options.rest } : {}),
      }),
      ...(signal ? { signal } : {}),
      onOutput: (chunk) => {
        reader.push(chunk);
        tell();
        progress.beat();
      },
    });
  const { result, ref } = await withBuildReference((metadataFile) =>
    withDockerfile(place, (dockerfile) => start(dockerfile, metadataFile)),
  );
  reader.end();
  tell();
  progress.stop();
  return { ...result, ref, build: current(), log: log.text() };
}

/** Ten a second are as many as a person can follow, and to make a build of the log costs more than to read the log. */
const PROGRESS_MILLISECONDS = 100;

/** Calls `tell` soon after a beat, once for all beats until then; `stop` tells what is still untold. */
function createPacemaker(tell: () => void): {
  readonly beat: () => void;
  readonly stop: () => void;
} {
  let timer: NodeJS.Timeout | null = null;
  function flush(): void {
    if (timer === null) return;
    clearTimeout(timer);
    timer = null;
    tell();
  }
  return {
    beat: () => {
      timer ??= setTimeout(flush, PROGRESS_MILLISECONDS);
    },
    stop: flush,
  };
}

/** Steps of the Dockerfile that the log has seen begin, less those that still run. */
function countDone(build: Build, running: readonly string[]): number {
  return build.steps.filter(({ id, name }) => id !== undefined && !running.includes(name)).length;
}

/**
 * Base images as the plan knew them. What it did not know stays unknown, although the log names a digest: a plan that
 * knows more than the recorded one would take the image for another.
 */
async function resolvedImages(
  request: BuildRequest,
  builder: BuilderKnowledge,
): Promise<Readonly<Record<string, RecordedImage>>> {
  const images: Record<string, RecordedImage> = {};
  const platform = request.options.platform ?? builder.engine.platform ?? 'linux/amd64';
  for (const reference of await referencesOf(request, builder.engine)) {
    const image = builder.images(reference, platform);
    if (image) images[reference] = recordedImage(image);
  }
  return images;
}

function recordedImage({
  digest,
  env,
  workdir,
  user,
  shell,
  onbuild,
  layers,
}: BaseImage): RecordedImage {
  const known = { digest, env, workdir, user, shell, onbuild };
  return layers === undefined ? known : { ...known, layers };
}

function refused(problem: BuildProblem): BuildAnswer {
  const report: BuildReport = {
    version: REPORT_VERSION,
    exitCode: 2,
    seconds: 0,
    forecast: null,
    timings: NO_BUILD,
    score: null,
    failure: null,
  };
  return {
    report,
    problem,
    cancelled: false,
    recordId: null,
    error: problem.message,
    warning: null,
  };
}
