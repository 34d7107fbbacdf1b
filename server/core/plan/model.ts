/**
 * What a build will do, before it runs: the graph of operations that BuildKit makes of a Dockerfile, each with a
 * canonical key of its own and its dependencies. Equality of keys is all that counts; their text is ours.
 *
 * Source of the rules: moby/buildkit frontend/dockerfile/dockerfile2llb and solver/llbsolver/ops, as of 0.32.
 */
import type { Problem, Span } from '../text/span.ts';

/** What the user gives to `docker buildx build`, as far as it can change a cache key or a name. */
export interface BuildOptions {
  readonly target?: string;
  readonly buildArgs: Readonly<Record<string, string>>;
  /** `os/arch[/variant]` of the image, several with commas between them; the default is the builder's own. */
  readonly platform?: string;
  readonly network?: 'default' | 'none' | 'host';
  readonly noCache?: boolean;
  /** Stage names. */
  readonly noCacheFilter?: readonly string[];
  /** `--build-context name=value`. */
  readonly buildContexts: Readonly<Record<string, string>>;
  /** `--add-host name:address`, in order. */
  readonly addHosts?: readonly string[];
  /** `--shm-size` in bytes. */
  readonly shmSize?: number;
  /** `--ulimit name=soft:hard`, in order. */
  readonly ulimits?: readonly string[];
  readonly cgroupParent?: string;
}

/** Who builds: some keys differ by BuildKit's version and by the image store. */
export interface Engine {
  readonly store: 'containerd' | 'graphdriver';
  /** `major.minor.patch`. */
  readonly buildkit: string;
  /** The builder's own platform; `linux/amd64` where it is not known. */
  readonly platform?: string;
  /** Nobody was asked, and a common engine is assumed: what this one alone would refuse is not certain. */
  readonly knowledge?: 'assumed';
}

export interface Plan {
  readonly engine: Engine;
  readonly target: string;
  /** Reachable stages, in the order of the file. */
  readonly stages: readonly PlanStage[];
  /** Steps of the reachable stages: stage by stage in the order of the file, in a stage from top to bottom. */
  readonly steps: readonly PlanStep[];
  /** In an order in which every vertex stands after its inputs. */
  readonly vertices: readonly Vertex[];
  /** What the plan takes for granted, one sentence each ("python:3.8 is …, from the last build"). */
  readonly assumed: readonly string[];
  readonly problems: readonly Problem[];
  /** What the frontend refuses, so that nothing is built; absent where it refuses nothing. */
  readonly refusals?: readonly Refusal[];
}

/** A flag or form that is newer than the frontend of the build. */
export interface Refusal {
  readonly line: number;
  /** A sentence for people. */
  readonly message: string;
  /** False where it rests on an engine that was not asked. */
  readonly isCertain: boolean;
}

export interface PlanStage {
  readonly index: number;
  /** As written, or `stage-<index>`. */
  readonly name: string;
  /** The image or stage behind FROM, expanded. */
  readonly base: string;
  /** Index of the stage that FROM names; null for an image. */
  readonly baseStage: number | null;
  readonly line: number;
  /** Instructions without a layer (ENV, CMD, LABEL, …), for a picture of the whole stage. */
  readonly quiet: readonly QuietInstruction[];
}

export interface QuietInstruction {
  readonly keyword: string;
  readonly text: string;
  readonly line: number;
  /** Names of the variables that it uses, which a snapshot keeps although it digests the text. Absent: none. */
  readonly uses?: readonly string[];
}

/** A line of the build's progress: FROM, RUN, COPY, ADD, WORKDIR, and the LINK half of a linked copy. */
export interface PlanStep {
  readonly index: number;
  /** BuildKit's progress name. */
  readonly name: string;
  readonly stage: number;
  readonly keyword: 'FROM' | 'RUN' | 'COPY' | 'ADD' | 'WORKDIR' | 'LINK';
  /** The instruction's text as the user wrote it, continuations joined: what a person would call this step. */
  readonly text: string;
  readonly span: Span;
  readonly line: number;
  readonly endLine: number;
  /** Index of its vertex; null for what makes none (`FROM scratch`, `WORKDIR /`). */
  readonly vertex: number | null;
  /** What the key rests on, in words and by name, so that two plans can be told apart (see `KeyPart`). */
  readonly parts: readonly KeyPart[];
  /** The FROM of an image that only a `--from` names: it stands before the other steps, with the place of that step. */
  readonly implicit?: boolean;
}

