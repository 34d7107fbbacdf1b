/** How eagerly V8 compiles, for a run that ends in seconds. */
import path from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { lookAt } from '../node/files/index.ts';

/** Of Node 20 alone: later releases wait longer by themselves, and do not know the flag. */
const COMPILES_TOO_SOON = 'v20.';
/** Bytes of bytecode that a function runs before it is optimized. */
const LATER = 500_000;
const DEFAULT = 67_584;

/**
 * V8 optimizes on another processor whatever was hot for some milliseconds, which costs a third of all the time of a check of
 * hundreds of files and gives little of it back. What is hot for longer is optimized all the same.
 */
export function optimizeLater(): void {
  if (!process.version.startsWith(COMPILES_TOO_SOON)) return;
  setFlagsFromString(`--interrupt-budget=${String(LATER)}`);
  // Compiled code that is kept is for programs that begin as this one began.
  process.prependOnceListener('exit', () => {
    setFlagsFromString(`--interrupt-budget=${String(DEFAULT)}`);
  });
}

/** All but one file by its name, whose check is over before anything is hot. */
export function mayBeMany(paths: readonly string[], cwd: string): boolean {
  const [only = '', ...others] = paths;
  if (only === '' || others.length > 0) return true;
  return lookAt(path.resolve(cwd, only))?.isDirectory() === true;
}
