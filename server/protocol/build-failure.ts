/** Why a build failed, and the ways out. Part of `BuildReport` and of the Build Timings view. */
import type { MaskedText } from './masked-text.ts';
import type { FixEdit } from './shapes.ts';

// As in `report.ts`: every text has one of these types or `MaskedText`.

// Relative to the working directory, with `/`; absolute outside of it.
type FilePath = string;

// Of a way out, within its failure; of a network or a platform.
type Name = string;

export type FailureKind =
  | 'command-not-found'
  | 'compiler-missing'
  | 'credentials-missing'
  | 'dependency-conflict'
  | 'disk-full'
  | 'hash-mismatch'
  | 'image-not-found'
  | 'missing-file'
  | 'no-network'
  | 'out-of-memory'
  | 'permission-denied'
  | 'version-not-found'
  | 'wrong-platform';

export interface BuildFailure {
  /** One sentence: "`RUN pip install -r requirements.txt` failed with exit code 1." */
  readonly message: MaskedText;
  /** Null where nothing common is recognized. */
  readonly kind: FailureKind | null;
  /** What a tool or the builder said: `ERROR: No matching distribution found for flask==9`. */
  readonly reason: MaskedText | null;
  /** BuildKit's progress name of the failed step; null where the build failed before or after its steps. */
  readonly step: MaskedText | null;
  /** The Dockerfile; null for one that is no file of its own. */
  readonly file: FilePath | null;
  /** First and last line of the failed instruction; null where none failed. */
  readonly line: number | null;
  readonly endLine: number | null;
  /** The Dockerfile around it, as it was when it was built. */
  readonly source: readonly SourceLine[];
  /** The last lines that the failed step printed, at most 200. */
  readonly output: readonly MaskedText[];
  /** The whole log of the build, a file on this machine; null where it is not kept. */
  readonly log: FilePath | null;
  /** The most likely first. */
  readonly waysOut: readonly WayOut[];
}

export interface SourceLine {
  readonly line: number;
  readonly text: MaskedText;
  /** Whether it is a line of the failed instruction. */
  readonly failed: boolean;
}

export interface WayOut {
  readonly id: Name;
  /** A sentence that says what to do. */
  readonly text: MaskedText;
  readonly action: WayOutAction | null;
}

export type WayOutAction =
  /** Read it before you keep it. */
  | { readonly kind: 'edit'; readonly title: MaskedText; readonly edits: readonly FixEdit[] }
  /** The same build with other options; an empty text leaves the option out. */
  | {
      readonly kind: 'build';
      readonly title: MaskedText;
      readonly options: { readonly network?: Name; readonly platform?: Name };
    }
  /** For a terminal; nobody runs it by itself. */
  | { readonly kind: 'command'; readonly title: MaskedText; readonly command: MaskedText };
