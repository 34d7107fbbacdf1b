/** Shapes that several reports have in common; see `report.ts`. */
import type { MaskedText } from './masked-text.ts';

// See `report.ts`.
type FilePath = string;
type Name = string;
type FileText = string;

export interface Position {
  readonly line: number;
  readonly column: number;
}

export interface Range {
  readonly start: Position;
  readonly end: Position;
}

export interface FixEdit {
  readonly file: FilePath;
  readonly range: Range;
  readonly newText: FileText;
}

/** A file that a fix makes. */
export interface NewFile {
  readonly file: FilePath;
  readonly create: FileText;
}

/** What kept an answer from being whole: a file that cannot be read, a rule that broke. */
export interface Problem {
  readonly file?: FilePath;
  /** A sentence that names the file. */
  readonly message: MaskedText;
}

export type Verdict = 'hit' | 'miss' | 'conditional';

/** Which of the builds of a Dockerfile this is. */
export interface InvocationInfo {
  /** `compose.yaml:web`, `Makefile:12`, else Dockerfile, context and target: `docker/Dockerfile@.:builder`. */
  readonly id: Name;
  /** The file that describes the build; the Dockerfile where none does. */
  readonly source: FilePath;
  readonly line?: number;
  /** Why this context, in words. */
  readonly evidence: MaskedText;
}

/** The last `because` of a chain is the user's own change. Of a long one the middle is a single link without a place. */
export interface Reason {
  readonly kind: ReasonKind;
  readonly text: MaskedText;
  readonly file?: FilePath;
  readonly line?: number;
  readonly because?: Reason;
}

export type ReasonKind =
  | 'no-baseline'
  | 'file-changed'
  | 'file-added'
  | 'file-removed'
  | 'mode-changed'
  | 'instruction-changed'
  | 'instruction-added'
  | 'order-changed'
  | 'argument-changed'
  | 'environment-changed'
  | 'user-changed'
  | 'working-directory-changed'
  | 'shell-changed'
  | 'platform-changed'
  | 'base-image-changed'
  | 'ignore-file-changed'
  | 'step-above'
  | 'copied-content'
  | 'content-unknown'
  /** Only of a recorded build: the step that it reads from ran, and wrote the files that the cache knew. */
  | 'content-same'
  /** Only of a recorded build: the step ran although its cache key did not change. */
  | 'result-gone'
  | 'no-cache'
  | 'remote-content'
  | 'stale-context'
  | 'fails'
  | 'other';
