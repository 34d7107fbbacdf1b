/**
 * A kind of document: the files that are called so, how their bytes become text, and what the tool that owns the format
 * reads of them. Each kind is one entry of the table in `index.ts`; everything that depends on names (editor, command
 * line, hook, README) is made from it.
 */
import type { Encoding } from '../text/encodings.ts';
import type { Problem } from '../text/span.ts';

export interface DocumentKind<Id extends string = string> {
  readonly id: Id;
  /** With its article, for sentences: `a Dockerfile`. */
  readonly noun: string;
  /** Language id in VS Code; null where the extension does nothing with such files in an editor. */
  readonly language: string | null;
  /** What begins a comment to the end of the line; null where the format has no comments. */
  readonly comment: (path: string) => string | null;
  readonly names: DocumentNames;
  readonly decode: (bytes: Uint8Array) => DecodedDocument;
  /**
   * What the owning tool reads of the text: two texts with the same answer make no difference to it. Null where every
   * byte counts, or where nobody asks.
   */
  readonly meaning: ((text: string) => string) | null;
}

/**
 * Regular expressions are sources that JavaScript and Python read alike, for paths with `/` in lower case: pre-commit's
 * hook gets the same ones.
 */
export interface DocumentNames {
  readonly matches: string;
  /** Names among those that are of another kind after all: a page of documentation, a template, a backup. */
  readonly except: string | null;
  /** Names among those that may be of another language, so that the text decides. */
  readonly doubtful: DoubtfulNames | null;
  /** Glob patterns of names that VS Code does not give the language by itself. */
  readonly editorPatterns: readonly string[];
  /** For people, such as `Dockerfile.dev`. */
  readonly examples: readonly string[];
}

export interface DoubtfulNames {
  readonly matches: string;
  readonly isOurs: (text: string) => boolean;
}

export interface DecodedDocument {
  /** Without the byte order mark of UTF-16 and UTF-32; that of UTF-8 stays, since fixes have to keep it. */
  readonly text: string;
  readonly encoding: Encoding;
  /** The owning tool cannot read the file in this encoding. Nothing else about the text matters then. */
  readonly problem: Problem | null;
}
