/** The forecast of a build: read the build as it is, find the baseline, ask the key store, put seconds to the steps. */
import path from 'node:path';
import { forecast as askKeyStore, reasonFile } from '../../core/forecast/index.ts';
import type { ForecastResult, Snapshot } from '../../core/forecast/model.ts';
import { plainId } from '../../core/invocations/index.ts';
import { stepIdentities } from '../../core/plan/index.ts';
import type { Plan } from '../../core/plan/model.ts';
import {
  forecastReport,
  withFixesOf,
  type ForecastReportInput,
} from '../../core/report/forecast-report.ts';
import { stepNotes } from '../../core/report/notes.ts';
import { maskOfValues, type Mask } from '../../core/text/mask.ts';
import {
  estimateSteps,
  stepsByKey,
  type BuildRecord,
  type OutsideBuild,
  type StepToEstimate,
} from '../../core/timing/index.ts';
import type { Forecast, Seconds, Since } from '../../protocol/report.ts';
import { sha256 } from '../digest.ts';
import { relativePath, withSlashes } from '../files/index.ts';
import type { GitTool } from '../git/index.ts';
import { acrossEngines } from './across-engines.ts';
import type {
  ResolvedBaseline,
  Baseline,
  BuildRequest,
  ForecastAnswer,
  ForecastProblem,
  ForecastRequest,
  MaskedProblem,
} from './model.ts';
import { openAhead, resolveBaseline, type BaselineInput } from './baseline.ts';
import type { BuilderKnowledge } from './builder.ts';
import type { ForecastCaches } from './caches.ts';
import { builtOutside, comparedInstead, withOutside } from './outside-records.ts';
import { isEmptied, plannedSteps, stepsToEstimate } from './planned-steps.ts';
import { readBuild, type ReadBuild, type ReadBuildResult } from './read-build.ts';
import { stateOf, withObjectKeys } from './request-state.ts';
import { diskSources, unsavedFiles } from '../project/index.ts';
import { emptyVariablesOf } from './subject.ts';
import { suppose } from './suppose.ts';
import { newPackages, NOTHING_NEW } from './new-packages.ts';

export interface ForecastInput {
  readonly request: ForecastRequest;
  readonly builder: BuilderKnowledge;
  /** Builds of this Dockerfile on this builder, oldest first. */
  readonly records: readonly BuildRecord[];
  readonly lastBuild: BuildRecord | undefined;
  /** Builds on this builder that were made outside, oldest first: they give seconds, and never a baseline. */
  readonly outside: readonly OutsideBuild[];
  readonly readSnapshot: (id: string) => Promise<string | null>;
  /** Null where git may not run, or is not found. */
  readonly git: GitTool | null;
  readonly caches: ForecastCaches;
}

export interface ForecastWithState extends ForecastAnswer {
  /** The state that was read, for a record of the build that follows. */
  readonly read: ReadBuild | null;
  /** What running each step of the plan takes, also of those that come from the cache; made when asked for. */
  readonly measured: () => readonly (Seconds | null)[];
}

export async function makeForecast(input: ForecastInput): Promise<ForecastWithState> {
  const { request, builder } = input;
  const { place, base, overlay = new Map<string, string>(), signal } = request;
  const { caches } = input;
  const mask = maskOfValues(request.options.buildArgs);
  const supposed = await suppose(request);
  if (supposed.kind === 'problem') return nothing(masked(supposed.problem, mask), null, () => []);
  const changed = { ...request, overlay: supposed.overlay };
  const { engine, build, ...state } = stateOf(changed, builder, caches);
  const ahead = openAhead(input, supposed.overlay.size > 0);
  const disk = ahead ? withObjectKeys(state.disk, ahead) : state.disk;
  const read = await readBuild({ ...build, sources: diskSources(disk) });
  if (read.kind === 'problem')
    return nothing(masked(withCause(read.problem, request), mask), null, () => []);
  signal?.throwIfAborted();
  const steps = stepsToEstimate(read.plan, mask);
  const byKey = stepsByKey(input.outside.length === 0 ? [] : plannedSteps(read, mask));
  const records = withOutside(input.records, input.outside, () => byKey);
  const measured = (): readonly (Seconds | null)[] => estimateSteps(steps, records);
  const unsaved = unsavedFiles(request, read.contexts, overlay);
  const found = await findBaselines(request.since, unsaved.length + supposed.changes.length > 0, {
    cwd: base,
    lastBuild: input.lastBuild,
    readSnapshot: input.readSnapshot,
    git: input.git,
    checkouts: (await ahead) ?? new Map<string, never>(),
    disk,
    caches,
    imagesKey: builder.imagesKey,
    build,
    now: { plain: read.snapshot, fixed: read.fixed?.snapshot ?? null },
  });
  if (found.kind === 'problem') {
    const why = withBuiltOutside(found.problem, builtOutsideOf(input));
    return nothing(masked(why, mask), read, measured);
  }
  signal?.throwIfAborted();
  const { forecast, withFixes } = reports(
    { ...input, records, mask },
    engine,
    read,
    found.baselines,
  );
  const newest = found.baselines.at(-1)?.pair.plain;
  return {
    forecast,
    withFixes,
    fixTitles: read.fixed?.titles ?? [],
    plan: read.plan,
    fixedPlan: read.fixed?.plan ?? null,
    notes: newest
      ? stepNotes({
          forecast,
          before: newest,
          now: read.snapshot,
          installs: read.installs,
          contextPath: (file) => relativePath(place.context, path.resolve(base, file)),
          isEmptied: (step) => isEmptied(read.plan, step),
          mask,
        })
      : [],
    baseline: found.baseline,
    unsaved,
    supposed: supposed.changes,
    problem: null,
    read,
    measured,
  };
}

