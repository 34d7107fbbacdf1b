/**
 * What a benchmark is: a file `test/bench/<name>.bench.ts` that exports `bench`. Times mean little by themselves on a machine
 * that nobody knows, so a row holds its figure against a limit, or against a peer that ran in the same process.
 */

export interface Bench {
  /** What `npm run bench -- <name>` runs. */
  readonly name: string;
  /** Why it cannot run here, and what to do about it; such a bench is left out, with a line that says so. */
  readonly absent?: () => Promise<string | undefined>;
  readonly run: (options: BenchOptions) => Promise<readonly BenchRow[]>;
}

export interface BenchOptions {
  /** Little work, for a look at the bench itself: its figures mean nothing. */
  readonly small: boolean;
}

export interface BenchRow {
  readonly what: string;
  readonly value: number;
  /** `ms`, `MB`, `files/s`. */
  readonly unit: string;
  /** In the unit of the value: what it is held against. */
  readonly limit?: number;
  /** The value over its limit, or over a peer's value. */
  readonly ratio?: number;
  readonly ok: boolean;
}

/** A value that must stay below a limit. */
export function belowLimit(what: string, value: number, unit: string, limit: number): BenchRow {
  return { what, value, unit, limit, ratio: value / limit, ok: value <= limit };
}

/** A value that is shown and held against nothing. */
export function measured(what: string, value: number, unit: string): BenchRow {
  return { what, value, unit, ok: true };
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? NaN) + upper) / 2;
}
