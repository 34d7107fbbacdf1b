/** Everything that the Layer Forecast view draws, for a Dockerfile or for the one that installs a requirements file. */
import path from 'node:path';
import { headline } from '../../core/report/headline.ts';
import { stageLanes } from '../../core/report/lanes.ts';
import type { Baseline, ForecastAnswer } from '../../node/use-cases/model.ts';
import { REPORT_VERSION, type Forecast } from '../../protocol/report.ts';
import type {
  BaselineChoice,
  BaselineOption,
  ForecastParams,
  ForecastView,
} from '../../protocol/requests.ts';
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
  const options = withBuilder(session, params.options ?? {});
  const answer = await session.workbench.forecast({
    place,
    options,
    base,
    overlay: overlay(session),
    since: params.baseline ? [params.baseline] : [],
    ...(signal ? { signal } : {}),
  });
  const { forecast, withFixes, plan } = answer;
  const availability = await session.workbench.baselines(place, options);
  const name = relativeName(base, dockerfile);
  return {
    dockerfileUri: uriOfPath(dockerfile),
    dockerfile: name,
    headline: forecast
      ? headline({ forecast, withFixes, unsaved: answer.unsaved.length > 0 })
      : [{ text: answer.problem?.message ?? 'There is no forecast.', tone: 'plain' }],
    forecast: forecast ?? emptyForecast(name),
    withFixes,
    fixTitles: answer.fixTitles,
    stages: plan ? stageLanes(plan) : [],
    ...(answer.fixedPlan ? { stagesWithFixes: stageLanes(answer.fixedPlan) } : {}),
    notes: answer.notes,
    baselines: baselineOptions(availability, answer.baseline),
    baseline: choiceOf(answer.baseline),
    targets:
      (await session.index.analysis(dockerfile))?.stages.flatMap((stage) => stage.name ?? []) ?? [],
    change: changeText(base, answer),
    record: await session.workbench.scoreSoFar(options),
    problem: answer.problem?.message ?? null,
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

function changeText(base: string, answer: ForecastAnswer): string {
  const [first, ...more] = answer.unsaved.map((file) => relativeName(base, file));
  if (first === undefined) return 'files as they are';
  return more.length === 0
    ? `unsaved edit of ${first}`
    : `${String(more.length + 1)} unsaved files`;
}

function baselineOptions(
  availability: Awaited<ReturnType<Session['workbench']['baselines']>>,
  chosen: Baseline | null,
): readonly BaselineOption[] {
  const { lastBuild, git } = availability;
  const revision = chosen?.kind === 'git' ? chosen.revision : 'HEAD';
  return [
    {
      choice: { kind: 'last-build' },
      label: lastBuild ? `last build, ${lastBuild.time}` : 'last build',
      available: lastBuild !== null,
      ...(lastBuild ? {} : { why: 'nothing built from here yet' }),
    },
    {
      choice: { kind: 'git', revision },
      label: `git ${revision}`,
      available: git === 'available',
      ...(git === 'available' ? {} : { why: 'not in a git repository' }),
    },
    { choice: { kind: 'saved-files' }, label: 'saved files', available: true },
  ];
}

function choiceOf(baseline: Baseline | null): BaselineChoice | null {
  return baseline === null || baseline.kind === 'snapshot' ? null : baseline;
}

function emptyForecast(dockerfile: string): Forecast {
  return {
    version: REPORT_VERSION,
    dockerfile,
    context: '',
    target: '',
    engine: { store: 'containerd', buildkit: '' },
    since: [],
    assumed: [],
    warnings: [],
    steps: [],
    totals: { hit: 0, miss: 0, conditional: 0, seconds: null },
  };
}

export function relativeName(base: string, file: string): string {
  return path.relative(base, file).split(path.sep).join('/');
}
