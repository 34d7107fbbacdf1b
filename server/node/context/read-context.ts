/**
 * The files of a build context as a forecast needs them. Nothing outside the context's folder is read, nothing that
 * is not a regular file is opened, and what cannot be read is a problem in the result, never an exception. The one
 * rejection is a cancelled signal.
 *
 * Extended attributes are left out: Node cannot read them, and BuildKit's own client notices a change of theirs only
 * together with another change of the file.
 */
import { join } from 'node:path';
import type { ContextEntry } from '../../core/forecast/model.ts';
import { sha256 } from '../digest.ts';
import { createSlices } from '../slices.ts';
import {
  digestLargeFile,
  digestOverlaidFile,
  digestSmallFile,
  LARGE_FILE,
  type ReadFile,
} from './digest-file.ts';
import { diskTree, unreadable, type DiskNode, type DiskTree } from './disk.ts';
import { createLineBudget } from './line-budget.ts';
import type { ContextProblem, ReadContextInput, ReadContextResult } from './model.ts';
import { rootProblem } from './root-problem.ts';
import { walkTree } from './walk.ts';

/** More streams than this only make a disk seek. */
const STREAMS = 3;

/** What is laid over the disk: files as they were. */
export interface EarlierFiles {
  readonly treeOver: (disk: DiskTree) => DiskTree;
  /** The files among the nodes that are marked as earlier ones; a problem is a sentence. */
  readonly read: (
    paths: readonly string[],
    wantsLines: (path: string, size: number) => boolean,
  ) => Promise<ReadonlyMap<string, Omit<ReadFile, 'stats'>>>;
}

export function readContext(input: ReadContextInput): Promise<ReadContextResult> {
  return readContextAs(input, null);
}

