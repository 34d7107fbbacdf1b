/** The shapes that `context` prints, and the Layer Forecast view shows: see `report.ts`. */
import type { MaskedText } from './masked-text.ts';
import type { InvocationInfo, Problem } from './shapes.ts';

// As in `report.ts`.
type FilePath = string;
type Name = string;

/**
 * What `context` prints: the files of the build contexts that a build sends to the builder, with their sizes. It is what
 * a first build sends; BuildKit's client sends again only what changed since the last build from the same folder.
 */
export interface ContextReport {
  readonly version: number;
  readonly dockerfile: FilePath;
  readonly target: Name;
  readonly invocation: InvocationInfo;
  /** Of all contexts together. */
  readonly sent: ContextAmount;
  /** The build context first, then the named ones that the build reads. */
  readonly contexts: readonly LocalContext[];
  /** Named contexts that are images, repositories or archives: the builder gets them itself. */
  readonly elsewhere: readonly RemoteContext[];
  readonly problems: readonly Problem[];
}

export interface ContextAmount {
  /** Links, pipes and sockets count; folders do not. */
  readonly files: number;
  /** Sizes of files. What BuildKit prints is larger by about 50 bytes for each file and folder. */
  readonly bytes: number;
}

export interface LocalContext {
  /** `context`, or the name of a further one. */
  readonly name: Name;
  readonly folder: FilePath;
  /** The ignore file that counts; null where there is none. */
  readonly ignoreFile: FilePath | null;
  /** The instructions that read it, in the order of the steps, whether or not there is such a file. */
  readonly askedBy: readonly AskedBy[];
  /** What the instructions of this build ask for, of `total`. */
  readonly sent: ContextAmount;
  /** What the ignore file leaves of the folder. */
  readonly total: ContextAmount;
  /** False where the folder is so large that `total` was not counted to the end, and is at least that. */
  readonly isWhole: boolean;
  /** What makes it large, largest first. No entry is inside another one. */
  readonly largest: readonly ContextEntrySize[];
  /** What is sent beside `largest`. */
  readonly rest: ContextAmount;
  readonly hints: readonly IgnoreHint[];
  /** Each file that is sent, largest first; only with `--all`. */
  readonly files?: readonly ContextEntrySize[];
}

export interface ContextEntrySize extends ContextAmount {
  /** Relative to the context's folder. */
  readonly path: FilePath;
  readonly kind: 'folder' | 'file';
  readonly askedBy: readonly AskedBy[];
}

/** The instruction that asks for it. */
export interface AskedBy {
  /** Of the Dockerfile. */
  readonly line: number;
  readonly instruction: Name;
  readonly text: MaskedText;
}

/** What is commonly not wanted in an image, and is sent. */
export interface IgnoreHint extends ContextAmount {
  /** The line that leaves it out. */
  readonly pattern: Name;
  readonly message: MaskedText;
}

export interface RemoteContext {
  readonly name: Name;
  readonly source: MaskedText;
}
