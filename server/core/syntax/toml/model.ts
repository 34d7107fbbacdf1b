/** A TOML document as plain values that remember where they were written. */
import type { Span } from '../../text/span.ts';

export type TomlNode = TomlScalar | TomlList | TomlTable;

export interface TomlScalar {
  readonly kind: 'scalar';
  /** Null for a date or a time, which nothing here takes. */
  readonly value: string | number | boolean | null;
  readonly span: Span;
}

export interface TomlList {
  readonly kind: 'list';
  readonly items: readonly TomlNode[];
  readonly span: Span;
}

/** Written as `[a]`, as `{ … }` or by dotted keys; of one in several pieces the span is the first piece. */
export interface TomlTable {
  readonly kind: 'table';
  readonly entries: readonly TomlEntry[];
  readonly span: Span;
}

export interface TomlEntry {
  readonly key: string;
  readonly keySpan: Span;
  readonly value: TomlNode;
}
