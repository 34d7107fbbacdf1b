/**
 * A build as it stands in some source: its Dockerfile, its plan, and a snapshot of all that decides on cache hits. The
 * same is taken of the Dockerfile after the offered fixes, so that their worth can be told.
 */
import path from 'node:path';
import { analyze, fixAll } from '../../core/analyze.ts';
import { takeSnapshot, type ContextFiles, type Snapshot } from '../../core/forecast/index.ts';
import type { ContextEntry, ContextNeeds } from '../../core/forecast/model.ts';
import { contextNeeds, planBuild } from '../../core/plan/index.ts';
import type {
  BuildOptions as PlanOptions,
  Engine,
  ImageLookup,
  Plan,
} from '../../core/plan/model.ts';
import { ignoreMatcher, parseIgnoreFile } from '../../core/syntax/dockerignore/index.ts';
import { parseRequirements, requirementsDigestText } from '../../core/syntax/requirements/index.ts';
import { lineIndex, positionAt } from '../../core/text/lines.ts';
import { createDigestCache, readContext, type DigestCache } from '../context/index.ts';
import { sha256 } from '../digest.ts';
import type { BuildOptions, ForecastProblem } from './model.ts';
import type { Sources } from './sources.ts';

export interface ReadBuild {
  readonly kind: 'build';
  readonly text: string;
  readonly plan: Plan;
  readonly snapshot: Snapshot;
  /** Null where there is nothing to fix. */
  readonly fixed: FixedBuild | null;
  /** Context paths that the steps read. */
  readonly paths: readonly string[];
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
}

export async function readBuild(
  input: ReadBuildInput,
): Promise<ReadBuild | { readonly kind: 'problem'; readonly problem: ForecastProblem }> {
  const { sources, options, engine, images } = input;
  const read = await sources.dockerfile();
  if (read.kind !== 'text') return problem('no-dockerfile', read.message);
  const { text } = read;
  const analysis = analyze({ text });
  const broken = analysis.findings.find((one) => one.rule === 'syntax' && one.severity === 'error');
  if (broken) {
    const { line } = positionAt(lineIndex(text), broken.span.start);
    return problem(
      'bad-dockerfile',
      `The Dockerfile cannot be built, line ${String(line)}: ${broken.message}`,
    );
  }
  const planOptions = toPlanOptions(options);
  const plan = planBuild(analysis.dockerfile, planOptions, engine, images);
  const wrong = plan.problems.find((one) => one.severity === 'error');
  if (wrong) return problem('unknown-target', wrong.message);
  const contexts = await readContexts(input, plan);
  const fixes = fixAll(text, {});
  const fixedPlan =
    fixes.applied.length === 0
      ? null
      : planBuild(analyze({ text: fixes.text }).dockerfile, planOptions, engine, images);
  return {
    kind: 'build',
    text,
    plan,
    snapshot: takeSnapshot(plan, contexts, sha256),
    fixed: fixedPlan && {
      titles: fixes.applied,
      plan: fixedPlan,
      snapshot: takeSnapshot(
        fixedPlan,
        sameNeeds(plan, fixedPlan) ? contexts : await readContexts(input, fixedPlan),
        sha256,
      ),
    },
    paths: [...(contexts.get('context')?.entries.keys() ?? [])],
  };
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
        ? await readMainContext(input.sources, needs)
        : await readNamedContext(input, name, needs),
    );
  }
  return contexts;
}

async function readMainContext(sources: Sources, needs: ContextNeeds): Promise<ContextFiles> {
  const ignore = await sources.ignoreFile();
  const matcher = ignore ? ignoreMatcher(parseIgnoreFile(ignore.text).value) : null;
  const files = await sources.context(needs, matcher);
  const entries = new Map<string, ContextEntry>();
  for (const [file, entry] of files.entries)
    entries.set(file, await withMeaning(sources, file, entry));
  return { entries, ...(ignore ? { ignore } : {}) };
}

/** Bytes; larger files are no hand-written requirements. */
const LARGEST_REQUIREMENTS = 1_000_000;

/** What pip reads of a requirements file, so that a reason can say that only a comment changed. */
async function withMeaning(
  sources: Sources,
  file: string,
  entry: ContextEntry,
): Promise<ContextEntry> {
  if (entry.kind !== 'file' || entry.size > LARGEST_REQUIREMENTS || !isRequirementsName(file))
    return entry;
  const text = await sources.file(file);
  if (text === null) return entry;
  return { ...entry, meaning: sha256(requirementsDigestText(parseRequirements(text).value)) };
}

function isRequirementsName(file: string): boolean {
  return /(?:requirements|constraints)[^/]*\.(?:txt|in)$|(?:^|\/)requirements\/[^/]+\.(?:txt|in)$/.test(
    file,
  );
}

const namedCaches = new Map<string, DigestCache>();

/** `--build-context name=folder`. Remote ones and images have no files here; the plan does not ask for them. */
async function readNamedContext(
  input: ReadBuildInput,
  name: string,
  needs: ContextNeeds,
): Promise<ContextFiles> {
  const folder = input.options.buildContexts?.[name];
  if (folder === undefined) return { entries: new Map() };
  const root = path.resolve(input.cwd, folder);
  const cache = namedCaches.get(root) ?? createDigestCache();
  namedCaches.set(root, cache);
  return readContext({ root, needs, ignore: null, cache });
}
