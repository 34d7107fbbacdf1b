/**
 * An earlier snapshot that came out of a file, with what it says of unchanged files taken from a newer one: most of
 * 100,000 files are the same in both, and need not be kept twice.
 */
import { fileTable } from './changed-paths.ts';
import type { FileTable, Snapshot, SnapshotFile } from './model.ts';

export function shareFiles(old: Snapshot, now: Snapshot): Snapshot {
  const files = Object.entries(old.files).map(
    ([context, table]) => [context, sharedTable(table, fileTable(now, context))] as const,
  );
  return { ...old, files: Object.fromEntries(files) };
}

function sharedTable(old: FileTable, now: FileTable): FileTable {
  const shared = new Map<string, SnapshotFile>();
  let nSame = 0;
  for (const [path, file] of now) {
    const earlier = old.get(path);
    if (earlier === undefined) continue;
    const isSame = isSameFile(earlier, file);
    if (isSame) nSame++;
    // The path is the newer table's text as well.
    shared.set(path, isSame ? file : earlier);
  }
  if (nSame === now.size && nSame === old.size) return now;
  for (const [path, file] of old) if (!shared.has(path)) shared.set(path, file);
  return shared;
}

function isSameFile(a: SnapshotFile, b: SnapshotFile): boolean {
  return (
    a.record === b.record &&
    a.mode === b.mode &&
    a.size === b.size &&
    a.mtime === b.mtime &&
    a.meaning === b.meaning &&
    a.lines?.length === b.lines?.length &&
    (a.lines?.every((line, index) => line === b.lines?.[index]) ?? true)
  );
}
