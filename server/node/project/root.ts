/** The root of a project: the repository that a file is in, else the folder that was opened, else its own folder. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { isInside } from '../files/index.ts';

export interface Roots {
  readonly rootOf: (file: string) => string;
  readonly forget: () => void;
}

export function createRoots(folders: () => readonly string[]): Roots {
  const known = new Map<string, string | null>();

  /** The nearest folder with `.git`, a folder or (in worktrees and submodules) a file. */
  function repositoryOf(folder: string): string | null {
    const found = known.get(folder);
    if (found !== undefined) return found;
    const above = path.dirname(folder);
    const root = existsSync(path.join(folder, '.git'))
      ? folder
      : above === folder
        ? null
        : repositoryOf(above);
    known.set(folder, root);
    return root;
  }

  return {
    rootOf: (file) => {
      const folder = path.dirname(file);
      const opened = folders()
        .filter((one) => isInside(one, file))
        .sort((a, b) => a.length - b.length);
      return repositoryOf(folder) ?? opened[0] ?? folder;
    },
    forget: () => known.clear(),
  };
}
