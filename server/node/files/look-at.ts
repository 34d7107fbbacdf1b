/**
 * What lies at a path, at once: looking at one file takes a few microseconds, an answer that is waited for many times
 * that. For what a forecast looks at with every keystroke.
 */
import { statSync, type BigIntStats, type Stats } from 'node:fs';

/** Null where there is nothing, or nothing that may be looked at. */
export function lookAt(path: string): Stats | null {
  try {
    return statSync(path, { throwIfNoEntry: false }) ?? null;
  } catch {
    return null;
  }
}

/** The same with times in nanoseconds. */
export function lookClosely(path: string): BigIntStats | null {
  try {
    return statSync(path, { bigint: true, throwIfNoEntry: false }) ?? null;
  } catch {
    return null;
  }
}

/** False only where it is certain: what may not be looked at is there, and reading it tells what is wrong. */
export function isAbsent(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false }) === undefined;
  } catch {
    return false;
  }
}