/** The build of a request as it stands, unsaved edits included. */
export function readRequested(
  request: BuildRequest,
  builder: BuilderKnowledge,
  caches: ForecastCaches,
): Promise<ReadBuildResult> {
  const { disk, build } = stateOf(request, builder, caches);
  return readBuild({ ...build, sources: diskSources(disk) });
}

function masked(problem: ForecastProblem, mask: Mask): MaskedProblem {
  return { ...problem, message: mask(problem.message) };
}

/** A name that is broken because variables are empty is explained by these. */
function withCause(problem: ForecastProblem, request: ForecastRequest): ForecastProblem {
  const cause = problem.code === 'unknown-target' ? emptyVariablesOf(request) : null;
  return cause === null ? problem : { ...problem, message: `${problem.message} ${cause}` };
}

function nothing(
  problem: MaskedProblem,
  read: ReadBuild | null,
  measured: ForecastWithState['measured'],
): ForecastWithState {
  return {
    forecast: null,
    withFixes: null,
    fixTitles: read?.fixed?.titles ?? [],
    plan: read?.plan ?? null,
    fixedPlan: null,
    notes: [],
    baseline: null,
    unsaved: [],
    supposed: [],
    problem,
    read,
    measured,
  };
}

type FoundBaselines =
  | {
      readonly kind: 'found';
      readonly baselines: readonly ResolvedBaseline[];
      readonly baseline: Baseline | null;
    }
  | { readonly kind: 'problem'; readonly problem: ForecastProblem };

function withBuiltOutside(problem: ForecastProblem, built: string | null): ForecastProblem {
  if (built === null || problem.code !== 'no-baseline') return problem;
  return { ...problem, message: `${built}. ${problem.message}` };
}

/** Without a choice: the last build, else git HEAD, else the files as they are saved. */
const DEFAULTS: readonly Baseline[] = [
  { kind: 'last-build' },
  { kind: 'git', revision: 'HEAD' },
  { kind: 'saved-files' },
];

async function findBaselines(
  chosen: readonly Baseline[],
  isEdited: boolean,
  input: Omit<BaselineInput, 'baseline'>,
): Promise<FoundBaselines> {
  if (chosen.length === 0) {
    for (const baseline of DEFAULTS) {
      // Without an edit the saved files say nothing: nobody knows that they were ever built.
      if (baseline.kind === 'saved-files' && !isEdited) continue;
      const result = await resolveBaseline({ ...input, baseline });
      if (result.kind === 'resolved') return { kind: 'found', baselines: [result], baseline };
    }
    return problem('no-baseline', 'No build from here yet. Build once to get a forecast.');
  }
  const baselines: ResolvedBaseline[] = [];
  for (const baseline of chosen) {
    const result = await resolveBaseline({ ...input, baseline });
    if (result.kind === 'absent') return problem('no-baseline', result.message);
    if (result.kind === 'bad') return problem('bad-baseline', result.message);
    baselines.push(result);
  }
  return { kind: 'found', baselines, baseline: chosen.at(-1) ?? null };
}

/** A comparison with a revision, saved files or a snapshot is not about the last build. */
function isChosen({ since }: ForecastRequest): boolean {
  return since.some(({ kind }) => kind !== 'last-build');
}

function builtOutsideOf({ request, outside, lastBuild }: ForecastInput): string | null {
  return builtOutside({ outside, lastBuild, target: request.options.target });
}

function problem(code: ForecastProblem['code'], message: string): FoundBaselines {
  return { kind: 'problem', problem: { code, message } };
}

interface ReportsInput extends ForecastInput {
  readonly mask: Mask;
}

