/** Everything that the Layer Forecast view draws, for a Dockerfile or for the one that installs a requirements file. */
import path from 'node:path';
import { forecastViewOf } from '../../core/report/forecast-view.ts';
import type { ForecastParams, ForecastView } from '../../protocol/requests.ts';
import { uriOfPath } from '../convert/uris.ts';
import { baseFolder, contextOf, overlay, type Session } from '../session.ts';
import { dockerfileOf } from './dockerfile-of.ts';

/** Answers of the present state: lens, status bar and view ask for the same one. */
const answers = new WeakMap<Session, Map<string, Promise<ForecastView | null>>>();
const generations = new WeakMap<Session, number>();

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
  params: Pick<ForecastParams, 'baseline' | 'options'>,
  signal?: AbortSignal,
): Promise<ForecastView | null> {
  if (generations.get(session) !== session.generation) answers.delete(session);
  generations.set(session, session.generation);
  const known = answers.get(session) ?? new Map<string, Promise<ForecastView | null>>();
  answers.set(session, known);
  const key = JSON.stringify([dockerfile, params.baseline ?? null, params.options ?? null]);
  const made = known.get(key) ?? makeView(session, dockerfile, params, signal);
  known.set(key, made);
  try {
    return await made;
  } catch (error) {
    // What was cancelled or failed is asked again next time.
    known.delete(key);
    throw error;
  }
}

async function makeView(
  session: Session,
  dockerfile: string,
  params: Pick<ForecastParams, 'baseline' | 'options'>,
  signal: AbortSignal | undefined,
): Promise<ForecastView> {
  const base = baseFolder(session, dockerfile);
  const place = { dockerfile, context: contextOf(session, dockerfile) };
  const usual = await session.workbench.usualOptions(place);
  const options = withBuilder(session, { ...usual, ...params.options });
  const answer = await session.workbench.forecast({
    place,
    options,
    base,
    overlay: overlay(session),
    since: params.baseline ? [params.baseline] : [],
    ...(signal ? { signal } : {}),
  });
  const availability = await session.workbench.baselines(place, options);
  const analysis = await session.index.analysis(dockerfile);
  const { baseline } = answer;
  return forecastViewOf({
    ...answer,
    dockerfileUri: uriOfPath(dockerfile),
    dockerfile: relativeName(base, dockerfile),
    unsaved: answer.unsaved.map((file) => relativeName(base, file)),
    baseline: baseline === null || baseline.kind === 'snapshot' ? null : baseline,
    lastBuild: availability.lastBuild?.time ?? null,
    inRepository: availability.git === 'available',
    targets: analysis?.stages.flatMap((stage) => stage.name ?? []) ?? [],
    record: await session.workbench.scoreSoFar(options),
    problem: answer.problem?.message ?? null,
  });
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
