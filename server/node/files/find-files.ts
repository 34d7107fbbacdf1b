/**
 * The files below a folder. Folders that hold other people's code (dependencies, virtual environments, version control)
 * are left out, and so are links to folders: they lead to the same files again, or in circles.
 */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

const SKIPPED_FOLDERS: ReadonlySet<string> = new Set([
  'node_modules',
  '.git',
  '.hg',
  '.svn',
  '.venv',
  'venv',
  '.tox',
  '.nox',
  '.mypy_cache',
  '.pytest_cache',
  '.ruff_cache',
  '__pycache__',
  'site-packages',
  '.terraform',
]);

/** A virtual environment can have any name, but always this file. */
const VIRTUAL_ENVIRONMENT_MARK = 'pyvenv.cfg';

export interface FindOptions {
  /** Folders looked into at most; the rest is left out. */
  readonly folderLimit?: number;
  readonly signal?: AbortSignal;
}

/** Absolute paths, folders nearest to the top first, by name within a folder. Unreadable folders are left out. */
export async function findFiles(
  folder: string,
  options: FindOptions = {},
): Promise<readonly string[]> {
  const found: string[] = [];
  const queue = [folder];
  const limit = options.folderLimit ?? 20_000;
  for (let next = 0; next < queue.length && next < limit; next += 1) {
    options.signal?.throwIfAborted();
    const current = queue[next] ?? folder;
    const entries = await readdir(current, { withFileTypes: true }).catch(() => []);
    if (next > 0 && entries.some((entry) => entry.name === VIRTUAL_ENVIRONMENT_MARK)) continue;
    entries.sort((a, b) => (a.name < b.name ? -1 : 1));
    for (const entry of entries) {
      if (entry.isDirectory()) {
        if (!SKIPPED_FOLDERS.has(entry.name)) queue.push(join(current, entry.name));
      } else if (entry.isFile() || entry.isSymbolicLink()) {
        found.push(join(current, entry.name));
      }
    }
  }
  return found;
}
