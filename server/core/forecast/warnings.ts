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
  if (nMore > 0)
    warnings.push(
      `The same applies to ${nMore} more ${nMore === 1 ? 'file' : 'files'} of the context.`,
    );
  return warnings;
}

function staleWarning(path: string, before: SnapshotFile, after: SnapshotFile): string | null {
  if (before.record.startsWith('dir ') && after.record.startsWith('dir '))
    return `Only the mode of the folder ${path} changed. A builder that still has the context of an earlier build does not see this and uses its cached steps.`;
  const isSame = before.mode === after.mode && before.size === after.size;
  if (!isSame || before.mtime === undefined || before.mtime !== after.mtime) return null;
  if (withoutAttributes(before.record) === withoutAttributes(after.record))
    return `Only an extended attribute of ${path} changed. A builder that still has the context of an earlier build does not see this and uses its cached steps. Run \`touch ${path}\` to have the file sent again.`;
  return `The content of ${path} changed, but its size and modification time did not. A builder that still has the context of an earlier build reuses the old file. Run \`touch ${path}\` to have it sent again.`;
}
