/**
 * Context files kept from one forecast to the next: an edit changes one file, and the other 100,000 need not even be
 * looked at while nobody heard of a change on disk. What is kept is the context as it is saved. Files that are said to
 * have changed are read again, buffers are laid over it file by file, and once in a while all is looked at. Unchanged
 * files stay the same objects, so that all that was made of them is used again.
 */
import { lstatSync } from 'node:fs';
import type { ContextNeeds } from '../../core/plan/model.ts';
import {
  patchedMap,
  type ContextEntry,
  type ContextFiles,
  type IgnoreSource,
} from '../../core/forecast/index.ts';
import { ignoreMatcher, parseIgnoreFile } from '../../core/syntax/dockerignore/index.ts';
import { buffersBelow, readContext, type DigestCache, type PathFilter } from '../context/index.ts';
import { isInside, relativePath } from '../files/index.ts';
import type { DiskJournal } from './disk-journal.ts';
import { followChanges, isSameEntry, realPath } from './follow-changes.ts';
import { withMeaning } from './meaning.ts';

export interface ContextMemory {
  readonly read: (input: RememberedContextInput) => Promise<ContextFiles>;
  /** False where the ignore file of each context around it leaves the file out. */
  readonly mayHold: (file: string) => boolean;
  readonly forget: () => void;
}

export interface RememberedContextInput {
  /** Absolute path of the context's folder. */
  readonly root: string;
  readonly needs: ContextNeeds;
  readonly ignore: IgnoreSource | null;
  /** Absolute path → text of unsaved editor buffers. */
  readonly overlay: ReadonlyMap<string, string>;
  readonly cache: DigestCache;
  /** What the caller heard of changes on disk. */
  readonly disk: DiskJournal;
  readonly signal?: AbortSignal;
}

/** Not every change on disk is heard of: watchers leave folders out, and sleep. Then all is looked at again. */
const BELIEVED_MILLISECONDS = 30_000;

/** A context of 100,000 files takes about 50 MB. */
const N_KEPT = 4;

interface KeptContext {
  /** When all of it was looked at. */
  readonly at: number;
  /** What was heard of by then. */
  readonly count: number;
  readonly files: Promise<ContextFiles>;
  readonly root: string;
  readonly excludes: PathFilter | null;
}

export function createContextMemory(now: () => number = Date.now): ContextMemory {
  const kept = new Map<string, KeptContext>();

  function saved(input: RememberedContextInput): Promise<ContextFiles> {
    const { root, needs, ignore, disk } = input;
    const place = JSON.stringify([root, [...needs.paths].sort(), ignore]);
    const known = kept.get(place);
    const isBelieved = known !== undefined && now() - known.at < BELIEVED_MILLISECONDS;
    if (isBelieved && known.count === disk.count) return known.files;
    // Not the caller's signal: the next caller can use what a cancelled request began.
    const whole = { root, needs, ignore, cache: input.cache };
    const changed = isBelieved ? disk.changedSince(known.count) : null;
    const files =
      known && changed
        ? readChanged(whole, known.files, changed)
        : readAgain(whole, known?.files ?? null);
    kept.delete(place);
    for (const oldest of kept.keys()) {
      if (kept.size < N_KEPT) break;
      kept.delete(oldest);
    }
    const at = known && changed ? known.at : now();
    const keeping = { at, count: disk.count, files, root, excludes: filterOf(ignore) };
    kept.set(place, keeping);
    files.catch(() => {
      if (kept.get(place) === keeping) kept.delete(place);
    });
    return files;
  }

  return {
    read: async (input) => {
      const buffers = buffersOf(input);
      // A buffer without a file makes folders and matches patterns: that is a walk of its own.
      if (!buffers) return readFiles(input, input.overlay);
      const files = await untilAborted(saved(input), input.signal);
      return withBuffers(input, files, buffers);
    },
    mayHold: (file) => {
      const around = [...kept.values()].filter(({ root }) => isInside(root, file));
      return (
        around.length === 0 ||
        around.some(({ root, excludes }) => !leavesOut(excludes, relativePath(root, file)))
      );
    },
    forget: () => kept.clear(),
  };
}

