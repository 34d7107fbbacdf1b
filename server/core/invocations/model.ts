/**
 * Builds that the files of a repository describe: a compose service, a bake target, a line with `docker build`. Each
 * names a Dockerfile, a context and what else decides on cache keys, and says where it was read.
 *
 * Files and folders are absolute paths with `/` (on Windows `C:/repo/compose.yaml`).
 */

export type BuildSourceKind =
  /** A build that was recorded on this machine. */
  | 'recorded'
  | 'compose'
  | 'bake'
  /** Makefile, shell script, package.json, tasks.json, devcontainer.json. */
  | 'script'
  | 'ci'
  /** The setting `layerForecast.context`. */
  | 'setting'
  /** No file names the build: the sources of the Dockerfile decide on the context. */
  | 'evidence'
  /** The command line gives the context. */
  | 'command-line';

export interface BuildSource {
  readonly kind: BuildSourceKind;
  /** The file that describes the build; the Dockerfile itself where no file does. */
  readonly file: string;
  /** Of the description, from 1. */
  readonly line?: number;
  /** Of the service or bake target. */
  readonly name?: string;
}

/** A build as its source describes it. What the source leaves open is null. */
export interface DeclaredBuild {
  readonly source: BuildSource;
  /** Null where the Dockerfile is inline, or where its path cannot be known. */
  readonly dockerfile: string | null;
  /** The text of `dockerfile_inline`. */
  readonly inline: string | null;
  /** A folder, or the address of a remote context; null where it cannot be known. */
  readonly context: string | null;
  readonly target: string | null;
  /** Null: the value comes from an environment that nobody gives here. */
  readonly args: Readonly<Record<string, string | null>>;
  readonly platforms: readonly string[];
  /** Name → folder or reference such as `docker-image://alpine`, `service:base`, `target:base`. */
  readonly namedContexts: Readonly<Record<string, string>>;
  readonly network: string | null;
  /** `type=registry,ref=…`, or an image name, as written. */
  readonly cacheFrom: readonly string[];
  readonly noCache: boolean;
  /** Variables that nobody gives a value, in the order of the file. */
  readonly unset: readonly string[];
}

/** Text of a file, or null where it does not exist or cannot be read. */
export type ReadFile = (file: string) => string | null;

/** What a reader made of a file and the files that it includes. */
export interface DeclaredBuilds {
  readonly builds: readonly DeclaredBuild[];
  /** Sentences about what could not be read, each with its file. */
  readonly problems: readonly {
    readonly file: string;
    readonly line?: number;
    readonly message: string;
  }[];
  /** The other files that were read or looked for: a change of one changes the builds. */
  readonly files: readonly string[];
}
