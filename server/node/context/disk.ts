/**
 * A build context on disk as a tree, with unsaved editor buffers laid over it: a buffer's text takes the place of the
 * file's bytes, and a buffer without a file is a file of its own.
 */
import {
  constants,
  lstatSync,
  readdirSync,
  readlinkSync,
  realpathSync,
  type BigIntStats,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { errorCode, errorText, foldersAbove, isInside, relativePath } from '../files/index.ts';
import type { ContextProblem } from './model.ts';
import type { NodeKind, TreeChild, TreeNode, TreeSource } from './walk.ts';

export interface DiskNode extends TreeNode {
  readonly mode: number;
  /** Null for what only exists as a buffer. */
  readonly stats: BigIntStats | null;
  /** Text of the buffer over it. */
  readonly overlay?: string;
  /** Its bytes are those of a git revision, which are asked for once the walk is over. */
  readonly isEarlier?: boolean;
  /** BuildKit sends a socket as an empty file. */
  readonly isSocket?: boolean;
}

export interface DiskTree extends TreeSource<DiskNode> {
  readonly root: string;
  look(path: string): DiskNode | null;
  list(path: string): readonly TreeChild[];
}

export function diskTree(
  root: string,
  overlay: ReadonlyMap<string, string>,
  report: (problem: ContextProblem) => void,
): DiskTree {
  const realRoot = realPath(root);
  const buffers = buffersBelow(realRoot, overlay);
  const newChildren = childrenOfBuffers(buffers);
  return { root: realRoot, look, list };

  function look(path: string): DiskNode | null {
    const absolute = path === '' ? realRoot : join(realRoot, path);
    let stats: BigIntStats;
    try {
      stats = lstatSync(absolute, { bigint: true });
      const bits = Number(stats.mode);
      const kind = kindOf(bits);
      const mode = contextMode(bits, process.platform);
      if (kind === 'symlink') return { kind, mode: 0o777, stats, target: readlinkSync(absolute) };
      const text = buffers.get(path);
      if (text !== undefined && kind === 'file') return { kind, mode, stats, overlay: text };
      return (bits & constants.S_IFMT) === S_IFSOCK
        ? { kind, mode, stats, isSocket: true }
        : { kind, mode, stats };
    } catch (error) {
      const text = buffers.get(path);
      if (text !== undefined)
        return { kind: 'file', mode: newMode(0o644), stats: null, overlay: text };
      if (newChildren.has(path)) return { kind: 'dir', mode: newMode(0o755), stats: null };
      const code = errorCode(error);
      const isMissing = code === 'ENOENT' || code === 'ENOTDIR';
      // A name that is not UTF-8 cannot be asked for again as text.
      if (!isMissing || path.includes('\uFFFD')) report(unreadable(path, error));
      return null;
    }
  }

  function list(path: string): readonly TreeChild[] {
    const children = new Map<string, TreeChild>();
    for (const child of newChildren.get(path)?.values() ?? []) children.set(child.name, child);
    try {
      const entries = readdirSync(path === '' ? realRoot : join(realRoot, path), {
        withFileTypes: true,
      });
      for (const entry of entries)
        children.set(entry.name, { name: entry.name, isFolder: entry.isDirectory() });
    } catch (error) {
      if (errorCode(error) !== 'ENOENT') report(unreadable(path, error));
    }
    return [...children.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  }
}

/**
 * Permission bits, setuid, setgid and sticky, as BuildKit's client sends them. Windows knows none of them: its client
 * makes everything executable and takes write permission from all but the owner.
 */
export function contextMode(mode: number, platform: NodeJS.Platform): number {
  return platform === 'win32' ? (mode | 0o111) & 0o755 : mode & 0o7777;
}

export function unreadable(path: string, error: unknown): ContextProblem {
  const shown = path === '' ? 'the context' : path;
  return { code: 'unreadable', path, message: `Cannot read ${shown}: ${errorText(error)}.` };
}

function newMode(mode: number): number {
  return contextMode(mode, process.platform);
}

/** Windows has no name for it. */
const S_IFSOCK = 0o140000;

/** The methods of `Stats` take longer, and are asked for every file. */
function kindOf(mode: number): NodeKind {
  switch (mode & constants.S_IFMT) {
    case constants.S_IFDIR:
      return 'dir';
    case constants.S_IFLNK:
      return 'symlink';
    case constants.S_IFREG:
    case S_IFSOCK:
      return 'file';
    default:
      return 'other';
  }
}

/** Editors open files under the path that the user chose, which can lead through links: compare real paths. */
export function buffersBelow(
  root: string,
  overlay: ReadonlyMap<string, string>,
): ReadonlyMap<string, string> {
  const realRoot = realPath(root);
  const buffers = new Map<string, string>();
  for (const [path, text] of overlay) {
    const real = realPath(path);
    if (isInside(realRoot, real)) buffers.set(relativePath(realRoot, real), text);
  }
  return buffers;
}

/** The real path of what exists of it; the rest stays as written. */
export function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    const above = dirname(path);
    return above === path ? path : join(realPath(above), basename(path));
  }
}

function childrenOfBuffers(
  buffers: ReadonlyMap<string, string>,
): ReadonlyMap<string, ReadonlyMap<string, TreeChild>> {
  const children = new Map<string, Map<string, TreeChild>>();
  for (const path of buffers.keys()) {
    let above = '';
    for (const step of [...foldersAbove(path), path]) {
      const name = step.slice(above === '' ? 0 : above.length + 1);
      const siblings = children.get(above) ?? new Map<string, TreeChild>();
      siblings.set(name, { name, isFolder: step !== path });
      children.set(above, siblings);
      above = step;
    }
  }
  return children;
}
