/**
 * A lock between processes: a file that only one of them can create. Who holds it works for milliseconds, so a lock
 * whose owner is gone, or that is older than that by far, was left behind by a crash and is taken over.
 */
import { randomUUID } from 'node:crypto';
import { link, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { errorCode } from '../files/index.ts';
import { isJsonObject, readJson } from '../../core/text/json.ts';

export interface LockOptions {
  /** How long to wait for the lock. */
  readonly waitMs?: number;
  /** Age from which a lock counts as left behind. */
  readonly staleMs?: number;
}

/** Null where somebody else held the lock all the time: then nothing was done. */
export async function withLock<T>(
  path: string,
  work: () => Promise<T>,
  options: LockOptions = {},
): Promise<{ readonly value: T } | null> {
  const mine = JSON.stringify({ pid: process.pid, host: hostname(), id: randomUUID() });
  const end = Date.now() + (options.waitMs ?? 5_000);
  while (!(await take(path, mine))) {
    if (await isLeftBehind(path, options.staleMs ?? 15_000)) await remove(path);
    else if (Date.now() > end) return null;
    else await sleep(5 + Math.random() * 20);
  }
  try {
    return { value: await work() };
  } finally {
    // A lock that was taken from us is not ours to remove.
    if ((await readLock(path)) === mine) await rm(path, { force: true });
  }
}

async function take(path: string, mine: string): Promise<boolean> {
  try {
    await writeFile(path, mine, { flag: 'wx', mode: 0o600 });
    return true;
  } catch (error) {
    const code = errorCode(error);
    // Windows says EPERM while a removed file is still open somewhere.
    if (code === 'EEXIST' || code === 'EPERM' || code === 'EBUSY') return false;
    throw error;
  }
}

async function isLeftBehind(path: string, staleMs: number): Promise<boolean> {
  const text = await readLock(path);
  const found = await stat(path).catch(() => null);
  if (text === null || found === null) return false;
  if (Date.now() - found.mtimeMs > staleMs) return true;
  const owner = parseOwner(text);
  // An owner on another machine (a shared home folder) cannot be asked; a lock just being written is empty.
  return owner?.host === hostname() && !isRunning(owner.pid);
}

/** Two may see the same stale lock: the loser of the race has moved a fresh lock away, and puts it back. */
async function remove(path: string): Promise<void> {
  const stale = await readLock(path);
  const aside = `${path}.${randomUUID()}`;
  try {
    await rename(path, aside);
    if (stale !== null && (await readLock(aside)) !== stale) await link(aside, path);
  } catch {
    // Somebody else was faster; the next turn of the loop sees what is there now.
  }
  await rm(aside, { force: true });
}

async function readLock(path: string): Promise<string | null> {
  return readFile(path, 'utf8').catch(() => null);
}

function parseOwner(text: string): { readonly pid: number; readonly host: string } | null {
  const value = readJson(text);
  if (!isJsonObject(value)) return null;
  const { pid, host } = value;
  return typeof pid === 'number' && typeof host === 'string' ? { pid, host } : null;
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it runs, as somebody else.
    return errorCode(error) === 'EPERM';
  }
}
