/**
 * Snapshots and forecasts. A snapshot is a plan with the content keys of every context path that a step reads: all
 * that decides on cache hits, as it was at one moment. A forecast asks a small copy of BuildKit's key store, filled
 * with old snapshots, about a new one.
 */
import type { ReasonKind } from '../../protocol/shapes.ts';
import type { Plan } from '../plan/model.ts';

/** Hex digest of a text or of bytes; sha256 in the product. Core gets it from outside. */
export type Digest = (data: string | Uint8Array) => string;

/** The files of a build context as its owner reads them: only what the plan needs, ignored paths left out. */
export interface ContextFiles {
  /**
   * Key: path relative to the context's root with `/`, no leading slash; the root itself is ``. Never changed: what was
   * made of it holds for the same object, and mostly for one that `patchedMap` made of it.
   */
  readonly entries: ReadonlyMap<string, ContextEntry>;
  /** The ignore file that was applied, so that a reason can name it; absent where there is none. */
  readonly ignore?: IgnoreSource;
}

export interface IgnoreSource {
  /** Its name: `.dockerignore` or `<dockerfile>.dockerignore`. */
  readonly file: string;
  readonly text: string;
}

export interface ContextEntry {
  readonly kind: 'file' | 'dir' | 'symlink' | 'other';
  /** Permission bits and setuid, setgid, sticky. */
  readonly mode: number;
  /** Bytes; 0 but for files. */
  readonly size: number;
  /** Files: digest of the bytes. */
  readonly digest?: string;
  /** Symlinks: the text of the link. */
  readonly target?: string;
  /** Extended attributes that BuildKit hashes, sorted by name. */
  readonly xattrs?: readonly (readonly [string, string])[];
  /** Nanoseconds, as text; only for the warning about stale files of a warm builder. */
  readonly mtime?: string;
  /** Small text files: a short digest of each line, so that a reason can name the line that changed. */
  readonly lines?: readonly string[];
  /**
   * Files in a format that somebody here can read, such as a requirements file: a digest of what its reader sees, so
   * that a reason can say that only a comment changed.
   */
  readonly meaning?: string;
  /** Project files: their build takes the version from git. */
  readonly asksGit?: boolean;
  /** Requirements files: a short digest of what is asked for of each package, by normalized name. */
  readonly packages?: Readonly<Record<string, string>>;
  /** Requirements files: the files of the context that it names with `-r`, and with `-c`. */
  readonly nested?: {
    readonly requirements: readonly string[];
    readonly constraints: readonly string[];
  };
}

/** Named contexts: `context` is the build context itself. */
export type Contexts = ReadonlyMap<string, ContextFiles>;

export interface Snapshot {
  readonly version: number;
  /** The plan, its operations digested. */
  readonly plan: SnapshotPlan;
  /** Content digests by vertex and input: key `<vertex>:<input>`. */
  readonly content: Readonly<Record<string, string>>;
  /**
   * Where a content digest rests on bytes that a build produces: whose, in the order in which the digest has them.
   * Same keys as `content`; no entry where the digest is complete.
   */
  readonly holes: Readonly<Record<string, readonly ContentHole[]>>;
  /** Paths that an input should have and does not: the build fails there. Same keys as `content`. */
  readonly missing: Readonly<Record<string, readonly string[]>>;
  /**
   * Paths that the key does not need and the step does: the build fails there unless the step comes from the cache.
   * Same keys as `content`; absent where there is none.
   */
  readonly missingWhenRun?: Readonly<Record<string, readonly string[]>>;
  /** The ignore file of each context, to tell why a file came or went. */
  readonly ignore: Readonly<Record<string, IgnoreSource>>;
  /** Files below the steps' selections, for explanations. Key: context name, then path. */
  readonly files: Readonly<Record<string, FileTable>>;
}

/** A place in a content digest where something stands that only a build or a download can produce. */
export interface ContentHole {
  /** The vertex that produced it: a RUN, an image, a download. */
  readonly vertex: number;
  /** The path in that vertex's result. */
  readonly path: string;
}

/** Never changed: what was made of one holds for as long as the same object is at hand. */
export type FileTable = ReadonlyMap<string, SnapshotFile>;

export interface SnapshotFile {
  /** The record (mode, kind, digest of the bytes). */
  readonly record: string;
  readonly mode: number;
  readonly size: number;
  readonly mtime?: string;
  readonly lines?: readonly string[];
  readonly meaning?: string;
  readonly asksGit?: boolean;
  readonly packages?: Readonly<Record<string, string>>;
}

/** A plan without secrets: values of env and arguments are digests. Same shape otherwise. */
export type SnapshotPlan = Plan;

export interface ForecastStep {
  /** Index into the new plan's steps. */
  readonly step: number;
  /** The build fails at this step, or above it: it does not run. Both are misses. */
  readonly failure?: 'own' | 'above';
  readonly verdict: 'hit' | 'miss' | 'conditional';
  readonly display: 'cached' | 'done' | 'absent';
  readonly reasons: readonly ForecastReason[];
}

/** The same shape as the protocol's `Reason`; `file` is a role (see `reasonFile`) until the edge knows the paths. */
export interface ForecastReason {
  readonly kind: ReasonKind;
  readonly text: string;
  readonly file?: string;
  readonly line?: number;
  readonly because?: ForecastReason;
}

/** Where and why the build ends with an error. */
export interface ForecastFailure {
  /** Of the Dockerfile, from 1. */
  readonly line: number;
  /** A sentence for people. */
  readonly message: string;
}

export interface ForecastResult {
  readonly steps: readonly ForecastStep[];
  /** What is certain to fail, in the order of the file. */
  readonly fails: readonly ForecastFailure[];
  readonly warnings: readonly string[];
}

export type FileChange =
  | {
      readonly kind: 'added' | 'removed';
      readonly path: string;
      readonly ignoreRule: IgnoreRule | null;
    }
  | {
      readonly kind: 'changed';
      readonly path: string;
      readonly before: SnapshotFile;
      readonly after: SnapshotFile;
    };

/** Why a file came or went though nobody touched it. */
export interface IgnoreRule {
  /** The path that is ignored as a whole: the file itself or a folder above it. */
  readonly path: string;
  readonly file: string;
  readonly line: number | null;
}