type ReadInput = Omit<RememberedContextInput, 'overlay' | 'disk'>;

async function readFiles(
  { root, needs, ignore, cache, signal }: ReadInput,
  overlay: ReadonlyMap<string, string>,
): Promise<ContextFiles> {
  const { entries } = await readContext({
    root,
    needs,
    ignore: filterOf(ignore),
    overlay,
    cache,
    ...(signal ? { signal } : {}),
  });
  const buffers = buffersBelow(root, overlay);
  return { entries: await withMeaning(entries, root, buffers), ...(ignore ? { ignore } : {}) };
}

/** The same objects where nothing has changed since, and the same of files that are as they were. */
async function readAgain(
  input: ReadInput,
  earlier: Promise<ContextFiles> | null,
): Promise<ContextFiles> {
  const before = await earlier?.catch(() => null);
  const files = await readFiles(input, new Map());
  if (!before) return files;
  const changes = new Map<string, ContextEntry | null>();
  for (const [file, entry] of files.entries) {
    const old = before.entries.get(file);
    if (old === undefined || !isSameEntry(old, entry)) changes.set(file, entry);
  }
  for (const file of before.entries.keys()) if (!files.entries.has(file)) changes.set(file, null);
  return changes.size === 0 ? before : { ...files, entries: patchedMap(before.entries, changes) };
}

async function readChanged(
  input: ReadInput,
  earlier: Promise<ContextFiles>,
  changed: readonly string[],
): Promise<ContextFiles> {
  const before = await earlier.catch(() => null);
  const ignore = filterOf(input.ignore);
  const followed = before && (await followChanges({ ...input, ignore, before, changed }));
  return followed ?? readAgain(input, earlier);
}

function filterOf(ignore: IgnoreSource | null): PathFilter | null {
  return ignore ? ignoreMatcher(parseIgnoreFile(ignore.text).value) : null;
}

/** An ignored folder can still have something in it that is taken back in. */
function leavesOut(filter: PathFilter | null, file: string): boolean {
  return filter?.excludes(file) === true && filter.canSkipFolder(file);
}

/** Context paths of the buffers inside the context; null where one of them has no plain file on disk. */
function buffersOf({ root, overlay }: RememberedContextInput): ReadonlyMap<string, string> | null {
  const buffers = new Map<string, string>();
  const realRoot = realPath(root);
  if (realRoot === null) return null;
  for (const [file, text] of overlay) {
    const real = realPath(file);
    if (real === null) {
      if (isInside(root, file)) return null;
      continue;
    }
    if (!isInside(realRoot, real)) continue;
    if (!lstatSync(real, { throwIfNoEntry: false })?.isFile()) return null;
    buffers.set(relativePath(realRoot, real), text);
  }
  return buffers;
}

async function withBuffers(
  { root, overlay, cache }: RememberedContextInput,
  files: ContextFiles,
  buffers: ReadonlyMap<string, string>,
): Promise<ContextFiles> {
  const paths = [...buffers.keys()].filter((one) => files.entries.get(one)?.kind === 'file');
  if (paths.length === 0) return files;
  const read = await readContext({ root, needs: { paths }, ignore: null, overlay, cache });
  const edited = await withMeaning(read.entries, root, buffers);
  const changes = new Map<string, ContextEntry>();
  for (const one of paths) {
    const entry = edited.get(one);
    const before = files.entries.get(one);
    if (entry && before && !isSameContent(entry, before)) changes.set(one, entry);
  }
  return changes.size === 0 ? files : { ...files, entries: patchedMap(files.entries, changes) };
}

function isSameContent(a: ContextEntry, b: ContextEntry): boolean {
  return a.kind === b.kind && a.mode === b.mode && a.digest === b.digest;
}

/** The work goes on for others; this asker has gone. */
async function untilAborted<Value>(
  work: Promise<Value>,
  signal: AbortSignal | undefined,
): Promise<Value> {
  if (!signal) return work;
  signal.throwIfAborted();
  let stop = (): void => undefined;
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(new Error('The request was cancelled.'));
    signal.addEventListener('abort', stop, { once: true });
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
