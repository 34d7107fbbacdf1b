/** Where a builder may do something else than the keys say, because it holds an older copy of the context. */
import { changedPaths, fileTable } from './changed-paths.ts';
import { withoutAttributes } from './file-changes.ts';
import type { Snapshot, SnapshotFile } from './model.ts';

const MAX_WARNINGS = 5;

export function staleWarnings(old: Snapshot, now: Snapshot): readonly string[] {
  const warnings: string[] = [];
  let nMore = 0;
  for (const [context, files] of Object.entries(now.files)) {
    const earlier = fileTable(old, context);
    for (const path of changedPaths(earlier, files)) {
      const [before, after] = [earlier.get(path), files.get(path)];
      const warning = before && after ? staleWarning(path, before, after) : null;
      if (warning === null) continue;
      if (warnings.length < MAX_WARNINGS) warnings.push(warning);
      else nMore++;
    }
  }
  if (nMore > 0) warnings.push(`The same holds for ${nMore} more of the context's files.`);
  return warnings;
}

function staleWarning(path: string, before: SnapshotFile, after: SnapshotFile): string | null {
  if (before.record.startsWith('dir ') && after.record.startsWith('dir '))
    return `Only the mode of the folder ${path} changed. A builder that still holds the context from an earlier build will not notice, and find the old steps in its cache.`;
  const isSame = before.mode === after.mode && before.size === after.size;
  if (!isSame || before.mtime === undefined || before.mtime !== after.mtime) return null;
  if (withoutAttributes(before.record) === withoutAttributes(after.record))
    return `Only an extended attribute of ${path} changed. A builder that still holds the context from an earlier build will not notice, and find the old steps in its cache; \`touch ${path}\` helps.`;
  return `${path} has other content but the same size and time of change as before. A builder that still holds the context from an earlier build will reuse the old file; \`touch ${path}\` helps.`;
}
