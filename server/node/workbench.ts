/**
 * What editor and command line share while they run: the history, the caches, and what is known of the builder. One
 * workbench a process.
 */
import path from 'node:path';
import {
  createActivity,
  createBuilderService,
  outsideOfSubject,
  stepsByTarget,
  withOutside,
  withUnread,
  createForecastCaches,
  makeForecast,
  readRequested,
  assumptionsOf,
  describedId,
  optionsOfInvocation,
  recordsOf,
  changeChoices,
  contextSizes,
  createSizesMemory,
  type BaselineAvailability,
  type BuildRequest,
  type Activity,
  type ForecastInput,
  type ForecastWithState,
  type BuildSubject,
  type ForecastRequest,
  type ContextAnswer,
  type ContextQuestion,
  type ReadBuildResult,
  type EngineSource,
} from './forecasting/index.ts';
import {
  createOutsideLearner,
  createOutsideBuilds,
  buildFailure,
  buildImage,
  explainBuild,
  timingsOf,
  type BuildAnswer,
  type BuildEvents,
  type LearnOutsideQuestion,
  type LearnedBuilds,
  type TimingsAnswer,
  type BuildFailureInput,
  type ExplainAnswer,
  type ExplainBuildInput,
} from './building/index.ts';
import { formatLocalTime } from './local-time.ts';
import {
  openBuildLogs,
  openHistory,
  parseBuildRecord,
  stateFolder,
  type History,
} from './history/index.ts';
import { findGit, findRepository } from './git/index.ts';
import { createModels, type Models } from '../core/build-model/build-model.ts';
import { REQUIREMENTS_MANAGERS } from '../core/build-model/called-managers.ts';
import {
  isBaseline,
  lastMeasured,
  type BuildRecord,
  type MeasuredPackage,
  type OutsideBuild,
} from '../core/timing/index.ts';
import { createImageCache, findDocker, readBakeHcl } from './docker/index.ts';
import type { ReadBakeByTool, RecordedPlace } from './project/index.ts';
import type { BuildFailure } from '../protocol/report.ts';
import type { ChangeChoices } from '../protocol/requests.ts';
import { createSeenImages, type AskedImages } from './linting/index.ts';

export interface WorkbenchOptions {
  /** False: no process runs. Asked each time, since trust can be granted later. */
  readonly trusted: () => boolean;
  readonly dockerPath: () => string;
  readonly historyLimit: () => number;
  /** Whether builders are asked for builds made outside, and what they told counts; absent: it does. */
  readonly outsideBuilds?: () => boolean;
  /** Hears what goes on; absent: nobody waits. */
  readonly activity?: Activity;
  /** Where others read the same texts. */
  readonly models?: Models;
  /** Where the history lies; the user's own place where it is absent. */
  readonly state?: string;
}

export type SnapshotResult = ReadBuildResult & {
  /** How the engine is known by whose rules it was read. */
  readonly engineFrom: EngineSource;
  /** `default` where docker does not say. */
  readonly builder: string;
};

export interface Workbench {
  readonly forecast: (request: ForecastRequest) => Promise<ForecastWithState>;
  /** The build as it stands, without asking what was before. */
  readonly snapshot: (request: BuildRequest) => Promise<SnapshotResult>;
  /** The files that the build sends, with their sizes. */
  readonly contextSizes: (question: ContextQuestion) => Promise<ContextAnswer>;
  /** What `after` of a forecast can be here. */
  readonly changeChoices: (request: BuildRequest) => Promise<ChangeChoices>;
  readonly build: (request: BuildRequest, events?: BuildEvents) => Promise<BuildAnswer>;
  /** Of the last build, or of one by its id. */
  readonly timings: (subject: BuildSubject, record?: string) => Promise<TimingsAnswer>;
  /** Asks the builder for builds made outside; when it returns, they count as far as they are known by then. */
  readonly learnOutside: (question?: LearnOutsideQuestion) => Promise<LearnedBuilds>;
  /** The known builds of a subject, of every target; of all subjects without one. Oldest first. */
  readonly records: (subject?: BuildSubject) => Promise<readonly BuildRecord[]>;
  /** Why the steps of a recorded build ran. */
  readonly explain: (question: ExplainQuestion) => Promise<ExplainAnswer>;
  /** Why a recorded build failed, with ways out that fit the files as they are now; null where it did not fail. */
  readonly failure: (question: FailureQuestion) => Promise<BuildFailure | null>;
  /** The newest recorded build of a Dockerfile that did something with a Python package (normalized name). */
  readonly lastMeasured: (subject: BuildSubject, name: string) => Promise<MeasuredPackage | null>;
  readonly baselines: (
    subject: BuildSubject,
    options: BuildRequest['options'],
  ) => Promise<BaselineAvailability>;
  /** What the invocation says, and for the rest the last build; values of arguments only where this process built it. */
  readonly usualOptions: (subject: BuildSubject) => Promise<BuildRequest['options']>;
  /** The targets of an HCL bake file; null where no process may run, or docker is not found. */
  readonly readBake: ReadBakeByTool;
  /** Where a Dockerfile was built before without a file that describes the build, the last place first. */
  readonly recordedPlaces: (dockerfile: string) => Promise<readonly RecordedPlace[]>;
  /** How good the forecasts on this builder were, in words; null with none scored. */
  readonly scoreSoFar: (options: BuildRequest['options']) => Promise<string | null>;
  /** False for a file that no build reads of which a forecast was made lately: an ignore file leaves it out. */
  readonly mayRead: (file: string) => boolean;
  readonly builders: () => Promise<readonly string[]>;
  readonly images: AskedImages;
  /** Number of builds that were forgotten. */
  readonly clearHistory: () => Promise<number>;
}

