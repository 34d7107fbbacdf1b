/**
 * The history of builds: one JSON text a line, appended, shared by the editor and the command line. A line that a
 * crash cut short is skipped and cannot spoil the next one; when there are more builds than wanted, the newest are
 * written to a new file that takes the old one's place. Snapshots are files of their own, named by their content, and
 * go when no kept build refers to them any more.
 */
import { mkdir, open, readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { sha256 } from '../digest.ts';
import { errorText, lookClosely, writeFileAtomically } from '../files/index.ts';
import { withLock } from './lock.ts';

export interface HistoryKey {
  readonly dockerfile: string;
  readonly context: string;
  readonly target: string;
  readonly builder: string;
}

export interface HistoryRecord {
  readonly version: number;
  readonly id: string;
  readonly key: HistoryKey;
  readonly started: string;
  /** What `saveSnapshot` gave. */
  readonly snapshot: string | null;
}

export interface HistoryOptions<R extends HistoryRecord> {
  readonly folder: string;
  /** Builds that are kept; 0 keeps none. */
  readonly limit: number;
  /** Null for what is not a record of a known version. */
  readonly parse: (value: unknown) => R | null;
}

export type HistoryWrite =
  { readonly kind: 'written' } | { readonly kind: 'failed'; readonly message: string };

export interface History<R extends HistoryRecord> {
  append(...records: readonly R[]): Promise<HistoryWrite>;
  /** Oldest first; only those whose key agrees in every given part. */
  read(key?: Partial<HistoryKey>): Promise<readonly R[]>;
  /** The snapshot's id for the record; null where it could not be kept. */
  saveSnapshot(text: string): Promise<string | null>;
  readSnapshot(id: string): Promise<string | null>;
  clear(): Promise<{ readonly removed: number }>;
}

/** Written just before its record, so a young snapshot without one may still get it. */
const SNAPSHOT_GRACE_MS = 60 * 60 * 1000;

export function openHistory<R extends HistoryRecord>(options: HistoryOptions<R>): History<R> {
  const { folder, parse } = options;
  const limit = Math.max(0, Math.floor(options.limit));
  const file = join(folder, 'history.jsonl');
  const lock = join(folder, 'history.lock');
  const snapshots = join(folder, 'snapshots');
  let known: { readonly stamp: string; readonly records: readonly R[] } | null = null;
  return { append, read, saveSnapshot, readSnapshot, clear };

  async function append(...records: readonly R[]): Promise<HistoryWrite> {
    if (limit === 0 || records.length === 0) return { kind: 'written' };
    const lines = records.map((record) => JSON.stringify(record)).join('\n');
    try {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const done = await withLock(lock, async () => {
        await appendLine(file, lines);
        await compact();
      });
      // One append is whole even without the lock; only the compaction needs it.
      if (done === null) await appendLine(file, lines);
      return { kind: 'written' };
    } catch (error) {
      const message = `Cannot write the history of builds in ${folder}: ${errorText(error)}.`;
      return { kind: 'failed', message };
    }
  }

  async function read(key: Partial<HistoryKey> = {}): Promise<readonly R[]> {
    return (await readAll()).filter(
      (record) =>
        (key.dockerfile === undefined || record.key.dockerfile === key.dockerfile) &&
        (key.context === undefined || record.key.context === key.context) &&
        (key.target === undefined || record.key.target === key.target) &&
        (key.builder === undefined || record.key.builder === key.builder),
    );
  }

  /** Asked for several times at every keystroke, while the file changes at a build only. */
  async function readAll(): Promise<readonly R[]> {
    // The look comes first: what is appended meanwhile makes the next reading read again.
    const found = lookClosely(file);
    const stamp = found === null ? '' : `${found.ino} ${found.size} ${found.mtimeNs}`;
    if (known?.stamp !== stamp)
      known = { stamp, records: recordsOf(await readFile(file, 'utf8').catch(() => '')) };
    return known.records;
  }

  async function saveSnapshot(text: string): Promise<string | null> {
    const id = sha256(text);
    await mkdir(snapshots, { recursive: true, mode: 0o700 }).catch(() => undefined);
    const result = await writeFileAtomically(snapshotFile(id), text, { mode: 0o600 });
    return result.kind === 'written' ? id : null;
  }

  async function readSnapshot(id: string): Promise<string | null> {
    // The id comes out of a file that anybody could have edited: it must not name another one.
    if (!/^[0-9a-f]{64}$/.test(id)) return null;
    const text = await readFile(snapshotFile(id), 'utf8').catch(() => null);
    return text !== null && sha256(text) === id ? text : null;
  }

  async function clear(): Promise<{ readonly removed: number }> {
    const removed = (await read()).length;
    // Nothing was ever kept: then there is no folder for a lock either.
    if ((await stat(folder).catch(() => null)) === null) return { removed };
    const done = await withLock(lock, async () => {
      await rm(file, { force: true });
      await rm(snapshots, { recursive: true, force: true });
    });
    return { removed: done === null ? 0 : removed };
  }

  async function compact(): Promise<void> {
    const text = await readFile(file, 'utf8');
    // Some slack, so that not every build rewrites the file.
    if (countLines(text) <= limit + Math.max(10, Math.floor(limit / 10))) return;
    const kept = recordsOf(text).slice(-limit);
    const lines = kept.map((record) => `${JSON.stringify(record)}\n`).join('');
    const written = await writeFileAtomically(file, lines, { mode: 0o600 });
    if (written.kind === 'written') await dropSnapshots(new Set(kept.map((one) => one.snapshot)));
  }

  async function dropSnapshots(kept: ReadonlySet<string | null>): Promise<void> {
    for (const name of await readdir(snapshots).catch(() => [])) {
      if (kept.has(name.replace(/\.json$/, ''))) continue;
      const path = join(snapshots, name);
      const found = await stat(path).catch(() => null);
      if (found !== null && Date.now() - found.mtimeMs > SNAPSHOT_GRACE_MS)
        await rm(path, { force: true });
    }
  }

  /** A record that was written twice (two processes, one build) counts once. */
  function recordsOf(text: string): R[] {
    const records = new Map<string, R>();
    for (const line of text.split('\n')) {
      if (line === '') continue;
      const record = parseLine(line);
      if (record !== null) records.set(record.id, record);
    }
    return [...records.values()];
  }

  function parseLine(line: string): R | null {
    try {
      return parse(JSON.parse(line));
    } catch {
      return null;
    }
  }

  function snapshotFile(id: string): string {
    return join(snapshots, `${id}.json`);
  }
}

/** In one write at the end of the file. What a crash left without a line end is closed off first. */
async function appendLine(path: string, line: string): Promise<void> {
  const file = await open(path, 'a+', 0o600);
  try {
    const { size } = await file.stat();
    const last = Buffer.alloc(1);
    if (size > 0) await file.read(last, 0, 1, size - 1);
    const isTorn = size > 0 && last[0] !== 0x0a;
    await file.writeFile(`${isTorn ? '\n' : ''}${line}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
}

function countLines(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) count += 1;
  return count;
}