/**
 * One ingredient of a step's own key, for explanations and hovers: the environment variable A, the working directory,
 * the text. `value` is what to compare and is never shown where `secret`.
 */
export interface KeyPart {
  readonly kind:
    | 'text'
    | 'env'
    | 'arg'
    | 'workdir'
    | 'user'
    | 'shell'
    | 'platform'
    | 'network'
    | 'mount'
    | 'owner'
    | 'mode'
    | 'destination'
    | 'source'
    | 'image'
    | 'option'
    /** A variable (`ARG TAG`) that the words of the instruction name: its value is in another part. */
    | 'word';
  readonly name: string;
  readonly value: string;
  /** Where the user wrote it, as a line of the Dockerfile; null where it comes from outside. */
  readonly line: number | null;
}

export type VertexKind =
  | 'image'
  | 'local'
  | 'http'
  | 'git'
  | 'exec'
  | 'file'
  | 'merge'
  /** Bodies of heredocs, cache mount folders: known bytes made by the frontend. */
  | 'inline';

export interface Vertex {
  readonly index: number;
  readonly kind: VertexKind;
  /**
   * The canonical text of the operation without its inputs. For an image: its digest or, where that is unknown, its
   * reference. For a local context: `local:<name>`. It may hold values of environment and build arguments: it is
   * digested before it is stored anywhere.
   */
  readonly operation: string;
  readonly inputs: readonly VertexInput[];
  /** Indexes of the steps that show this vertex (identical operations are one vertex). */
  readonly steps: readonly number[];
  /** `--no-cache` and `--no-cache-filter`. */
  readonly ignoreCache: boolean;
  /** What the operation writes, where that is known without running it (COPY); null for RUN. */
  readonly writes: readonly WrittenPath[] | null;
  /** WORKDIR and the folders of cache mounts: the folder that is made, absolute; null for everything else. */
  readonly folder: string | null;
  /** The body of a heredoc; a snapshot does not keep it. */
  readonly document?: InlineDocument;
  /** Images: see `BaseImage.layers`. */
  readonly layers?: string;
}

export interface InlineDocument {
  /** Absolute, in a filesystem that is empty otherwise. */
  readonly path: string;
  readonly mode: number;
  readonly content: string;
}

export interface VertexInput {
  readonly vertex: number;
  /** Part of the definition key of this edge: paths of the source, a mount's selector. Empty for a rootfs. */
  readonly selector: string;
  /** What of the input is compared by content; null where only the definition counts. */
  readonly content: ContentQuery | null;
}

/** A content key: digest over these selections, in this order (BuildKit cache/contenthash). */
export interface ContentQuery {
  readonly selections: readonly ContentSelection[];
  /**
   * Paths below others of the selections, which the key therefore does not name: the step reads them when it runs.
   * Absent where there is none.
   */
  readonly alsoRead?: readonly string[];
}

export interface ContentSelection {
  /** Cleaned, absolute within the source (`/` is its root). May hold wildcards where `wildcard`. */
  readonly path: string;
  readonly wildcard: boolean;
  readonly followLinks: boolean;
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  /** `--parents`: paths that must be there. */
  readonly required?: readonly string[];
}

/** A copy's destination: what of the input's selection ends up where. */
export interface WrittenPath {
  /** Index of the input that the content comes from. */
  readonly input: number;
  readonly selection: ContentSelection;
  /** Absolute, as given to the file operation (a final `/` means "into this folder"). */
  readonly destination: string;
  /** `--chown` in a canonical form; absent or empty where the source's owner stays. */
  readonly owner?: string;
  /** `--chmod`: a number, or the text of a symbolic mode; absent or -1 where the source's mode stays. */
  readonly mode?: number | string;
  /** ADD: archives are unpacked. */
  readonly unpack?: boolean;
}

/** What of each local context has to be read for a plan. */
export interface ContextNeeds {
  /** Path prefixes without wildcards; `` means everything. */
  readonly paths: readonly string[];
}
