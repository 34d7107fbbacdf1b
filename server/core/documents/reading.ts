/** What the readers of the files that name builds have in common. */
import type { DeclaredBuild, DeclaredBuilds, ReadFile } from '../invocations/model.ts';
import { folderOfFile } from '../text/file-path.ts';

export interface ReadSetting {
  /** The folder that the repository, or else the workspace, begins with. */
  readonly root: string;
  /** Values of environment variables; only the variables of a bake file are taken from it. */
  readonly environment?: Readonly<Record<string, string>>;
}

export type ReadBuilds = (file: string, read: ReadFile, setting: ReadSetting) => DeclaredBuilds;

export const NO_BUILDS: DeclaredBuilds = { builds: [], problems: [], files: [] };

export function onlyBuilds(builds: readonly DeclaredBuild[]): DeclaredBuilds {
  return builds.length === 0
    ? NO_BUILDS
    : { builds: withoutRepeats(builds), problems: [], files: [] };
}

/** A file that does not speak of building images is never parsed. */
export function mentionsBuild(text: string): boolean {
  return mayBuild(text) && /docker|podman|buildah|nerdctl|depot|kaniko|container/i.test(text);
}

/** Of a script or a part of one. Azure's `Docker@2` builds without the word. */
export function mayBuild(text: string): boolean {
  return /build|bud\b|kaniko|docker@/i.test(text);
}

/** The folder and those above it up to the root; only the folder itself where the root is not above it. */
export function foldersUpTo(folder: string, root: string): readonly string[] {
  const folders = [folder];
  let now = folder;
  while (now !== root) {
    const above = folderOfFile(now);
    if (above === now) return [folder];
    now = above;
    folders.push(now);
  }
  return folders;
}

function withoutRepeats(builds: readonly DeclaredBuild[]): readonly DeclaredBuild[] {
  return [...new Map(builds.map((build) => [JSON.stringify(build), build])).values()];
}
