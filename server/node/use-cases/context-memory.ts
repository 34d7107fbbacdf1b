/**
 * Context files kept from one forecast to the next: a keystroke changes one buffer, and the other 100,000 files need
 * not even be looked at while nobody heard of a change on disk. What is kept is the context as it is saved; buffers
 * are laid over it file by file, so that unchanged files stay the same objects and all that was made of them is used
 * again.
 */
import { lstatSync, realpathSync } from 'node:fs';
import type { ContextFiles, ContextNeeds, IgnoreSource } from '../../core/forecast/model.ts';
import type { ContextEntry } from '../../core/forecast/model.ts';
import { ignoreMatcher, parseIgnoreFile } from '../../core/syntax/dockerignore/index.ts';
import { readContext, type DigestCache, type PathFilter } from '../context/index.ts';
import { isInside, relativePath } from '../files/index.ts';
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
  /** Grows with every change on disk that the caller hears of. */
  readonly disk: number;
  readonly signal?: AbortSignal;
}

/** Not every change on disk is heard of: watchers leave folders out, and sleep. */
const BELIEVED_MILLISECONDS = 30_000;

/** A context of 100,000 files takes about 50 MB. */
const N_KEPT = 4;

interface KeptContext {
  readonly at: number;
  readonly files: Promise<ContextFiles>;
  readonly root: string;
  readonly excludes: PathFilter | null;
}

export function createContextMemory(now: () => number = Date.now): ContextMemory {
  const kept = new Map<string, KeptContext>();

  function saved(input: RememberedContextInput): Promise<ContextFiles> {
    const { root, needs, ignore, disk } = input;
    const place = JSON.stringify([root, [...needs.paths].sort(), ignore]);
    const key = `${String(disk)} ${place}`;
    const known = kept.get(key);
    if (known && now() - known.at < BELIEVED_MILLISECONDS) return known.files;
    for (const other of kept.keys()) {
      // An older state of the same context is never asked for again.
      if (other.endsWith(` ${place}`) || kept.size >= N_KEPT) kept.delete(other);
    }
    // Not the asker's signal: whoever asks next can use what one that has gone away began.
    const files = readFiles({ root, needs, ignore, cache: input.cache }, new Map());
    kept.set(key, { at: now(), files, root, excludes: filterOf(ignore) });
    files.catch(() => kept.delete(key));
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
        around.some(({ root, excludes }) => excludes?.excludes(relativePath(root, file)) !== true)
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
  return { entries: await withMeaning(entries, root, overlay), ...(ignore ? { ignore } : {}) };
}

function filterOf(ignore: IgnoreSource | null): PathFilter | null {
  return ignore ? ignoreMatcher(parseIgnoreFile(ignore.text).value) : null;
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

function realPath(file: string): string | null {
  try {
    return realpathSync(file);
  } catch {
    // It does not exist, or may not be looked at.
    return null;
  }
}

async function withBuffers(
  { root, overlay, cache }: RememberedContextInput,
  files: ContextFiles,
  buffers: ReadonlyMap<string, string>,
): Promise<ContextFiles> {
  const paths = [...buffers.keys()].filter((one) => files.entries.get(one)?.kind === 'file');
  if (paths.length === 0) return files;
  const read = await readContext({ root, needs: { paths }, ignore: null, overlay, cache });
  const edited = await withMeaning(read.entries, root, overlay);
  const entries = new Map(files.entries);
  let isSame = true;
  for (const one of paths) {
    const entry = edited.get(one);
    const before = files.entries.get(one);
    if (!entry || !before || isSameContent(entry, before)) continue;
    entries.set(one, entry);
    isSame = false;
  }
  return isSame ? files : { ...files, entries };
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
