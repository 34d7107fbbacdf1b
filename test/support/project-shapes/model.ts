/**
 * Shapes of public Python projects: small projects of our own, whose Dockerfiles have the order of instructions, the stages and
 * the mounts of the project that each follows, on the images that the tests have. Each comes with one change.
 */
import type { ReasonKind } from '../../../server/protocol/shapes.ts';

/** A text file, one with a mode of its own, or a symbolic link. `@nonce@` is a word that no other run has. */
export type FileEntry =
  string | { readonly text: string; readonly mode: number } | { readonly link: string };

export type ShapeFiles = Readonly<Record<string, FileEntry>>;

export interface ProjectShape {
  readonly name: string;
  /** The public project whose Dockerfile has this shape: `owner/name`. */
  readonly follows: string;
  readonly files: ShapeFiles;
  /** Options of the builds. */
  readonly args?: readonly string[];
  readonly change: Change;
  /** What is forecast of each step after the change, in the order of the report; without `FROM` and steps with no layer. */
  readonly expected: readonly ExpectedStep[];
  /** What the explanations of the steps that ran end in; nothing where no step runs again. */
  readonly names: readonly NamedChange[];
}

export interface Change {
  readonly title: string;
  /** What a file says once, and what it says instead. */
  readonly edits?: Readonly<Record<string, readonly [before: string, after: string]>>;
  /** Files that are new, or null for those that go. */
  readonly files?: Readonly<Record<string, FileEntry | null>>;
  readonly modes?: Readonly<Record<string, number>>;
  /** The options from now on, in place of those before. */
  readonly args?: readonly string[];
}

/** A conditional step also says what the build then made of it. */
export type ExpectedVerdict = 'hit' | 'miss' | 'conditional, cached' | 'conditional, ran';

/** The verdict and the beginning of the step's text. */
export type ExpectedStep = readonly [verdict: ExpectedVerdict, text: string];

export interface NamedChange {
  readonly kind: ReasonKind;
  readonly file?: string;
  readonly line?: number;
}
