/** Where a forecast starts from: the state of an earlier build, as one or several snapshots. */
import { contextKey } from '../../core/lint/lint.ts';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { BuildRecord } from '../../core/timing/index.ts';
import type { Since } from '../../protocol/report.ts';
import { realPath } from '../context/index.ts';
import { errorText } from '../files/index.ts';
import {
  gitState,
  isInCheckout,
  ok,
  openCheckout,
  resolveRevision,
  type Checkout,
  type GitResult,
  type GitTool,
} from '../git/index.ts';
import { placeCacheOf, type ForecastCaches } from './caches.ts';
import {
  STILL_DISK,
  diskSources,
  gitSources,
  type DiskInput,
  type Sources,
} from '../project/index.ts';
import type { Baseline, ForecastRequest, ResolvedBaseline } from './model.ts';
import { readBuild, type ReadBuildInput } from './read-build.ts';
import { readSnapshotPair, sharePair, type SnapshotPair } from './snapshot-file.ts';

export type Checkouts = ReadonlyMap<string, GitResult<Checkout>>;

export type BaselineResult =
  | ResolvedBaseline
  /** `absent`: there is no such baseline yet, which is no mistake of the user's. */
  | { readonly kind: 'absent'; readonly message: string }
  | { readonly kind: 'bad'; readonly message: string };

export interface BaselineInput {
  readonly baseline: Baseline;
  readonly cwd: string;
  readonly lastBuild: BuildRecord | undefined;
  readonly readSnapshot: (id: string) => Promise<string | null>;
  readonly disk: DiskInput;
  /** Null where git may not run, or is not found. */
  readonly git: GitTool | null;
  /** Revisions that were looked at before the build as it stands. */
  readonly checkouts: Checkouts;
  readonly caches: ForecastCaches;
  /** Says the same as `build.images`, as a text. */
  readonly imagesKey: string;
  readonly build: Omit<ReadBuildInput, 'sources'>;
  /** The build as it stands. */
  readonly now: SnapshotPair;
}

export async function resolveBaseline(input: BaselineInput): Promise<BaselineResult> {
  const { baseline } = input;
  switch (baseline.kind) {
    case 'last-build':
      return lastBuild(input);
    case 'snapshot':
      return snapshotFile(path.resolve(input.cwd, baseline.file), baseline.file);
    case 'git':
      return gitRevision(input, baseline.revision);
    case 'saved-files': {
      const read = await readBuild({ ...baselineBuild(input), sources: savedSources(input) });
      if (read.kind === 'problem') return { kind: 'absent', message: read.problem.message };
      return resolved(read, { kind: 'saved-files', id: 'saved files' });
    }
  }
}

function savedSources({ disk }: BaselineInput): Sources {
  return diskSources({ ...disk, overlay: new Map() });
}

async function lastBuild({
  lastBuild: record,
  readSnapshot,
  caches,
  now,
}: BaselineInput): Promise<BaselineResult> {
  if (!record) {
    return {
      kind: 'absent',
      message:
        'No build from here yet. Build once ("Layer Forecast: Build Image", or layer-forecast build), or choose another baseline such as git:HEAD.',
    };
  }
  const pair = await recordedPair(record.snapshot, { readSnapshot, caches, now });
  if (!pair) {
    return {
      kind: 'absent',
      message: 'This release cannot read the snapshot of the last build. Build once more.',
    };
  }
  return {
    kind: 'resolved',
    pair,
    since: { kind: 'last-build', id: record.id, time: record.started },
    assumed: [],
  };
}

async function recordedPair(
  id: string | null,
  { readSnapshot, caches, now }: Pick<BaselineInput, 'readSnapshot' | 'caches' | 'now'>,
): Promise<SnapshotPair | null> {
  if (id === null) return null;
  const known = caches.baselines.get(id);
  if (known) return known;
  const text = await readSnapshot(id);
  const read = text === null ? null : readSnapshotPair(text);
  const pair = read && sharePair(read, now);
  if (pair) caches.baselines.set(id, pair);
  return pair;
}

function baselineBuild({ build, caches, disk }: BaselineInput): BaselineInput['build'] {
  return { ...build, plans: placeCacheOf(caches, disk.place).baselinePlans };
}

