/**
 * The files below a folder. Folders that hold other people's code (dependencies, virtual environments, version control)
 * are left out, and so are links to folders: they lead to the same files again, or in circles.
 */
import { readdirSync, type Dirent } from 'node:fs';
import { join } from 'node:path';
import { createSlices } from '../slices.ts';
import { errorText } from './errors.ts';

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
  /** Told of what has the name that is looked for and cannot be read, and of folders that cannot be looked into. */
  readonly onProblem?: (problem: FoundProblem) => void;
}

export interface FoundProblem {
  /** Absolute. */
  readonly file: string;
  /** Fits behind `Cannot read FILE: `. */
  readonly reason: string;
}

/** What is below a folder and no folder itself; with the entry, which says whether it is a file or a link. */
export interface FoundEntry {
  /** Absolute. */
  readonly file: string;
  readonly entry: Dirent;
}

/** Absolute paths of files and of links, folders nearest to the top first, by name within a folder. */
export async function findFiles(
  folder: string,
  options: FindOptions = {},
): Promise<readonly string[]> {
  const found = await findEntries(folder, options);
  return found
    .filter(({ entry }) => entry.isFile() || entry.isSymbolicLink())
    .map(({ file }) => file);
}

export async function findEntries(
  folder: string,
  options: FindOptions = {},
): Promise<readonly FoundEntry[]> {
  const { onProblem = () => undefined } = options;
  const found: FoundEntry[] = [];
  const queue = [folder];
  const limit = options.folderLimit ?? 20_000;
  const slices = createSlices(options.signal);
  for (let next = 0; next < queue.length; next += 1) {
    options.signal?.throwIfAborted();
    const current = queue[next] ?? folder;
    if (next >= limit) {
      const reason = `a search looks into ${String(limit)} folders at most`;
      onProblem({ file: current, reason });
      break;
    }
    if (slices.due()) await slices.rest();
    const { entries, reason } = list(current);
    if (reason !== null) onProblem({ file: current, reason });
    if (next > 0 && entries.some((entry) => entry.name === VIRTUAL_ENVIRONMENT_MARK)) continue;
    for (const entry of entries) {
      const file = join(current, entry.name);
      if (!entry.isDirectory()) found.push({ file, entry });
      else if (!SKIPPED_FOLDERS.has(entry.name)) queue.push(file);
    }
  }
  return found;
}

interface Listing {
  readonly entries: readonly Dirent[];
  /** Why the folder cannot be read; null where it was. */
  readonly reason: string | null;
}

function list(folder: string): Listing {
  try {
    const entries = readdirSync(folder, { withFileTypes: true });
    return { entries: entries.sort((a, b) => (a.name < b.name ? -1 : 1)), reason: null };
  } catch (error) {
    return { entries: [], reason: errorText(error) };
  }
}