function reports(
  input: ReportsInput,
  engine: BuilderKnowledge['engine'],
  read: ReadBuild,
  baselines: readonly ResolvedBaseline[],
): { readonly forecast: Forecast; readonly withFixes: Forecast | null } {
  const since = baselines.map((one) => one.since);
  const assumed = [
    ...input.builder.assumed,
    ...acrossEngines(baselines, engine),
    ...baselines.flatMap((one) => one.assumed),
    ...(isChosen(input.request) ? [] : comparedInstead(builtOutsideOf(input), since.at(-1))),
  ];
  const pairs = baselines.map((one) => one.pair);
  const result = askKeyStore(
    pairs.map(({ plain }) => plain),
    read.snapshot,
    sha256,
  );
  const changed = newPackages(read, pairs.at(-1)?.plain, result);
  const stepsNow = stepsToEstimate(read.plan, input.mask).map((step, index) => {
    return { ...step, ...(changed.get(index) ?? NOTHING_NEW) };
  });
  const { plan, snapshot } = read;
  const plain = reportOf(input, engine, {
    ...{ plan, snapshot, since, assumed, result },
    steps: stepsNow,
  });
  if (!read.fixed) return { forecast: plain, withFixes: null };
  // Both sides with the fixes in: the worth of a fix is what the same edit costs once it has been in for a build.
  const { fixed } = read;
  const old = pairs.map((pair) => pair.fixed ?? pair.plain);
  const byIdentity = new Map(stepsNow.map((step, index) => [step.identity, changed.get(index)]));
  const withFixes = reportOf(input, engine, {
    plan: fixed.plan,
    snapshot: fixed.snapshot,
    since,
    assumed,
    result: askKeyStore(old, fixed.snapshot, sha256),
    steps: stepsToEstimate(fixed.plan, input.mask).map((step) => {
      return { ...step, assumeFilled: true, ...(byIdentity.get(step.identity) ?? NOTHING_NEW) };
    }),
  });
  return {
    forecast: withFixesOf(plain, withFixes, counterparts(plan, fixed.plan)),
    withFixes,
  };
}

/** The same step before and after the fixes: by place where nothing came or went, else by identity. */
function counterparts(plan: Plan, fixed: Plan): (step: number) => number | undefined {
  const samePlaces =
    plan.steps.length === fixed.steps.length &&
    plan.steps.every((step, index) => step.keyword === fixed.steps[index]?.keyword);
  if (samePlaces) return (step) => step;
  const identities = stepIdentities(plan);
  const byIdentity = new Map(stepIdentities(fixed).map((identity, index) => [identity, index]));
  return (step) => byIdentity.get(identities[step] ?? '');
}

function reportOf(
  input: ReportsInput,
  engine: BuilderKnowledge['engine'],
  state: {
    readonly plan: Plan;
    readonly snapshot: Snapshot;
    readonly since: readonly Since[];
    readonly assumed: readonly string[];
    readonly result: ForecastResult;
    /** Parallel to the plan's. */
    readonly steps: readonly StepToEstimate[];
  },
): Forecast {
  const { place, base } = input.request;
  const { plan, result } = state;
  const shown = (file: string) => relativePath(base, file);
  return forecastReport({
    plan,
    result,
    seconds: estimateSteps(state.steps, input.records),
    engine,
    since: state.since,
    assumed: state.assumed,
    dockerfile: shown(place.dockerfile),
    context: shown(place.context) || '.',
    invocation: invocationInfo(input.request),
    fileOf: (role) => shown(reasonPath(input.request, state.snapshot, role)),
    mask: input.mask,
  });
}

export function invocationInfo({
  invocation,
  place,
  options,
  base,
}: BuildRequest): ForecastReportInput['invocation'] {
  const shown = (file: string) => relativePath(base, file);
  if (!invocation) {
    const id = plainId(withSlashes(base), { ...place, target: options.target ?? null });
    return { id, source: shown(place.dockerfile), evidence: 'the request' };
  }
  const { id, source, evidence } = invocation;
  const line = source.line === undefined ? {} : { line: source.line };
  return { id, source: shown(source.file), ...line, evidence };
}

export interface ReasonPlace {
  readonly place: BuildRequest['place'];
  readonly options: Pick<BuildRequest['options'], 'buildContexts'>;
  readonly base: string;
}

/** Absolute path of the file that a reason is about. */
export function reasonPath(
  { place, options, base }: ReasonPlace,
  snapshot: Snapshot,
  role: string,
): string {
  const file = reasonFile(role);
  switch (file?.role) {
    case 'context':
      return path.join(contextFolder(file.context), file.path);
    case 'ignore': {
      const name = snapshot.ignore[file.context]?.file ?? '.dockerignore';
      // The Dockerfile's own ignore file lies beside it, any other at the context's root.
      const beside = name !== '.dockerignore';
      return path.join(beside ? path.dirname(place.dockerfile) : contextFolder(file.context), name);
    }
    case 'dockerfile':
    case undefined:
      return place.dockerfile;
  }
  function contextFolder(name: string): string {
    const named = options.buildContexts?.[name];
    return name === 'context' || named === undefined ? place.context : path.resolve(base, named);
  }
}
