/**
 * The kinds of files that name builds, except compose files, whose reader asks for more. Files and folders are absolute
 * paths with `/`. A file that cannot name a build is never parsed.
 */
import { isBakeFile, readBakeFile } from './bake/bake-file.ts';
import { UNKNOWN_MARKS } from './builds/open-text.ts';
import { isGithubWorkflow, readGithubWorkflow } from './ci/github.ts';
import { isJenkinsfile, readJenkinsfile } from './ci/jenkinsfile.ts';
import * as pipelines from './ci/pipelines.ts';
import { isDevcontainer, readDevcontainer } from './devcontainer/devcontainer.ts';
import type { ReadBuilds } from './reading.ts';
import {
  isPackageJson,
  isTasksJson,
  readPackageJson,
  readTasksJson,
} from './scripts/json-scripts.ts';
import { isJustfile, readJustfile } from './scripts/justfile.ts';
import { isMakefile, readMakefile } from './scripts/makefile.ts';
import { isShellScript, readShellScript } from './scripts/shell-script.ts';
import { isWindowsScript, readWindowsScript } from './scripts/windows-script.ts';

export interface BuildFileKind {
  readonly kind: string;
  /** By its absolute path. */
  readonly matches: (path: string) => boolean;
  readonly read: ReadBuilds;
}

/** A path counts for the first kind that matches it. */
const KINDS: readonly BuildFileKind[] = [
  { kind: 'bake', matches: isBakeFile, read: readBakeFile },
  { kind: 'makefile', matches: isMakefile, read: readMakefile },
  { kind: 'justfile', matches: isJustfile, read: readJustfile },
  { kind: 'taskfile', matches: pipelines.isTaskfile, read: pipelines.readTaskfile },
  { kind: 'shell-script', matches: isShellScript, read: readShellScript },
  { kind: 'windows-script', matches: isWindowsScript, read: readWindowsScript },
  { kind: 'package-json', matches: isPackageJson, read: readPackageJson },
  { kind: 'vscode-tasks', matches: isTasksJson, read: readTasksJson },
  { kind: 'devcontainer', matches: isDevcontainer, read: readDevcontainer },
  { kind: 'skaffold', matches: pipelines.isSkaffold, read: pipelines.readSkaffold },
  { kind: 'github', matches: isGithubWorkflow, read: readGithubWorkflow },
  { kind: 'gitlab', matches: pipelines.isGitlab, read: pipelines.readGitlab },
  { kind: 'azure', matches: pipelines.isAzure, read: pipelines.readAzure },
  { kind: 'circleci', matches: pipelines.isCircle, read: pipelines.readCircle },
  { kind: 'cloud-build', matches: pipelines.isCloudBuild, read: pipelines.readCloudBuild },
  { kind: 'jenkins', matches: isJenkinsfile, read: readJenkinsfile },
  { kind: 'bitbucket', matches: pipelines.isBitbucket, read: pipelines.readBitbucket },
  { kind: 'travis', matches: pipelines.isTravis, read: pipelines.readTravis },
  { kind: 'drone', matches: pipelines.isDrone, read: pipelines.readDrone },
];

/** The readers mark unknown parts with letters for private use: those that a file has itself must not look like marks. */
export const BUILD_FILE_KINDS: readonly BuildFileKind[] = KINDS.map((kind) => ({
  ...kind,
  read: (file, read, setting) =>
    kind.read(file, (one) => read(one)?.replace(UNKNOWN_MARKS, '\uFFFD') ?? null, setting),
}));

/** Null where files of this name and folder name no builds. */
export function buildFileKind(path: string): BuildFileKind | null {
  return BUILD_FILE_KINDS.find(({ matches }) => matches(path)) ?? null;
}
