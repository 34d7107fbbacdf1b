/** Why the steps of a recorded build ran: finds the build, the one before it, and their snapshots. */
import type { Snapshot } from '../../core/forecast/index.ts';
import { explainOutside } from '../../core/report/explain-outside.ts';
import { explainReport, recordedBuild } from '../../core/report/explain-report.ts';
import { isBaseline, type BuildRecord } from '../../core/timing/index.ts';
import type { ExplainReport, RecordedBuild } from '../../protocol/report.ts';
import { sha256 } from '../digest.ts';
import { relativePath } from '../files/index.ts';
import { reasonPath, readSnapshotPair } from '../forecasting/index.ts';
import { formatLocalTime } from '../local-time.ts';

export interface ExplainBuildInput {
  /** Every recorded build, oldest first. */
  readonly records: readonly BuildRecord[];
  readonly record: BuildRecord;
  /** The build to compare with; absent: the one before. */
  readonly since?: BuildRecord;
  readonly readSnapshot: (id: string) => Promise<string | null>;
  /** Absolute folder that reported paths are relative to. */
  readonly base: string;
}

export type ExplainAnswer =
  | { readonly kind: 'explained'; readonly report: ExplainReport }
  /** Nothing can be said, and why. */
  | { readonly kind: 'problem'; readonly message: string };

export async function explainBuild(input: ExplainBuildInput): Promise<ExplainAnswer> {
  const { record, records, base } = input;
  if (record.madeOutside === true) return explainedOutside(input);
  const since = input.since ?? buildBefore(records, record);
  const refused = since === null ? null : whyNotSince(record, since);
  if (refused !== null) return { kind: 'problem', message: refused };
  const snapshot = await snapshotOf(record, input);
  if (snapshot === null) {
    const message = `The build ${inWords(record)} has no snapshot that this release can read, so it is not known what changed. Builds from now on keep one.`;
    return { kind: 'problem', message };
  }
  const before = since && (await snapshotOf(since, input));
  if (since !== null && before === null) {
    const message = `The build before, ${inWords(since)}, has no snapshot that this release can read, so it is not known what changed. Choose another one with --since ID.`;
    return { kind: 'problem', message };
  }
  const { key, options } = record;
  const place = { dockerfile: key.dockerfile, context: key.context };
  const shown = (file: string): string => relativePath(base, file);
  const report = explainReport({
    record,
    snapshot,
    since: since &&
      before && { record: since, snapshot: before, words: `the build of ${whenOf(since)}` },
    digest: sha256,
    fileOf: (role) => shown(reasonPath({ place, options, base }, snapshot, role)),
    shown,
  });
  return { kind: 'explained', report };
}

function explainedOutside({ record, since, base }: ExplainBuildInput): ExplainAnswer {
  if (since !== undefined) {
    const message = `The build ${inWords(record)} was made outside of Layer Forecast: its files are not known, so it cannot be compared with another build.`;
    return { kind: 'problem', message };
  }
  const shown = (file: string): string => relativePath(base, file);
  return { kind: 'explained', report: explainOutside({ record, shown }) };
}

/** The last one before it that a forecast would have gone by. */
function buildBefore(records: readonly BuildRecord[], record: BuildRecord): BuildRecord | null {
  const index = records.findIndex(({ id }) => id === record.id);
  const earlier = index < 0 ? records : records.slice(0, index);
  return earlier.findLast((one) => isBaseline(one) && isSameBuild(one, record)) ?? null;
}

function isSameBuild(one: BuildRecord, other: BuildRecord): boolean {
  return (
    one.invocation === other.invocation &&
    one.key.dockerfile === other.key.dockerfile &&
    (one.invocation !== undefined || one.key.context === other.key.context) &&
    one.key.target === other.key.target &&
    one.key.builder === other.key.builder
  );
}

function whyNotSince(record: BuildRecord, since: BuildRecord): string | null {
  if (since.id === record.id) return 'A build cannot be compared with itself.';
  if (since.key.dockerfile !== record.key.dockerfile)
    return `The build ${inWords(since)} is of another Dockerfile, ${since.key.dockerfile}.`;
  if (since.madeOutside === true)
    return `The build ${inWords(since)} was made outside of Layer Forecast: its files are not known. Choose one that was built from here.`;
  if (!isBaseline(since))
    return `The build ${inWords(since)} did not succeed, so it filled the cache only in part. Choose a successful one.`;
  return null;
}

async function snapshotOf(
  { snapshot }: BuildRecord,
  { readSnapshot }: ExplainBuildInput,
): Promise<Snapshot | null> {
  const text = snapshot === null ? null : await readSnapshot(snapshot);
  return text === null ? null : (readSnapshotPair(text)?.plain ?? null);
}

function whenOf({ started }: BuildRecord): string {
  return formatLocalTime(started);
}

/** `1a2b3c4d (today 14:07)`. */
function inWords(record: BuildRecord): string {
  return `${shortId(record.id)} (${whenOf(record)})`;
}

/** Enough to tell builds apart, and short enough to type. */
const N_SHOWN = 8;

export function shortId(id: string): string {
  return id.slice(0, N_SHOWN);
}

/** All records whose id begins with this text. */
export function recordsById(
  records: readonly BuildRecord[],
  beginning: string,
): readonly BuildRecord[] {
  const exact = records.filter(({ id }) => id === beginning);
  return exact.length > 0 ? exact : records.filter(({ id }) => id.startsWith(beginning));
}

export function recordedBuilds(
  records: readonly BuildRecord[],
  base: string,
): readonly RecordedBuild[] {
  return records.map((record) => recordedBuild(record, (file) => relativePath(base, file)));
}