async function snapshotFile(file: string, shown: string): Promise<BaselineResult> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    return { kind: 'bad', message: `Cannot read the snapshot ${shown}: ${errorText(error)}.` };
  }
  const pair = readSnapshotPair(text);
  if (pair) return { kind: 'resolved', pair, since: { kind: 'snapshot', id: shown }, assumed: [] };
  return {
    kind: 'bad',
    message: `${shown} is not a snapshot of this release. Make one with layer-forecast snapshot -o FILE.`,
  };
}

async function gitRevision(input: BaselineInput, revision: string): Promise<BaselineResult> {
  const { build, caches, disk, git } = input;
  const { place, signal } = disk;
  const folder = realPath(place.context);
  const asked = { folder, revision, git, ...(signal ? { signal } : {}) };
  const opened = input.checkouts.get(revision);
  const commit = opened?.kind === 'ok' ? ok(opened.value.commit) : await resolveRevision(asked);
  if (commit.kind === 'problem') return { kind: 'bad', message: commit.problem.message };
  const { options, engine, rules = {} } = build;
  const state = [gitState(folder), disk.disk.count, git !== null];
  const key = JSON.stringify([
    ...[commit.value, revision, place, options, engine, contextKey(rules), input.imagesKey, state],
  ]);
  // Untracked files are part of it, of which a single request has heard nothing.
  const known = disk.disk === STILL_DISK ? undefined : caches.gitBaselines.get(key);
  if (known && Date.now() - known.at < BELIEVED_MILLISECONDS) return known.baseline;
  const at = Date.now();
  const checkout = opened ?? (await openCheckout(asked));
  if (checkout.kind === 'problem') return { kind: 'bad', message: checkout.problem.message };
  if (place.inline === undefined && !isInCheckout(checkout.value, place.dockerfile))
    return {
      kind: 'bad',
      message: `${place.dockerfile} is outside the repository of the context, so git has no earlier state of it.`,
    };
  const { sources, trouble, assumed } = gitSources({
    ...{ place, revision, disk, checkout: checkout.value },
    saved: savedSources(input),
  });
  const read = await readBuild({ ...baselineBuild(input), sources });
  const reason = trouble();
  if (reason !== null) return { kind: 'bad', message: reason };
  if (read.kind === 'problem')
    return { kind: 'bad', message: `In ${revision}: ${read.problem.message}` };
  const baseline = { ...resolved(read, { kind: 'git', id: revision }), assumed: assumed() };
  caches.gitBaselines.set(key, { at, baseline });
  return baseline;
}

export interface AheadInput {
  readonly request: ForecastRequest;
  readonly lastBuild: BuildRecord | undefined;
  readonly git: GitTool | null;
}

/**
 * A single forecast that compares with git alone need not read what git calls unmodified: the revisions are asked for first.
 * A second request gets the digests of all files, which hold for longer. Null where it compares with more.
 */
export function openAhead(
  { request, lastBuild, git }: AheadInput,
  isEdited: boolean,
): Promise<Checkouts> | null {
  const { disk, since } = request;
  const isDefault = since.length === 0;
  if (disk !== undefined || isEdited || (isDefault && lastBuild)) return null;
  const revisions = (isDefault ? [HEAD] : since).flatMap((one) =>
    one.kind === 'git' ? [one.revision] : [],
  );
  return isDefault || revisions.length === since.length ? openAll(request, revisions, git) : null;
}

async function openAll(
  { place, signal }: ForecastRequest,
  revisions: readonly string[],
  git: GitTool | null,
): Promise<Checkouts> {
  const folder = realPath(place.context);
  const opened = new Map<string, GitResult<Checkout>>();
  for (const revision of revisions)
    opened.set(
      revision,
      await openCheckout({ folder, revision, git, ...(signal ? { signal } : {}) }),
    );
  return opened;
}

const HEAD: Baseline = { kind: 'git', revision: 'HEAD' };

/** Not every change on disk is heard of. */
const BELIEVED_MILLISECONDS = 30_000;

function resolved(
  read: {
    readonly snapshot: SnapshotPair['plain'];
    readonly fixed: { readonly snapshot: SnapshotPair['plain'] } | null;
  },
  since: Since,
): ResolvedBaseline {
  return {
    kind: 'resolved',
    pair: { plain: read.snapshot, fixed: read.fixed?.snapshot ?? null },
    since,
    assumed: [],
  };
}
