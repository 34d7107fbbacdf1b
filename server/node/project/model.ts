/**
 * A project: the Dockerfiles, requirements files and build files below some folders, and what they say of each other.
 * Two questions are answered once and remembered: what a file reads, and which files read it.
 *
 * Files are absolute paths of the operating system.
 */
import type { Models } from '../../core/build-model/build-model.ts';
import type { BuildModel } from '../../core/build-model/model.ts';
import type { CacheUser } from '../../core/lint/model.ts';
import type { Problem } from '../../core/text/span.ts';
import type { ReadSetting } from '../../core/documents/reading.ts';
import type {
  BuildFiles,
  DeclaredBuilds,
  Invocation,
  InvocationChoice,
  ReadFile,
} from '../../core/invocations/index.ts';
import type { ChosenConfig, FileSettings, ProjectConfig } from './configs.ts';

export interface ProjectOptions {
  /** Folders that are searched; asked at each search, since workspace folders come and go. */
  readonly folders: () => readonly string[];
  /** Text of a file that is open in an editor. */
  readonly openText: (file: string) => string | undefined;
  /** The folder that a setting names as the context of a Dockerfile; null where none does. */
  readonly contextSetting: (dockerfile: string) => Promise<string | null>;
  /** Places of recorded builds of a Dockerfile, the last one first; absent where history must not count. */
  readonly recorded?: (dockerfile: string) => Promise<readonly RecordedPlace[]>;
  /** Reads an HCL bake file by buildx; absent or null where no process may run. The file's path has `/`. */
  readonly readBake?: ReadBakeByTool;
  /** The invocation that the user chose for a Dockerfile in this workspace. */
  readonly preferred?: (dockerfile: string) => string | undefined;
  /** In place of the configurations that are found. */
  readonly config?: ChosenConfig;
  /** Files that describe builds are not read: the evidence alone decides. */
  readonly withoutBuildFiles?: boolean;
  /** For values in compose and bake files. */
  readonly environment: Readonly<Record<string, string>>;
  /** Those of open files, which others want as well; absent where nobody does. */
  readonly models?: Models;
  /** Told of each file whose text is parsed, for tests and benchmarks. */
  readonly onParse?: (file: string) => void;
}

export type ReadBakeByTool = (
  file: string,
  read: ReadFile,
  setting: ReadSetting,
) => Promise<DeclaredBuilds | null>;

export interface RecordedPlace {
  readonly context: string;
  /** Empty for the last stage. */
  readonly target: string;
}

export type ReferenceKind =
  /** A Dockerfile installs a requirements file; a requirements file brings in another one (`-r`). */
  | 'requirement'
  /** The same for versions only (`-c`). */
  | 'constraint'
  /** A compose, bake, script or CI file builds a Dockerfile. */
  | 'build'
  /** The ignore file that counts for a Dockerfile. */
  | 'ignore-file';

export interface Reference {
  readonly kind: ReferenceKind;
  readonly file: string;
  /** Of the file that has the reference, from 1. */
  readonly line: number;
  /** The build context through which a Dockerfile reads the file. */
  readonly context?: string;
  /** The Dockerfile, where the file that has the reference is a compose file with this text in it. */
  readonly inline?: string;
}

/** A reference from the other end: `file` is the one that has it. */
export type Reader = Reference;

/** A build that installs a requirements file. */
export interface Installer {
  readonly dockerfile: string;
  readonly invocation: Invocation;
  /** The files between the Dockerfile and this one, the Dockerfile's first: `prod.txt` for `base.txt`. */
  readonly via: readonly string[];
  readonly kind: 'requirement' | 'constraint';
}

export interface Project {
  /** The Dockerfiles, nearest to the top first. */
  readonly dockerfiles: () => Promise<readonly string[]>;
  /** `inline`: the text of a Dockerfile that a compose file holds. */
  readonly model: (dockerfile: string, inline?: string | null) => Promise<BuildModel | null>;
  /** Of any file, an editor's before the disk's; null where it cannot be read. */
  readonly text: (file: string) => string | null;
  /** The configuration that counts for a file; null where there is none. */
  readonly config: (file: string) => ProjectConfig | null;
  /** All that have a say in whether it is excluded, the nearest one first. */
  readonly configsAbove: (file: string) => readonly ProjectConfig[];
  /** The one that excludes it. */
  readonly excluderOf: (file: string) => ProjectConfig | null;
  /** What the rules go by in this file. */
  readonly settingsOf: (file: string) => FileSettings | null;
  /** What a file says itself as a configuration; null where it is none. */
  readonly configAt: (file: string) => ProjectConfig | null;
  /** What is wrong with a configuration, with the files and folders that it names and that do not exist. */
  readonly configProblems: (config: ProjectConfig) => readonly Problem[];
  /** The same of the builds that it names, which takes a look at all files of the project. */
  readonly namedBuildProblems: (config: ProjectConfig) => Promise<readonly Problem[]>;
  /** The repository that a file is in, else the folder that was opened, else its own folder. */
  readonly rootOf: (file: string) => string;
  readonly references: (file: string) => Promise<readonly Reference[]>;
  readonly readersOf: (file: string) => Promise<readonly Reader[]>;
  /** Nearest Dockerfile first. */
  readonly installersOf: (requirements: string) => Promise<readonly Installer[]>;
  /** All invocations of a Dockerfile, in the order in which they are preferred. */
  readonly invocations: (dockerfile: string) => Promise<readonly Invocation[]>;
  readonly choose: (
    dockerfile: string,
    options?: { readonly target?: string },
  ) => Promise<InvocationChoice>;
  /** Every invocation of every Dockerfile of the project. */
  readonly allInvocations: () => Promise<readonly Invocation[]>;
  /** Who uses which package cache in the Dockerfiles of the project; files are absolute. */
  readonly cacheUsers: () => Promise<readonly CacheUser[]>;
  /** What the rules may know of the build that is meant; null where several are possible, or it is inline. */
  readonly buildFiles: (dockerfile: string) => Promise<BuildFiles | null>;
  /** Sentences about files that could not be read. */
  readonly problems: () => Promise<readonly ProjectProblem[]>;
  /** Text in an editor changed. */
  readonly edited: (file: string) => void;
  /** Files changed on disk; null: anything may have changed. */
  readonly changed: (files: readonly string[] | null) => void;
  /** Settings, trust or the history changed, and no file did. */
  readonly settingsChanged: () => void;
}

export interface ProjectProblem {
  readonly file: string;
  readonly message: string;
}

export function isInstall({ kind }: Pick<Reference, 'kind'>): boolean {
  return kind === 'requirement' || kind === 'constraint';
}
