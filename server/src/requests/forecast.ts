/** Everything that the Layer Forecast view draws, for a Dockerfile or for the one that installs a requirements file. */
import path from 'node:path';
import type { Plan } from '../../core/plan/model.ts';
import { forecastViewOf } from '../../core/report/forecast-view.ts';
import { secretValues } from '../../core/text/mask.ts';
import type { BuildOptions, BuildPlace, BuildRequest } from '../../node/use-cases/model.ts';
import type { Seconds } from '../../protocol/report.ts';
import type { ForecastOptions, ForecastParams, ForecastView } from '../../protocol/requests.ts';
import { uriOfPath } from '../convert/uris.ts';
import { releaseMemorySoon } from '../release-memory.ts';
import { baseFolder, contextOf, overlay, type Session } from '../session.ts';
import { declaredArguments } from './build-choices.ts';
import { dockerfileOf } from './dockerfile-of.ts';

/** A forecast with what a hover asks for beyond the view. */
export interface MadeForecast {
  readonly view: ForecastView;
  readonly plan: Plan | null;
  readonly measured: () => readonly (Seconds | null)[];
  /** Values of build arguments that are not to be shown. */
  readonly secrets: readonly string[];
}

type Asked = Omit<ForecastParams, 'uri'>;

interface SharedAnswer {
  readonly made: Promise<MadeForecast>;
  /** Who still waits for it; the work ends when nobody does. */
  nAskers: number;
  readonly controller: AbortController;
}

interface Answers {
  readonly generation: number;
  readonly byRequest: Map<string, SharedAnswer>;
}

/** Answers of the present state: lens, status bar and view ask for the same one. */
const answers = new WeakMap<Session, Answers>();

export async function forecastView(
  session: Session,
  params: ForecastParams,
  signal?: AbortSignal,
): Promise<ForecastView | null> {
  const dockerfile = await dockerfileOf(session, params.uri);
  if (dockerfile === null) return null;
  return forecastOf(session, dockerfile, params, signal);
}

export async function forecastOf(
  session: Session,
  dockerfile: string,
  params: Asked,
  signal?: AbortSignal,
): Promise<ForecastView> {
  return (await madeForecast(session, dockerfile, params, signal)).view;
}

export async function madeForecast(
  session: Session,
  dockerfile: string,
  params: Asked,
  signal?: AbortSignal,
): Promise<MadeForecast> {
  signal?.throwIfAborted();
  const { byRequest } = presentAnswers(session);
  const { baseline = null, after = null, options = null } = params;
  const key = JSON.stringify([dockerfile, baseline, after, options]);
  const known = byRequest.get(key);
  const shared = known ?? share(session, dockerfile, params);
  if (!known) {
    byRequest.set(key, shared);
    // What failed is tried again next time.
    shared.made.catch(() => forget(byRequest, key, shared));
  }
  shared.nAskers++;
  const leave = (): void => {
    if (--shared.nAskers > 0) return;
    forget(byRequest, key, shared);
    shared.controller.abort();
  };
  return signal ? await untilAborted(shared.made, signal, leave) : await shared.made;
}

function presentAnswers(session: Session): Answers {
  const known = answers.get(session);
  if (known?.generation === session.generation) return known;
  const fresh: Answers = { generation: session.generation, byRequest: new Map() };
  answers.set(session, fresh);
  return fresh;
}

function forget(byRequest: Map<string, SharedAnswer>, key: string, shared: SharedAnswer): void {
  if (byRequest.get(key) === shared) byRequest.delete(key);
}

/** No single asker's signal: one that goes away must not take the answer from the others. */
function share(session: Session, dockerfile: string, params: Asked): SharedAnswer {
  const controller = new AbortController();
  const made = make(session, dockerfile, params, controller.signal).finally(releaseMemorySoon);
  return { made, nAskers: 0, controller };
}

async function untilAborted(
  made: Promise<MadeForecast>,
  signal: AbortSignal,
  leave: () => void,
): Promise<MadeForecast> {
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      leave();
      reject(new Error('The request was cancelled.'));
    };
    signal.addEventListener('abort', stop, { once: true });
    made.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}

async function make(
  session: Session,
  dockerfile: string,
  params: Asked,
  signal: AbortSignal,
): Promise<MadeForecast> {
  const request = await requestOf(session, dockerfile, params.options);
  const { place, options, base } = request;
  const answer = await session.workbench.forecast({
    ...request,
    since: params.baseline ? [params.baseline] : [],
    after: params.after ? [params.after] : [],
    signal,
  });
  const availability = await session.workbench.baselines(place, options);
  const analysis = await session.index.analysis(dockerfile);
  const { baseline } = answer;
  // What cannot be supposed stays chosen, beside the words that say why.
  const asked = params.after ? [{ choice: params.after, isNew: false }] : [];
  const view = forecastViewOf({
    ...answer,
    dockerfileUri: uriOfPath(dockerfile),
    dockerfile: relativeName(base, dockerfile),
    unsaved: answer.unsaved.map((file) => relativeName(base, file)),
    supposed: answer.problem ? asked : answer.supposed,
    baseline: baseline === null || baseline.kind === 'snapshot' ? null : baseline,
    lastBuild: availability.lastBuild?.time ?? null,
    inRepository: availability.git === 'available',
    targets: analysis?.stages.flatMap((stage) => stage.name ?? []) ?? [],
    buildArgs: {
      declared: analysis ? [...declaredArguments(analysis).keys()] : [],
      given: Object.keys(options.buildArgs ?? {}),
    },
    record: await session.workbench.scoreSoFar(options),
    problem: answer.problem?.message ?? null,
  });
  const { plan, measured } = answer;
  const lastStage = analysis?.stages.at(-1)?.name ?? undefined;
  return {
    view: { ...view, options: shownOptions(options, lastStage) },
    plan,
    measured,
    secrets: secretValues(options.buildArgs ?? {}),
  };
}

/** The build as the editor has it: with the options of the last one, and unsaved edits over the files. */
export async function requestOf(
  session: Session,
  dockerfile: string,
  options: ForecastParams['options'],
): Promise<BuildRequest> {
  const place = { dockerfile, context: contextOf(session, dockerfile) };
  return {
    place,
    options: withBuilder(session, await overUsual(session, place, options)),
    base: baseFolder(session, dockerfile),
    overlay: overlay(session),
    disk: session.disk,
    ruleSettings: session.settings.rules,
  };
}

/** What is given, and for the rest what the last build had. */
export async function overUsual(
  session: Session,
  place: BuildPlace,
  given: ForecastParams['options'],
): Promise<BuildOptions> {
  return { ...(await session.workbench.usualOptions(place)), ...given };
}

function shownOptions(options: BuildOptions, lastStage: string | undefined): ForecastOptions {
  const { target, builder, platform, network, buildContexts } = options;
  return {
    ...(target === undefined ? {} : { target }),
    ...(lastStage === undefined ? {} : { lastStage }),
    ...(builder === undefined ? {} : { builder }),
    ...(platform === undefined ? {} : { platform }),
    ...(network === undefined ? {} : { network }),
    ...(buildContexts === undefined ? {} : { buildContexts: Object.keys(buildContexts) }),
  };
}

/** The builder of the settings, where the request names none. */
export function withBuilder<Options extends { readonly builder?: string }>(
  session: Session,
  options: Options,
): Options {
  const { builder } = session.settings;
  return options.builder === undefined && builder !== '' ? { ...options, builder } : options;
}

export function relativeName(base: string, file: string): string {
  return path.relative(base, file).split(path.sep).join('/');
}
