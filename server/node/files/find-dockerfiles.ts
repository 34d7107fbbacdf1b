/**
 * The Dockerfiles below a folder, by name. Folders that hold other people's code (dependencies, virtual environments,
 * version control) are left out, and so are links to folders: they lead to the same files again, or in circles.
 */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Dirent } from 'node:fs';
import { dockerfileKind, kindOfPath, matchName } from '../../core/documents/index.ts';
import { errorText } from './errors.ts';
import { lookAtFile, readBeginning } from './read-document.ts';

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
  /** Told of what has the name of a Dockerfile and cannot be read, and of folders that cannot be looked into. */
  readonly onProblem?: (problem: FoundProblem) => void;
}

export interface FoundProblem {
  /** Absolute. */
  readonly file: string;
  /** Fits behind `Cannot read FILE: `. */
  readonly reason: string;
}

/** Absolute paths, folders nearest to the top first, by name within a folder. */
export async function findDockerfiles(
  folder: string,
  options: FindOptions = {},
): Promise<readonly string[]> {
  const { onProblem = () => undefined } = options;
  const found: string[] = [];
  const queue = [folder];
  const limit = options.folderLimit ?? 20_000;
  for (let next = 0; next < queue.length; next += 1) {
    options.signal?.throwIfAborted();
    const current = queue[next] ?? folder;
    if (next >= limit) {
      const reason = `a search looks into ${String(limit)} folders at most`;
      onProblem({ file: current, reason });
      break;
    }
    const entries = await entriesOf(current, onProblem);
    if (next > 0 && entries.some((entry) => entry.name === VIRTUAL_ENVIRONMENT_MARK)) continue;
    for (const entry of entries) {
      const file = join(current, entry.name);
      if (entry.isDirectory()) {
        if (!SKIPPED_FOLDERS.has(entry.name)) queue.push(file);
      } else if (await isDockerfile(file, entry, onProblem)) found.push(file);
    }
  }
  return found;
}

async function entriesOf(
  folder: string,
  onProblem: NonNullable<FindOptions['onProblem']>,
): Promise<readonly Dirent[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch (error) {
    onProblem({ file: folder, reason: errorText(error) });
    return [];
  }
}

async function isDockerfile(
  file: string,
  entry: Dirent,
  onProblem: NonNullable<FindOptions['onProblem']>,
): Promise<boolean> {
  const match = matchName(dockerfileKind, entry.name);
  if (match === 'no') return false;
  if (!entry.isFile()) {
    const look = await lookAtFile(file);
    if (look.kind === 'problem' && match === 'yes') onProblem({ file, reason: look.reason });
    if (look.kind !== 'file') return false;
  }
  if (match === 'yes') return true;
  const text = await readBeginning(file, dockerfileKind);
  return text !== null && kindOfPath(entry.name, text) === dockerfileKind;
}
