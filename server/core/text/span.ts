/**
 * Places in a text. Inside core everything is an offset in UTF-16 units; lines and columns are made at the edges.
 */

/** Half-open: `start` is the first unit, `end` is one behind the last. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** What a parser could not make sense of. `code` is stable, `message` is for people. */
export interface Problem {
  readonly code: string;
  readonly message: string;
  readonly span: Span;
  /** `error`: the tool that owns the format rejects this. `warning`: it accepts it, with a surprise. */
  readonly severity: 'error' | 'warning';
}

/** Parsing never fails: there is always a value, and the problems say what is wrong with it. */
export interface Parsed<T> {
  readonly value: T;
  readonly problems: readonly Problem[];
}

export function spanLength(span: Span): number {
  return span.end - span.start;
}

export function spansOverlap(a: Span, b: Span): boolean {
  return a.start < b.end && b.start < a.end;
}

export function spanContains(span: Span, offset: number): boolean {
  return span.start <= offset && offset <= span.end;
}
