/**
 * Folders that are commonly not wanted in an image: what version control, virtual environments, caches of tools and
 * editors leave beside the sources. Only names that nothing else has. Nothing here says that a build does not need
 * them, so what comes of it is a hint.
 */
import type { Amount, SizedFolder } from './model.ts';

const UNWANTED: ReadonlyMap<string, string> = new Map(
  Object.entries({
    '.git': 'the history of git',
    '.hg': 'the history of Mercurial',
    '.svn': 'the files of Subversion',
    '.venv': 'a virtual environment',
    __pycache__: 'compiled Python files',
    '.mypy_cache': 'a cache of mypy',
    '.pytest_cache': 'a cache of pytest',
    '.ruff_cache': 'a cache of ruff',
    '.pytype': 'a cache of pytype',
    '.tox': 'environments of tox',
    '.nox': 'environments of nox',
    '.hypothesis': 'examples of Hypothesis',
    '.ipynb_checkpoints': 'checkpoints of Jupyter',
    node_modules: 'installed Node packages',
    '.idea': 'settings of an editor',
    '.vscode': 'settings of an editor',
  }),
);

export function isUnwantedName(name: string): boolean {
  return UNWANTED.has(name);
}

export interface UnwantedFolders extends Amount {
  /** The line for the ignore file. */
  readonly pattern: string;
  /** What such folders hold. */
  readonly what: string;
}

/**
 * All folders of such a name that are sent, largest first. One that an instruction names itself, as `COPY .git .git`
 * does, is wanted: `isNamed` tells.
 */
export function unwantedFolders(
  root: SizedFolder,
  isNamed: (path: string) => boolean,
): readonly UnwantedFolders[] {
  const found = new Map<string, { files: number; bytes: number; isDeep: boolean }>();
  const stack = [...root.folders];
  for (let folder = stack.pop(); folder !== undefined; folder = stack.pop()) {
    const slash = folder.path.lastIndexOf('/');
    const name = folder.path.slice(slash + 1);
    if (!UNWANTED.has(name) || isNamed(folder.path)) {
      stack.push(...folder.folders);
      continue;
    }
    if (folder.files === 0) continue;
    const sum = found.get(name) ?? { files: 0, bytes: 0, isDeep: false };
    sum.files += folder.files;
    sum.bytes += folder.bytes;
    sum.isDeep ||= slash >= 0;
    found.set(name, sum);
  }
  return [...found]
    .map(([name, { files, bytes, isDeep }]) => {
      return {
        pattern: isDeep ? `**/${name}` : name,
        what: UNWANTED.get(name) ?? '',
        files,
        bytes,
      };
    })
    .sort((a, b) => b.bytes - a.bytes || (a.pattern < b.pattern ? -1 : 1));
}
