/** Which packages of a requirements file are others than in an earlier build, by what two snapshots say of the file. */
import type { SnapshotFile } from './model.ts';

/**
 * Normalized names. All of the file's packages where nobody wrote down what they were before; none where pip reads the
 * same. `wasAsked`: another file asked for the same before, so that a package that only moved is not another one.
 */
export function changedPackages(
  before: SnapshotFile | undefined,
  now: SnapshotFile | undefined,
  wasAsked: (name: string, digest: string) => boolean = () => false,
): readonly string[] {
  if (now?.packages === undefined) return [];
  if (before?.meaning !== undefined && before.meaning === now.meaning) return [];
  const known = new Map(Object.entries(before?.packages ?? {}));
  return Object.entries(now.packages)
    .filter(([name, digest]) => known.get(name) !== digest && !wasAsked(name, digest))
    .map(([name]) => name);
}
