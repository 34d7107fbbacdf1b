/**
 * A build as it stands in some source: its Dockerfile, its plan, and a snapshot of all that decides on cache hits. The
 * same is taken of the Dockerfile after the offered fixes, so that their worth can be told.
 */
import path from 'node:path';
import type { Models } from '../../core/build-model/build-model.ts';
import type { BuildModel } from '../../core/build-model/model.ts';
import { fixAll } from '../../core/lint/fix-all.ts';
import type { RuleContext } from '../../core/lint/lint.ts';
import { BUILD_RULES } from '../../core/lint/registry.ts';
import {
  createSnapshotCache,
  takeSnapshot,
  type ContextFiles,
  type Snapshot,
  type SnapshotCache,
} from '../../core/forecast/index.ts';
import type {
  ContextNeeds,
  BuildOptions as PlanOptions,
  Engine,
  Plan,
} from '../../core/plan/model.ts';
import { contextNeeds, planBuild } from '../../core/plan/index.ts';
import type { ImageLookup } from '../../core/images/model.ts';
import { TEMPLATE_MESSAGE } from '../../core/syntax/dockerfile/index.ts';
import { lineIndex, positionAt } from '../../core/text/lines.ts';
import { sha256 } from '../digest.ts';
import type { PlanPair } from './caches.ts';
import { installedFiles, type Installs } from './installed-files.ts';
import type { BuildOptions, ForecastProblem } from './model.ts';
import type { Sources } from '../project/index.ts';

export interface ReadBuild {
  readonly kind: 'build';
  readonly text: string;
  readonly model: BuildModel;
  readonly plan: Plan;
  readonly snapshot: Snapshot;
  /** Null where there is nothing to fix. */
  readonly fixed: FixedBuild | null;
  /** What of each local context the steps read. */
  readonly contexts: ReadonlyMap<string, ContextFiles>;
  /** What the steps install; found at the first call. */
  readonly installs: () => Installs;
}

export interface FixedBuild {
  readonly titles: readonly string[];
  readonly plan: Plan;
  readonly snapshot: Snapshot;
}

export interface ReadBuildInput {
  readonly sources: Sources;
  readonly options: BuildOptions;
  readonly engine: Engine;
  readonly images: ImageLookup;
  /** Named local contexts are relative to it. */
  readonly cwd: string;
  /** What the last snapshot of the same place left. */
  readonly snapshots?: SnapshotCache;
  /** What the last plans of the same Dockerfile left, as it is and after the fixes. */
  readonly plans?: PlanPair;
  readonly models: Models;
  /** By which fixes count. */
  readonly rules?: RuleContext;
}

export type ReadBuildResult =
  ReadBuild | { readonly kind: 'problem'; readonly problem: ForecastProblem };

export type PlannedBuild =
  | {
      readonly kind: 'plan';
      readonly text: string;
      readonly model: BuildModel;
      readonly plan: Plan;
    }
  | { readonly kind: 'problem'; readonly problem: ForecastProblem };

export async function readBuild(input: ReadBuildInput): Promise<ReadBuildResult> {
  const { options, engine, images } = input;
  const planned = await readPlan(input);
  if (planned.kind === 'problem') return planned;
  const { text, model, plan } = planned;
  const contexts = await readContexts(input, plan);
  const cache = input.snapshots ?? createSnapshotCache(sha256);
  const fixes = fixAll(text, { ...input.rules, models: input.models, only: BUILD_RULES });
  const fixedPlan =
    fixes.applied.length === 0
      ? null
      : planBuild(
          fixes.model.dockerfile,
          toPlanOptions(options),
          engine,
          images,
          input.plans?.fixed,
        );
  return {
    kind: 'build',
    text,
    model,
    plan,
    snapshot: takeSnapshot(plan, contexts, sha256, cache),
    fixed: fixedPlan && {
      titles: fixes.applied,
      plan: fixedPlan,
      snapshot: takeSnapshot(
        fixedPlan,
        sameNeeds(plan, fixedPlan) ? contexts : await readContexts(input, fixedPlan),
        sha256,
        cache,
      ),
    },
    contexts,
    installs: once(() => installedFiles(model, contexts.get('context'))),
  };
}

/** The Dockerfile and what a build of it does; nothing of a context is read. */
export async function readPlan(input: ReadBuildInput): Promise<PlannedBuild> {
  const { sources, options, engine, images } = input;
  const read = await sources.dockerfile();
  if (read.kind !== 'text') return problem('no-dockerfile', read.message);
  const { text } = read;
  const model = input.models({ ...input.rules, text });
  if (model.template !== null) return problem('bad-dockerfile', TEMPLATE_MESSAGE);
  const errors = model.problems.filter(({ severity }) => severity === 'error');
  const [broken] = errors.sort((a, b) => a.span.start - b.span.start);
  if (broken) {
    const { line } = positionAt(lineIndex(text), broken.span.start);
    return problem(
      'bad-dockerfile',
      `The Dockerfile cannot be built, line ${String(line)}: ${broken.message}`,
    );
  }
  const plan = planBuild(
    model.dockerfile,
    toPlanOptions(options),
    engine,
    images,
    input.plans?.plain,
  );
  const wrong = plan.problems.find((one) => one.severity === 'error');
  return wrong ? problem('unknown-target', wrong.message) : { kind: 'plan', text, model, plan };
}

function once<T extends object>(find: () => T): () => T {
  let found: T | null = null;
  return () => (found ??= find());
}

export function toPlanOptions(options: BuildOptions): PlanOptions {
  const { network } = options;
  return {
    buildArgs: options.buildArgs ?? {},
    buildContexts: options.buildContexts ?? {},
    ...(options.target === undefined ? {} : { target: options.target }),
    ...(options.platform === undefined ? {} : { platform: options.platform }),
    ...(network === 'none' || network === 'host' ? { network } : {}),
    ...(options.noCache === undefined ? {} : { noCache: options.noCache }),
    ...(options.noCacheFilter === undefined ? {} : { noCacheFilter: options.noCacheFilter }),
  };
}

function problem(
  code: ForecastProblem['code'],
  message: string,
): { readonly kind: 'problem'; readonly problem: ForecastProblem } {
  return { kind: 'problem', problem: { code, message } };
}

function sameNeeds(a: Plan, b: Plan): boolean {
  const text = (plan: Plan) =>
    JSON.stringify(
      [...contextNeeds(plan)].map(([name, needs]) => [name, [...needs.paths].sort()]).sort(),
    );
  return text(a) === text(b);
}

async function readContexts(
  input: ReadBuildInput,
  plan: Plan,
): Promise<ReadonlyMap<string, ContextFiles>> {
  const contexts = new Map<string, ContextFiles>();
  for (const [name, needs] of contextNeeds(plan)) {
    contexts.set(
      name,
      name === 'context'
        ? await input.sources.context(needs)
        : await readNamedContext(input, name, needs),
    );
  }
  return contexts;
}

/** `--build-context name=folder`. Remote ones and images have no files here; the plan does not ask for them. */
async function readNamedContext(
  input: ReadBuildInput,
  name: string,
  needs: ContextNeeds,
): Promise<ContextFiles> {
  const folder = input.options.buildContexts?.[name];
  if (folder === undefined) return { entries: new Map() };
  return input.sources.named(path.resolve(input.cwd, folder), needs);
}
