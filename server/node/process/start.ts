/**
 * The only call that starts a process: an array of arguments and no shell, nothing to read from, and a process group of
 * its own, so that a program can be ended together with all that it started.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import type { Readable } from 'node:stream';
import type { Program } from './program.ts';

export interface StartInput {
  readonly program: Program;
  readonly args: readonly string[];
  readonly cwd?: string;
  /** Added to the program's environment, such as the values of secrets. */
  readonly env?: Readonly<Record<string, string>>;
}

export interface Child {
  readonly process: ChildProcess;
  readonly stdout: Readable;
  readonly stderr: Readable;
}

/** Windows has no process groups. */
const HAS_GROUPS = process.platform !== 'win32';

/** Throws where Node refuses the arguments, for one with a NUL in it. */
export function startProgram({ program, args, cwd, env }: StartInput): Child {
  const child = spawn(program.executable, args, {
    ...(cwd === undefined ? {} : { cwd }),
    env: { ...program.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: HAS_GROUPS,
    windowsHide: true,
  });
  return { process: child, stdout: child.stdout, stderr: child.stderr };
}

/** Signals a program with all that it started. */
export function endProgram({ process: child }: Child, signal: NodeJS.Signals): void {
  try {
    if (HAS_GROUPS && child.pid !== undefined) process.kill(-child.pid, signal);
    else child.kill(signal);
  } catch {
    // It ended by itself in the meantime.
  }
}