export type ExplainQuestion = Pick<ExplainBuildInput, 'record' | 'since' | 'base'>;

export type FailureQuestion = Pick<BuildFailureInput, 'record' | 'base' | 'overlay'>;

export function createWorkbench(options: WorkbenchOptions): Workbench {
  const folder = options.state ?? stateFolder();
  const caches = createForecastCaches(options.models ?? createModels());
  let opened: { readonly limit: number; readonly history: History<BuildRecord> } | null = null;
  const imageCache = createImageCache();
  const activity = options.activity ?? createActivity();
  const builders = createBuilderService({ ...options, activity, images: imageCache });
  const seen = createSeenImages({ cache: imageCache, records: () => history().read() });
  const logs = openBuildLogs(folder);

  async function failure(question: FailureQuestion): Promise<BuildFailure | null> {
    if (question.record.failure === undefined) return null;
    await seen.remember();
    const log = logs.fileOf(question.record.id);
    return buildFailure({ ...question, images: seen.current().images, log });
  }

  /** One as long as the setting stays: it knows what it read last. */
  function history(): History<BuildRecord> {
    const limit = options.historyLimit();
    if (opened?.limit !== limit)
      opened = { limit, history: openHistory({ folder, limit, parse: parseBuildRecord }) };
    return opened.history;
  }

  const isOutsideOn = options.outsideBuilds ?? (() => true);
  const outside = createOutsideBuilds(path.join(folder, 'outside'), options.historyLimit);
  const learnOutside = createOutsideLearner({
    ...{ builders, outside, activity, trusted: options.trusted, isOn: isOutsideOn },
    own: () => history().read(),
  });

  async function outsideOf(
    subject: BuildSubject,
    records: readonly BuildRecord[],
  ): Promise<readonly OutsideBuild[]> {
    if (!isOutsideOn()) return [];
    return outsideOfSubject(await outside.of(subject.place, records), subject);
  }

  /** Those that were built from here, and those made outside. */
  async function knownBuilds(subject: BuildSubject): Promise<readonly BuildRecord[]> {
    const records = await recordsOf(history(), subject);
    const made = await outsideOf(subject, await ownBuilds(subject));
    return withOutside(records, made, await stepsByTarget(subject, made));
  }

  /** Also those of other invocations: what was built from here was not made outside. */
  function ownBuilds({ place }: BuildSubject): Promise<readonly BuildRecord[]> {
    return history().read({ dockerfile: place.dockerfile });
  }

  async function allBuilds(): Promise<readonly BuildRecord[]> {
    const own = await history().read();
    const made = isOutsideOn() ? await outside.all(own) : [];
    return withUnread(own, made);
  }

  async function forecast(request: ForecastRequest): Promise<ForecastWithState> {
    const records = await recordsOf(history(), request);
    const known = await builders.knowledge(request, records.at(-1));
    const problem = known.problem?.message ?? null;
    activity.learned({ name: known.name, buildkit: known.engine.buildkit, problem });
    const ofBuilder = records.filter((record) => record.key.builder === known.name);
    const lastBuild = lastSuccess(ofBuilder, request.options.target);
    const builder = {
      ...known,
      assumed: [
        ...known.assumed,
        ...assumptionsOf(request, request.options),
        ...unknownArguments(request, lastBuild),
      ],
    };
    const input: ForecastInput = {
      request,
      builder,
      records: ofBuilder,
      lastBuild,
      outside: (await outsideOf(request, await ownBuilds(request))).filter(
        ({ key }) => key.builder === known.name,
      ),
      readSnapshot: (id) => history().readSnapshot(id),
      git: findGit({ trusted: options.trusted() }),
      caches,
    };
    const answer = await activity.during('context', () => makeForecast(input));
    if (answer.read) activity.hasRead(answer.read.contexts.values());
    return answer;
  }

  async function snapshot(request: BuildRequest): Promise<SnapshotResult> {
    const records = await recordsOf(history(), request);
    const builder = await builders.knowledge(request, records.at(-1));
    const { name, engineFrom } = builder;
    return { ...(await readRequested(request, builder, caches)), engineFrom, builder: name };
  }

  const sizes = createSizesMemory();

  async function measured(request: ContextQuestion): Promise<ContextAnswer> {
    const records = await recordsOf(history(), request);
    const builder = await builders.knowledge(request, records.at(-1));
    return activity.during('context', () =>
      contextSizes({ request, builder, caches, memory: sizes }),
    );
  }

  async function choices(request: BuildRequest): Promise<ChangeChoices> {
    const read = await snapshot(request);
    if (read.kind === 'build') return changeChoices(request, read, caches.models);
    return { requirements: [], files: [], nLeftOut: 0, problem: read.problem.message };
  }

  const built = new Map<string, BuildRequest['options']>();

  async function usualOptions(subject: BuildSubject): Promise<BuildRequest['options']> {
    const own = built.get(subjectKey(subject));
    if (own) return own;
    // A file that describes the build says more, and newer, than what was recorded of it.
    if (subject.invocation && describedId(subject) !== null)
      return optionsOfInvocation(subject.invocation);
    const last = (await recordsOf(history(), subject)).at(-1);
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
    snapshot,
    contextSizes: measured,
    changeChoices: choices,
    usualOptions,
    build: (request, events = {}) => {
      // `--no-cache` was a wish for once.
      built.set(subjectKey(request), { ...request.options, noCache: false });
      const input = {
        ...{ request, events, builders, logs, forecast },
        history: history(),
        failureOf: (record: BuildRecord) => failure({ record, base: request.base }),
      };
      return activity.during('build', () => buildImage(input));
    },
    timings: async (subject, record) => timingsOf(await knownBuilds(subject), record),
    learnOutside: (question = {}) => learnOutside(question),
    records: async (subject) => (subject ? knownBuilds(subject) : allBuilds()),
    explain: async (question) =>
      explainBuild({
        ...question,
        records: await history().read(),
        readSnapshot: (id) => history().readSnapshot(id),
      }),
    failure,
    lastMeasured: async (subject, name) =>
      lastMeasured(await knownBuilds(subject), { managers: REQUIREMENTS_MANAGERS, name }),
    readBake: async (file, read, setting) => {
      const found = findDocker({ trusted: options.trusted(), dockerPath: options.dockerPath() });
      return found.kind === 'found'
        ? readBakeHcl({ docker: found.docker, file, read, setting })
        : null;
    },
    recordedPlaces: async (dockerfile) => {
      const records = await history().read({ dockerfile });
      return records
        .filter(({ invocation }) => invocation === undefined)
        .map(({ key: { context, target } }) => ({ context, target }))
        .reverse();
    },
    baselines: async (subject, buildOptions) => {
      const records = await recordsOf(history(), subject);
      const builder = await builders.name(buildOptions.builder ?? '', records.at(-1));
      const last = lastSuccess(
        records.filter((record) => record.key.builder === builder),
        buildOptions.target,
      );
      const repository = findRepository(subject.place.context);
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
    mayRead: (file) => caches.memory.mayHold(file),
    builders: () => builders.list(),
    images: {
      current: seen.current,
      remember: seen.remember,
      ask: async (input) => {
        const found = findDocker({ trusted: options.trusted(), dockerPath: options.dockerPath() });
        if (found.kind === 'problem') return { isNew: false, problem: found.problem.message };
        const { docker } = found;
        const ask = (): Promise<boolean> => seen.ask({ ...input, docker });
        return { isNew: await activity.during('docker', ask), problem: null };
      },
    },
    clearHistory: async () => {
      built.clear();
      caches.baselines.clear();
      await logs.clear();
      await outside.clear();
      return (await history().clear()).removed;
    },
  };
}

function subjectKey(subject: BuildSubject): string {
  return JSON.stringify([subject.place.dockerfile, describedId(subject)]);
}

function lastSuccess(
  records: readonly BuildRecord[],
  target: string | undefined,
): BuildRecord | undefined {
  return records.findLast((record) => isBaseline(record) && record.key.target === (target ?? ''));
}

/** Values of arguments are not kept: a forecast without them speaks of another build than the last one. */
function unknownArguments(
  { options }: BuildRequest,
  last: BuildRecord | undefined,
): readonly string[] {
  const given = options.buildArgs ?? {};
  const names = (last?.options.buildArgs ?? []).filter((name) => !Object.hasOwn(given, name));
  if (names.length === 0) return [];
  return [
    `The last build was given a value for ${names.join(', ')}, which is not kept: this forecast goes without it.`,
  ];
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
