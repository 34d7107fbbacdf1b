/** The files of the build contexts that a build sends, with their sizes: plans the build, then measures each context. */
import path from 'node:path';
import { contextReport, type MeasuredContextInput } from '../../core/report/context-report.ts';
import { followedPaths, type FollowedPath } from '../../core/plan/index.ts';
import { ignoreMatcher, parseIgnoreFile } from '../../core/syntax/dockerignore/index.ts';
import { maskOfValues } from '../../core/text/mask.ts';
import type { ContextReport } from '../../protocol/report.ts';
import { findIgnoreFile, measureContext, type MeasuredContext } from '../context/index.ts';
import { relativePath } from '../files/index.ts';
import type { BuilderKnowledge } from './builder.ts';
import type { ForecastCaches } from './caches.ts';
import { STILL_DISK, diskSources, type DiskJournal } from '../project/index.ts';
import { invocationInfo } from './forecast.ts';
import type { BuildRequest, MaskedProblem } from './model.ts';
import { readPlan } from './read-build.ts';
import { stateOf } from './request-state.ts';

export interface ContextQuestion extends BuildRequest {
  /** List each file that is sent. */
  readonly everyFile?: boolean;
}

export type ContextAnswer =
  | { readonly kind: 'measured'; readonly report: ContextReport }
  | { readonly kind: 'problem'; readonly problem: MaskedProblem };

export interface ContextSizesInput {
  readonly request: ContextQuestion;
  readonly builder: BuilderKnowledge;
  readonly caches: ForecastCaches;
  readonly memory: SizesMemory;
}

interface LocalFolder {
  readonly name: string;
  readonly root: string;
  /** Null for a named context, which has no ignore file of a Dockerfile. */
  readonly dockerfile: string | null;
}

interface FoundProblem {
  readonly file?: string;
  readonly message: string;
}

export async function contextSizes(input: ContextSizesInput): Promise<ContextAnswer> {
  const { request, builder, caches } = input;
  const { place, options, base } = request;
  const mask = maskOfValues(options.buildArgs);
  const { disk, build } = stateOf(request, builder, caches);
  const planned = await readPlan({ ...build, sources: diskSources(disk) });
  if (planned.kind === 'problem') {
    const { problem } = planned;
    return { kind: 'problem', problem: { ...problem, message: mask(problem.message) } };
  }
  request.signal?.throwIfAborted();
  const { plan } = planned;
  const followed = followedPaths(plan);
  const { folders, elsewhere } = contextsOf(request, followed);
  const problems: FoundProblem[] = [];
  const contexts: MeasuredContextInput[] = [];
  for (const folder of folders) {
    const asked = followed.get(folder.name) ?? [];
    contexts.push(await measureFolder(input, folder, asked, problems));
  }
  const report = contextReport({
    plan,
    dockerfile: relativePath(base, place.dockerfile),
    invocation: invocationInfo(request),
    contexts,
    elsewhere,
    problems,
    mask,
  });
  return { kind: 'measured', report };
}

/** `docker-image://alpine`, `https://…`, `git@…`, `oci-layout://…`: no folder of this machine. */
const NO_FOLDER = /^(?:[a-z][a-z0-9+.-]*:\/\/|git@|github\.com\/)/i;

function contextsOf(
  { place, options, base }: ContextQuestion,
  followed: ReadonlyMap<string, readonly FollowedPath[]>,
): {
  readonly folders: readonly LocalFolder[];
  readonly elsewhere: Readonly<Record<string, string>>;
} {
  const folders: LocalFolder[] = [
    { name: 'context', root: place.context, dockerfile: place.dockerfile },
  ];
  const elsewhere: Record<string, string> = {};
  for (const [name, value] of Object.entries(options.buildContexts ?? {})) {
    if (NO_FOLDER.test(value)) elsewhere[name] = value;
    else if (followed.has(name) && name !== 'context')
      folders.push({ name, root: path.resolve(base, value), dockerfile: null });
  }
  return { folders, elsewhere };
}

async function measureFolder(
  { request, memory }: ContextSizesInput,
  { name, root, dockerfile }: LocalFolder,
  asked: readonly FollowedPath[],
  problems: FoundProblem[],
): Promise<MeasuredContextInput> {
  const { base, overlay = new Map<string, string>(), everyFile = false, signal } = request;
  const shown = (file: string): string => relativePath(base, file) || '.';
  const found = await findIgnoreFile(dockerfile, root, overlay);
  if (found.kind === 'unreadable')
    problems.push({ file: shown(found.path), message: found.message });
  const text = found.kind === 'found' ? found.text : '';
  const parsed = parseIgnoreFile(text);
  if (found.kind === 'found')
    for (const { message } of parsed.problems) problems.push({ file: shown(found.path), message });
  const measured = await memory(
    JSON.stringify([root, text, asked, everyFile]),
    request.disk ?? STILL_DISK,
    () =>
      measureContext({
        root,
        asked,
        everyFile,
        ignore: text === '' ? null : ignoreMatcher(parsed.value),
        ...(signal ? { signal } : {}),
      }),
  );
  for (const { path: inside, message } of measured.problems)
    problems.push({ file: shown(path.join(root, inside)), message });
  const { total, isWhole, sent, files } = measured;
  return {
    name,
    folder: shown(root),
    ignoreFile: found.kind === 'found' ? shown(found.path) : null,
    usualIgnoreFile: shown(path.join(root, '.dockerignore')),
    ...{ asked, total, isWhole, sent, files },
  };
}

/** What was measured before, as long as nobody heard of a change on disk. */
export type SizesMemory = (
  key: string,
  disk: DiskJournal,
  measure: () => Promise<MeasuredContext>,
) => Promise<MeasuredContext>;

/** Watchers leave folders out, and sleep: after this time all is looked at again. */
const BELIEVED_MILLISECONDS = 30_000;

const N_KEPT = 4;

/** Kept while the contexts are the same: typing only plans the Dockerfile again. */
export function createSizesMemory(now: () => number = Date.now): SizesMemory {
  const kept = new Map<
    string,
    { readonly at: number; readonly count: number; readonly measured: MeasuredContext }
  >();
  return async (key, disk, measure) => {
    const known = kept.get(key);
    const { count } = disk;
    if (known?.count === count && now() - known.at < BELIEVED_MILLISECONDS) return known.measured;
    const at = now();
    const measured = await measure();
    kept.delete(key);
    for (const oldest of kept.keys()) {
      if (kept.size < N_KEPT) break;
      kept.delete(oldest);
    }
    kept.set(key, { at, count, measured });
    return measured;
  };
}
