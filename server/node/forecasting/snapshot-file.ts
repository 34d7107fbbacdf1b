/**
 * A snapshot as it is kept: of the build as it is and of the build after the offered fixes. Opaque to everybody else;
 * the version says whether this release can read it.
 */
import {
  parseSnapshot,
  shareFiles,
  writeSnapshot,
  type Snapshot,
} from '../../core/forecast/index.ts';
import { readJson } from '../../core/text/json.ts';

const SNAPSHOT_FILE_VERSION = 1;

export interface SnapshotPair {
  readonly plain: Snapshot;
  readonly fixed: Snapshot | null;
  /** How the engine of the snapshots is known; absent where an older release wrote the file. */
  readonly engineFrom?: EngineSource;
}

/** `asked`: docker said so; `assumed`: neither docker nor a recorded build did. */
export type EngineSource = (typeof ENGINE_SOURCES)[number];

const ENGINE_SOURCES = ['asked', 'last-build', 'assumed'] as const;

export function writeSnapshotPair({ plain, fixed, engineFrom }: SnapshotPair): string {
  // A fix seldom changes which files are read: then they are written once.
  const isShared = fixed !== null && hasSameFiles(plain, fixed);
  return `${JSON.stringify({
    version: SNAPSHOT_FILE_VERSION,
    plain: writeSnapshot(plain),
    fixed: fixed && writeSnapshot(isShared ? { ...fixed, files: {} } : fixed),
    ...(isShared ? { sharedFiles: true } : {}),
    ...(engineFrom === undefined ? {} : { engineFrom }),
  })}\n`;
}

function hasSameFiles(a: Snapshot, b: Snapshot): boolean {
  const names = [a, b].map(({ files }) => Object.keys(files));
  return names.every((all) => all.every((name) => a.files[name] === b.files[name]));
}

/** Null for what is not a snapshot, or is one of another version. */
export function readSnapshotPair(text: string): SnapshotPair | null {
  const value = readJson(text);
  if (typeof value !== 'object' || value === null) return null;
  if (!('version' in value) || value.version !== SNAPSHOT_FILE_VERSION) return null;
  const plain =
    'plain' in value && typeof value.plain === 'string' ? parseSnapshot(value.plain) : null;
  if (!plain) return null;
  const fixed =
    'fixed' in value && typeof value.fixed === 'string' ? parseSnapshot(value.fixed) : null;
  const isShared = 'sharedFiles' in value && value.sharedFiles === true;
  const from = 'engineFrom' in value ? value.engineFrom : undefined;
  const engineFrom = ENGINE_SOURCES.find((one) => one === from);
  return {
    plain,
    fixed: fixed && isShared ? { ...fixed, files: plain.files } : fixed,
    ...(engineFrom === undefined ? {} : { engineFrom }),
  };
}

/** The same, with what it says of unchanged files taken from a newer one, so that it is not kept twice. */
export function sharePair(old: SnapshotPair, now: SnapshotPair): SnapshotPair {
  const plain = shareFiles(old.plain, now.plain);
  if (!old.fixed) return { ...old, plain };
  const isShared = hasSameFiles(old.plain, old.fixed);
  return {
    ...old,
    plain,
    fixed: isShared
      ? { ...old.fixed, files: plain.files }
      : shareFiles(old.fixed, now.fixed ?? now.plain),
  };
}
