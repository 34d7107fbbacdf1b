/**
 * Which requirements files the Dockerfiles of a project install, by whatever way these are read: `-r` and `-c` inside
 * requirements files count. No process runs and no history is read, so that the answer is the same on every machine.
 */
import path from 'node:path';
import { contextSetting, lookAt } from '../files/index.ts';
import { createProject, createRoots, type ChosenConfig, type Project } from '../project/index.ts';

export interface ProjectOfRun {
  readonly cwd: string;
  readonly openText: (file: string) => string | undefined;
  /** In place of the configurations that are found. */
  readonly config?: ChosenConfig;
}

/** The project of the repositories (else the folders) around some paths. */
export function projectAround(
  places: readonly string[],
  { cwd, openText, config }: ProjectOfRun,
): Project {
  const { rootOf } = createRoots(() => [cwd]);
  const folders = [
    ...new Set(places.map((place) => rootOf(isFolder(place) ? inside(place) : place))),
  ];
  return createProject({
    folders: () => folders,
    openText,
    contextSetting,
    environment: {},
    ...(config === undefined ? {} : { config }),
  });
}

/** Absolute paths of the files that exist, those that the files name themselves included. */
export async function installedBy(
  project: Project,
  dockerfile: string,
): Promise<readonly string[]> {
  const found = new Set<string>();
  const waiting = [dockerfile];
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    for (const reference of await project.references(file)) {
      const isInstall = reference.kind === 'requirement' || reference.kind === 'constraint';
      if (!isInstall || found.has(reference.file) || !isDocument(reference.file)) continue;
      found.add(reference.file);
      waiting.push(reference.file);
    }
  }
  return [...found];
}

export async function isInstalled(project: Project, file: string): Promise<boolean> {
  const readers = await project.readersOf(file);
  return readers.some(({ kind }) => kind === 'requirement' || kind === 'constraint');
}

/** `uv pip install -r` takes manifests too, and reads them as what they are. */
function isDocument(file: string): boolean {
  return lookAt(file)?.isFile() === true && !/\.(?:toml|cfg|py|lock)$/i.test(file);
}

function isFolder(place: string): boolean {
  return lookAt(place)?.isDirectory() === true;
}

function inside(folder: string): string {
  return path.join(folder, 'any');
}
