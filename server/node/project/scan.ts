/**
 * The files of a project by name: everything below its folders, and of the folders above them, up to the root of the
 * repository, the files that lie there themselves (a compose file above the opened folder builds what is in it).
 */
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { findFiles } from '../files/index.ts';
import { isInside } from '../files/index.ts';

export interface FoundFiles {
  /** Absolute, nearest to the top first. */
  readonly dockerfiles: readonly string[];
  /** Compose, bake, script and CI files. */
  readonly buildFiles: readonly string[];
  readonly requirements: readonly string[];
}

export interface ScanInput {
  readonly folders: readonly string[];
  readonly rootOf: (file: string) => string;
  readonly isDockerfile: (file: string) => boolean;
  readonly isBuildFile: (file: string) => boolean;
  readonly isRequirements: (file: string) => boolean;
}

/** Folders of a repository's root in which build files are by convention. */
const CONVENTIONAL = ['', '.github/workflows', '.circleci', '.vscode', '.devcontainer', 'scripts'];

export async function scan(input: ScanInput): Promise<FoundFiles> {
  const { folders } = input;
  const inner = folders.filter(
    (folder) => !folders.some((other) => other !== folder && isInside(other, folder)),
  );
  const below = await Promise.all(inner.map((folder) => findFiles(folder)));
  const above = await Promise.all(inner.map((folder) => filesAbove(folder, input.rootOf)));
  const files = [...new Set(below.flat())];
  return {
    dockerfiles: files.filter(input.isDockerfile),
    buildFiles: [...new Set([...files, ...above.flat()])].filter(input.isBuildFile),
    requirements: files.filter(input.isRequirements),
  };
}

async function filesAbove(
  folder: string,
  rootOf: (file: string) => string,
): Promise<readonly string[]> {
  const root = rootOf(path.join(folder, 'any'));
  const files: string[] = [];
  for (let at = folder; at !== root && isInside(root, at);) {
    at = path.dirname(at);
    const places = at === root ? CONVENTIONAL : [''];
    for (const place of places) {
      const entries = await readdir(path.join(at, place), { withFileTypes: true }).catch(() => []);
      for (const entry of entries) if (entry.isFile()) files.push(path.join(at, place, entry.name));
    }
  }
  return files;
}
