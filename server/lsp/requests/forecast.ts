/** Everything that the Layer Forecast view draws, for a Dockerfile or for the one that installs a requirements file. */
import path from 'node:path';
import { distinct } from '../../core/invocations/index.ts';
import type { Plan } from '../../core/plan/model.ts';
import type { SupposedChange } from '../../core/report/change-text.ts';
import { forecastViewOf } from '../../core/report/forecast-view.ts';
import { maskOfValues, secretValues } from '../../core/text/mask.ts';
import { placeOf, type BuildOptions } from '../../node/forecasting/index.ts';
import type { Seconds } from '../../protocol/report.ts';
import type { ForecastOptions, ForecastParams, ForecastView } from '../../protocol/requests.ts';
import { uriOfPath } from '../convert/uris.ts';
import { learnOutsideBuilds } from '../outside-builds.ts';
import { releaseMemorySoon } from '../release-memory.ts';
import type { Session } from '../session.ts';
import { compareWithLast } from '../unwatched-disk.ts';
import { declaredArguments } from './build-choices.ts';
import { optionOf } from './invocations.ts';
import { forecastRequest } from './request-of.ts';
import { subjectOf, type RequestSubject } from './subject-of.ts';

/** A forecast with what a hover asks for beyond the view. */
export interface MadeForecast {
  readonly view: ForecastView;
  readonly plan: Plan | null;
  readonly measured: () => readonly (Seconds | null)[];
  /** Unsaved files that the build reads, relative to the workspace folder. */
  readonly unsaved: readonly string[];
  /** Changes that nobody has made, of which the forecast is. */
  readonly supposed: readonly SupposedChange[];
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
  const subject = await subjectOf(session, params.uri, params.invocation);
  if (subject === null) return null;
  const view = await forecastOf(session, subject, params, signal);
  void learnOutsideBuilds(session, placeOf(subject.invocation), params.options?.builder);
  return view;
}

export async function forecastOf(
  session: Session,
  subject: RequestSubject,
  params: Asked,
  signal?: AbortSignal,
): Promise<ForecastView> {
  return (await madeForecast(session, subject, params, signal)).view;
}

export async function madeForecast(
  session: Session,
  subject: RequestSubject,
  params: Asked,
  signal?: AbortSignal,
): Promise<MadeForecast> {
  signal?.throwIfAborted();
  const { byRequest } = presentAnswers(session);
  const { baseline = null, after = null, options = null, forecast = null } = params;
  const { dockerfile, invocation, open } = subject;
  const key = JSON.stringify([dockerfile, invocation.id, open, baseline, after, options, forecast]);
  const known = byRequest.get(key);
  const shared = known ?? share(session, subject, params);
  if (!known) {
    byRequest.set(key, shared);
    // What failed is tried again next time.
    shared.made.then(
      ({ view }) => compareWithLast(session, key, view),
      () => forget(byRequest, key, shared),
    );
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
function share(session: Session, subject: RequestSubject, params: Asked): SharedAnswer {
  const controller = new AbortController();
  const made = make(session, subject, params, controller.signal).finally(releaseMemorySoon);
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
  subject: RequestSubject,
  params: Asked,
  signal: AbortSignal,
): Promise<MadeForecast> {
  const { dockerfile, invocation, candidates } = subject;
  const request = await forecastRequest(session, subject, params);
  const { place, options, base } = request;
  const answer = await session.workbench.forecast({
    ...request,
    since: params.baseline ? [params.baseline] : [],
    after: params.after ? [params.after] : [],
    signal,
  });
  const availability = await session.workbench.baselines({ place, invocation }, options);
  const model = await session.project.model(dockerfile, invocation.inline);
  const { baseline } = answer;
  // What cannot be supposed stays chosen, beside the words that say why.
  const asked = params.after ? [{ choice: params.after, isNew: false }] : [];
  const choices = distinct([invocation, ...candidates]);
  const unsaved = answer.unsaved.map((file) => relativeName(base, file));
  const supposed = answer.problem ? asked : answer.supposed;
  const view = forecastViewOf({
    ...answer,
    id: session.ids.idOf({ place, invocation, options }),
    build: {
      invocation: optionOf(session, invocation),
      choices: choices.map((one) => optionOf(session, one)),
      open: subject.open,
    },
    dockerfileUri: uriOfPath(dockerfile),
    dockerfile: relativeName(base, dockerfile),
    unsaved,
    supposed,
    baseline: baseline === null || baseline.kind === 'snapshot' ? null : baseline,
    lastBuild: availability.lastBuild?.time ?? null,
    inRepository: availability.git === 'available',
    targets: model?.stages.flatMap((stage) => stage.name ?? []) ?? [],
    buildArgs: {
      declared: model ? [...declaredArguments(model).keys()] : [],
      given: Object.keys(options.buildArgs ?? {}),
    },
    record: await session.workbench.scoreSoFar(options),
    problem: answer.problem?.message ?? null,
    mask: maskOfValues(options.buildArgs),
  });
  const { plan, measured } = answer;
  const lastStage = model?.stages.at(-1)?.name ?? undefined;
  return {
    view: { ...view, options: shownOptions(options, lastStage) },
    plan,
    measured,
    unsaved,
    supposed,
    secrets: secretValues(options.buildArgs ?? {}),
  };
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

export function relativeName(base: string, file: string): string {
  return path.relative(base, file).split(path.sep).join('/');
}
