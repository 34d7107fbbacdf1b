/**
 * A requirements file as pip reads it (pip's `req/req_file.py`, version 26.2), with the place of everything.
 */
import type { Span } from '../../text/span.ts';

export interface RequirementsFile {
  readonly text: string;
  readonly lines: readonly RequirementsLine[];
}

export type RequirementsLine = RequirementLine | OptionsLine;

/** `name==1.0 ; marker --hash=…`, a path, a URL, or `-e X`. */
export interface RequirementLine {
  readonly kind: 'requirement';
  /** The logical line without comment, continuations joined, `${VARS}` as written. */
  readonly text: string;
  readonly span: Span;
  /** First line in the file, from 1, as an editor counts. */
  readonly line: number;
  readonly editable: boolean;
  readonly form: 'name' | 'url' | 'path';
  /** As written; null where the form does not tell it. It may hold `${VARS}`, and has no normalized name then. */
  readonly name: string | null;
  /** PEP 503. */
  readonly normalizedName: string | null;
  readonly extras: readonly string[];
  /** `==1.0,<2`, as written without blanks; empty where there is none. For a wheel it is what the file name says. */
  readonly specifier: string;
  readonly url: string | null;
  readonly path: string | null;
  readonly marker: string | null;
  readonly hashes: readonly string[];
  readonly nameSpan: Span | null;
  readonly specifierSpan: Span | null;
  /** The options of this line that count: `hash` and `config-settings`. */
  readonly options: readonly RequirementsOption[];
}

/** `-r other.txt`, `-c constraints.txt`, `--index-url …`. */
export interface OptionsLine {
  readonly kind: 'options';
  readonly text: string;
  readonly span: Span;
  readonly line: number;
  /** Those that count: of a line with `-r` or `-c`, that is the first of these alone. */
  readonly options: readonly RequirementsOption[];
}

export interface RequirementsOption {
  /** The long name without dashes, such as `requirement`, `constraint`, `index-url`. */
  readonly name: string;
  readonly value: string | null;
  readonly span: Span;
  readonly valueSpan: Span | null;
}
