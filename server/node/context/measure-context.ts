/**
 * What a build context weighs: what the ignore rules leave of it, and what of that a build asks for, which is what
 * BuildKit's client sends at most. Only names, sizes and links are looked at; no file is opened.
 *
 * A hard link to a file that is sent has no bytes of its own, and a sparse file is sent with its holes.
 */
import { accessSync, constants, type BigIntStats } from 'node:fs';
import { join } from 'node:path';
import {
  N_LARGEST,
  type Amount,
  type SizedEntry,
  type SizedFolder,
} from '../../core/context-size/index.ts';
import type { FollowedPath } from '../../core/plan/index.ts';
import type { IgnoreMatcher, IgnoreState } from '../../core/syntax/dockerignore/index.ts';
import { createSlices } from '../slices.ts';
import { askedAt, askedAtRoot, isAsked, type Asked } from './asked-paths.ts';
import { diskTree, unreadable, type DiskNode } from './disk.ts';
import { followLinks } from './follow-links.ts';
import type { ContextProblem } from './model.ts';
import { rootProblem } from './root-problem.ts';

export interface MeasureInput {
  /** Absolute path of the context's folder. */
  readonly root: string;
  readonly ignore: IgnoreMatcher | null;
  readonly asked: readonly FollowedPath[];
  /** Each file that is sent is wanted, too. */
  readonly everyFile?: boolean;
  /** Entries that are looked at; after them only what is asked for is. */
  readonly limit?: number;
  readonly signal?: AbortSignal;
}

export interface MeasuredContext {
  /** What the ignore rules leave. */
  readonly total: Amount;
  /** False where the context is so large that not all of it was counted: then `total` is at least that. */
  readonly isWhole: boolean;
  /** What is sent. */
  readonly sent: SizedFolder;
  /** Each file that is sent, where that was asked for, in order of the walk. */
  readonly files: readonly SizedEntry[] | null;
  readonly problems: readonly ContextProblem[];
}

/** A few seconds of work. */
const LIMIT = 500_000;

interface OpenFolder {
  path: string;
  above: OpenFolder | null;
  files: number;
  bytes: number;
  readonly steps: Set<number>;
  readonly folders: SizedFolder[];
  largest: SizedEntry[];
}

interface ToWalk {
  readonly folder: OpenFolder;
  readonly ignored: IgnoreState | null;
  readonly asked: Asked;
}

export async function measureContext(input: MeasureInput): Promise<MeasuredContext> {
  const { ignore, signal, limit = LIMIT } = input;
  signal?.throwIfAborted();
  const slices = createSlices(signal);
  const problems: ContextProblem[] = [];
  const tree = diskTree(input.root, new Map<string, string>(), (problem) => problems.push(problem));
  const top = openFolder('', null);
  const files: SizedEntry[] | null = input.everyFile === true ? [] : null;
  const total = { files: 0, bytes: 0 };
  const linked = new Set<string>();
  const sentLinks = new Set<string>();
  let nSeen = 0;
  let isWhole = true;
  const root = tree.look('');
  if (root?.kind !== 'dir') {
    problems.push(rootProblem(input.root, root));
    return { total, isWhole, sent: closed(top), files, problems };
  }
  const opened = [top];
  const stack: ToWalk[] = [{ folder: top, ignored: null, asked: asked() }];
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    if (nSeen > limit && !isAsked(next.asked)) isWhole = false;
    else await walk(next);
  }
  for (const folder of opened.reverse()) close(folder);
  return { total, isWhole, sent: closed(top), files, problems };

  function asked(): Asked {
    const bySteps = new Map<number, string[]>();
    for (const { step, path } of input.asked)
      bySteps.set(step, [...(bySteps.get(step) ?? []), path]);
    return askedAtRoot(
      [...bySteps].flatMap(([step, paths]) =>
        followLinks(tree, paths).map((pattern) => ({ pattern, step })),
      ),
    );
  }

  async function walk({ folder, ignored, asked: above }: ToWalk): Promise<void> {
    const below: ToWalk[] = [];
    for (const child of tree.list(folder.path)) {
      if (slices.due()) await slices.rest();
      nSeen++;
      const path = folder.path === '' ? child.name : [folder.path, child.name].join('/');
      const state = ignore?.enter(path, ignored) ?? null;
      if (state?.skip === true && child.isFolder) continue;
      const wanted = askedAt(path, child.isFolder, above);
      if (child.isFolder) {
        const inner = openFolder(path, folder);
        opened.push(inner);
        below.push({ folder: inner, ignored: state, asked: wanted });
      } else if (state?.excluded !== true) {
        const node = tree.look(path);
        if (node !== null) count(folder, path, node, wanted.by);
      }
    }
    // In the order of names, as the client walks: of two hard links the first one has the bytes.
    for (const one of below.reverse()) stack.push(one);
  }

  function count(folder: OpenFolder, path: string, node: DiskNode, by: readonly number[]): void {
    const { stats } = node;
    total.files++;
    if (isFirst(linked, stats)) total.bytes += sizeOf(node);
    if (by.length === 0) return;
    const bytes = isFirst(sentLinks, stats) ? sizeOf(node) : 0;
    const entry: SizedEntry = { path, kind: 'file', files: 1, bytes, steps: by };
    folder.files++;
    folder.bytes += bytes;
    for (const step of by) folder.steps.add(step);
    folder.largest.push(entry);
    if (folder.largest.length > 4 * N_LARGEST) folder.largest = largestOf(folder.largest);
    files?.push(entry);
    const problem = node.kind === 'file' ? whyUnreadable(join(tree.root, path), node) : null;
    if (problem !== null) problems.push(unreadable(path, problem));
  }
}

function openFolder(path: string, above: OpenFolder | null): OpenFolder {
  return { path, above, files: 0, bytes: 0, steps: new Set(), folders: [], largest: [] };
}

function closed({ path, files, bytes, steps, folders, largest }: OpenFolder): SizedFolder {
  const byNumber = [...steps].sort((a, b) => a - b);
  return {
    ...{ path, kind: 'folder', files, bytes, steps: byNumber },
    ...{ folders, largest: largestOf(largest) },
  };
}

/** After all that is below it. */
function close(folder: OpenFolder): void {
  const { above } = folder;
  if (above === null) return;
  above.files += folder.files;
  above.bytes += folder.bytes;
  for (const step of folder.steps) above.steps.add(step);
  // What nothing is sent of is kept for nobody.
  if (folder.files > 0) above.folders.push(closed(folder));
}

function largestOf(entries: readonly SizedEntry[]): SizedEntry[] {
  return [...entries].sort((a, b) => b.bytes - a.bytes).slice(0, N_LARGEST);
}

/** Links, pipes and devices have no bytes to send, and a socket is sent as an empty file. */
function sizeOf({ kind, isSocket, stats }: DiskNode): number {
  return kind === 'file' && isSocket !== true ? Number(stats?.size ?? 0) : 0;
}

function isFirst(seen: Set<string>, stats: BigIntStats | null): boolean {
  if (stats === null || stats.nlink < 2n) return true;
  const id = `${String(stats.dev)}:${String(stats.ino)}`;
  if (seen.has(id)) return false;
  seen.add(id);
  return true;
}

/** Who may not read a file cannot send it: the build ends. What everybody may read is not asked for. */
function whyUnreadable(file: string, { mode, isSocket }: DiskNode): unknown {
  if ((mode & 0o444) === 0o444 || isSocket === true) return null;
  try {
    accessSync(file, constants.R_OK);
    return null;
  } catch (error) {
    return error;
  }
}
