/**
 * The time on a processor of a whole process, its start and its end included. On a quiet machine that is the time on the clock
 * of a process that waits for nothing, and unlike it it does not grow while other programs have the processor.
 */
import { spawnSync } from 'node:child_process';

export interface ProcessTime {
  /** On a processor: of the program and of the system for it. */
  readonly busy: number;
  readonly clock: number;
}

/** In milliseconds. Bash tells what the system counted; the exit code is to be one of these. */
export function processTime(
  command: readonly string[],
  { cwd, env = process.env, exitCodes = [0] }: ProcessOptions,
): ProcessTime {
  const script = 'TIMEFORMAT="%U %S %R"; time "$@" >/dev/null 2>/dev/null';
  const { status, stderr, error } = spawnSync('bash', ['-c', script, 'bash', ...command], {
    cwd,
    env: { ...env, LC_ALL: 'C' },
    encoding: 'utf8',
  });
  const [user = NaN, system = NaN, real = NaN] = stderr.trim().split(' ').map(Number);
  if (error !== undefined || status === null || !exitCodes.includes(status))
    throw new Error(`${command.join(' ')} ended with ${String(status)}: ${stderr}`);
  return { busy: (user + system) * 1000, clock: real * 1000 };
}

export interface ProcessOptions {
  readonly cwd: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly exitCodes?: readonly number[];
}
