/**
 * A snapshot as it is kept: of the build as it is and of the build after the offered fixes. Opaque to everybody else;
 * the version says whether this release can read it.
 */
import { parseSnapshot, writeSnapshot, type Snapshot } from '../../core/forecast/index.ts';

const SNAPSHOT_FILE_VERSION = 1;

export interface SnapshotPair {
  readonly plain: Snapshot;
  readonly fixed: Snapshot | null;
}

export function writeSnapshotPair(pair: SnapshotPair): string {
  return `${JSON.stringify({
    version: SNAPSHOT_FILE_VERSION,
    plain: writeSnapshot(pair.plain),
    fixed: pair.fixed && writeSnapshot(pair.fixed),
  })}\n`;
}

/** Null for what is not a snapshot, or is one of another version. */
export function readSnapshotPair(text: string): SnapshotPair | null {
  const value = parseJson(text);
  if (typeof value !== 'object' || value === null) return null;
  if (!('version' in value) || value.version !== SNAPSHOT_FILE_VERSION) return null;
  const plain =
    'plain' in value && typeof value.plain === 'string' ? parseSnapshot(value.plain) : null;
  if (!plain) return null;
  const fixed =
    'fixed' in value && typeof value.fixed === 'string' ? parseSnapshot(value.fixed) : null;
  return { plain, fixed };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Whatever it is, it is not a snapshot.
    return null;
  }
}
