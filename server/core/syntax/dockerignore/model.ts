/** A .dockerignore file: its patterns in order, with their places. Matching is in `match.ts`. */
import type { Span } from '../../text/span.ts';

export interface IgnoreFile {
  readonly text: string;
  readonly patterns: readonly IgnorePattern[];
}

export interface IgnorePattern {
  /** Cleaned as BuildKit cleans it, without `!`. */
  readonly pattern: string;
  readonly negated: boolean;
  readonly span: Span;
  readonly line: number;
}
