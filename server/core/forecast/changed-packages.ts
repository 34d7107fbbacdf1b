/** Which packages of a requirements file are others than in an earlier build, by what two snapshots say of the file. */
import type { SnapshotFile } from './model.ts';

/**
 * Normalized names. All of the file's packages where nobody wrote down what they were before; none where pip reads the
 * same.
 */
export function changedPackages(
  before: SnapshotFile | undefined,
  now: SnapshotFile | undefined,
): readonly string[] {
  if (now?.packages === undefined) return [];
  if (before?.meaning !== undefined && before.meaning === now.meaning) return [];
  const known = new Map(Object.entries(before?.packages ?? {}));
  return Object.entries(now.packages)
    .filter(([name, digest]) => known.get(name) !== digest)
    .map(([name]) => name);
}
