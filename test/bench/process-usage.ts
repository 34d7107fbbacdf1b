/** What another process uses, as the system tells it: memory, and the time of its main thread on a processor. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** Resident memory in MB, what a task manager shows. */
export function residentMegabytes(pid: number): number {
  const kilobytes = execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' });
  return Number(kilobytes) / 1024;
}

/** The most that it ever was; null where the system does not say. */
export function peakMegabytes(pid: number): number | null {
  const peak = /^VmHWM:\s+(\d+) kB$/m.exec(readText(`/proc/${String(pid)}/status`) ?? '')?.[1];
  return peak === undefined ? null : Number(peak) / 1024;
}

/**
 * Milliseconds on a processor, exact where Linux counts them; else the wall clock. Unlike the clock on the wall it does
 * not grow while other programs have the processor.
 */
export function busyMilliseconds(pid: number): number {
  const nanoseconds = readText(`/proc/${String(pid)}/schedstat`)?.split(' ')[0];
  return nanoseconds === undefined ? performance.now() : Number(nanoseconds) / 1e6;
}

function readText(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}