export async function readContextAs(
  input: ReadContextInput,
  earlier: EarlierFiles | null,
): Promise<ReadContextResult> {
  const { needs, ignore, cache, signal } = input;
  signal?.throwIfAborted();
  const problems: ContextProblem[] = [];
  const entries = new Map<string, ContextEntry>();
  const slices = createSlices(signal);
  const disk = diskTree(input.root, input.overlay ?? new Map<string, string>(), (problem) =>
    problems.push(problem),
  );
  const tree = earlier?.treeOver(disk) ?? disk;
  const root = tree.look('');
  if (root?.kind !== 'dir') {
    problems.push(rootProblem(input.root, root));
    return { entries, problems, work: { entries: 0, digested: 0 } };
  }
  const lineBudget = createLineBudget();
  const large: (readonly [string, DiskNode])[] = [];
  const before: (readonly [string, DiskNode])[] = [];
  const waiting: (readonly [string, DiskNode])[] = [];
  let isReady = cache?.ready === undefined;
  let digested = 0;
  const { missing } = await walkTree({ source: tree, needs, ignore, slices, visit });
  for (const path of missing)
    problems.push({ code: 'missing', path, message: `${path} is not in the build context.` });
  await readWaiting();
  await readAllLarge();
  await readEarlier();
  return { entries, problems, work: { entries: entries.size, digested } };

  function visit(path: string, node: DiskNode): void {
    if (!isPlainFile(node)) entries.set(path, entryOf(node, null));
    else if (node.isEarlier === true) {
      entries.set(path, entryOf(node, null));
      before.push([path, node]);
    } else if (useKnown(path, node)) return;
    else if (!isReady && node.overlay === undefined) {
      // Its place in the order is kept.
      entries.set(path, entryOf(node, null));
      waiting.push([path, node]);
    } else if (Number(node.stats?.size ?? 0) >= LARGE_FILE && node.overlay === undefined) {
      // Its place in the order is kept; the digest follows.
      entries.set(path, entryOf(node, null));
      large.push([path, node]);
    } else readSmall(path, node);
  }

  function useKnown(path: string, node: DiskNode): boolean {
    if (node.overlay !== undefined || node.stats === null) return false;
    const known = cache?.get(tree.root, path, node.stats) ?? null;
    if (known === null) return false;
    if (known.lines !== null) lineBudget.spend(nameOf(path), known.lines.length);
    entries.set(path, entryOf(node, { ...known, size: Number(node.stats.size), stats: null }));
    return true;
  }

  function readSmall(path: string, node: DiskNode): void {
    const absolute = join(tree.root, path);
    const size = node.overlay?.length ?? Number(node.stats?.size ?? 0);
    const wantsLines = lineBudget.wants(nameOf(path), size);
    try {
      const read =
        node.overlay === undefined
          ? digestSmallFile(absolute, wantsLines)
          : digestOverlaidFile(node.stats === null ? null : absolute, node.overlay, wantsLines);
      keep(path, node, read);
    } catch (error) {
      entries.set(path, entryOf(node, null));
      problems.push(unreadable(path, error));
    }
  }

  async function readAllLarge(): Promise<void> {
    const readNext = async (): Promise<void> => {
      for (let next = large.pop(); next !== undefined; next = large.pop()) {
        const [path, node] = next;
        try {
          keep(path, node, await digestLargeFile(join(tree.root, path), signal));
        } catch (error) {
          signal?.throwIfAborted();
          problems.push(unreadable(path, error));
        }
      }
    };
    await Promise.all(Array.from({ length: STREAMS }, readNext));
  }

  async function readWaiting(): Promise<void> {
    if (isReady) return;
    await cache?.ready;
    isReady = true;
    for (const [path, node] of waiting) {
      if (slices.due()) await slices.rest();
      visit(path, node);
    }
  }

  async function readEarlier(): Promise<void> {
    if (before.length === 0) return;
    const paths = before.map(([path]) => path);
    const read = await earlier?.read(paths, (path, size) => lineBudget.wants(nameOf(path), size));
    for (const [path, node] of before) {
      const file = read?.get(path);
      if (file) keep(path, node, { ...file, stats: null });
    }
  }

  function keep(path: string, node: DiskNode, read: ReadFile): void {
    digested += 1;
    if (read.lines !== null) lineBudget.spend(nameOf(path), read.lines.length);
    entries.set(path, entryOf(node, read));
    if (read.stats !== null) cache?.set(tree.root, path, read.stats, read, Date.now());
  }
}

function isPlainFile(node: DiskNode): boolean {
  return node.kind === 'file' && node.isSocket !== true;
}

function entryOf(node: DiskNode, read: ReadFile | null): ContextEntry {
  const { kind, mode, stats, target } = node;
  if (kind === 'dir') return { kind, mode, size: 0 };
  if (kind === 'symlink')
    return target === undefined ? { kind, mode, size: 0 } : { kind, mode, size: 0, target };
  if (kind === 'other') return { kind, mode, size: 0, digest: deviceDigest(node) };
  if (node.isSocket === true) return { kind, mode, size: 0, digest: sha256('') };
  const size = read?.size ?? Number(stats?.size ?? 0);
  // A buffer has not been written yet: it has no time.
  const mtime = stats === null || node.overlay !== undefined ? undefined : stats.mtimeNs.toString();
  // What most of 100,000 files are gets an object of one piece, which spreading would not make.
  if (read !== null && mtime !== undefined && !read.lines)
    return { kind, mode, size, digest: read.digest, mtime };
  return {
    kind,
    mode,
    size,
    ...(read === null ? {} : { digest: read.digest }),
    ...(mtime === undefined ? {} : { mtime }),
    ...(read?.lines ? { lines: read.lines } : {}),
  };
}

/** BuildKit tells pipes and devices apart by their type and number. */
function deviceDigest(node: DiskNode): string {
  const { stats } = node;
  if (stats === null || stats.isFIFO()) return sha256('pipe');
  return sha256(`${stats.isBlockDevice() ? 'block' : 'character'} ${stats.rdev}`);
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
