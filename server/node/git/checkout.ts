/**
 * A revision as a checkout of it would stand on this disk: what of the tracked files is other than now. All that is not
 * named here is as it is on disk, untracked and ignored files among it.
 */
import { sha256 } from '../digest.ts';
import type { GitConfig } from './config.ts';

export interface Checkout {
  /** The folder that has `.git` in it. */
  readonly root: string;
  /** The commit's full id. */
  readonly commit: string;
  /** By path from the root with `/`; null for what the checkout would not have. */
  readonly entries: ReadonlyMap<string, EarlierEntry | null>;
  readonly isTracked: (path: string) => boolean;
  /** The object that a tracked file not in `entries` is; null where that does not say its bytes, as with filters. */
  readonly objectOf: (path: string) => string | null;
  /** Whether the commit is HEAD's, with nothing added to the index since. */
  readonly isHead: boolean;
  /** `core.fileMode=false`: modes on disk mean nothing. */
  readonly ignoresModes: boolean;
  /** Roots of the repository and of the submodules in it, as paths from the root. */
  readonly repositories: readonly string[];
  /** What could not be known, in sentences. */
  readonly notes: readonly string[];
  /** The bytes of files in `entries`. */
  readonly read: (paths: readonly string[]) => Promise<ReadonlyMap<string, EarlierBytes>>;
}

export type EarlierEntry =
  | {
      readonly kind: 'file';
      readonly isExecutable: boolean;
      readonly id: string;
      /** What the index has of it now; null where it does not have the path. */
      readonly staged: { readonly isExecutable: boolean; readonly id: string } | null;
      /** Git was told not to look at the file on disk, which may well be the same. */
      readonly isDoubtful: boolean;
      /** A link that is written as a file here (`core.symlinks=false`). */
      readonly isLink: boolean;
    }
  | { readonly kind: 'symlink'; readonly target: string }
  /** A submodule of which nothing is on disk. */
  | { readonly kind: 'folder' };

export type EarlierFile = Extract<EarlierEntry, { readonly kind: 'file' }>;

export type EarlierBytes =
  | { readonly kind: 'bytes'; readonly bytes: Buffer }
  /** Git LFS: the pointer says as much. */
  | { readonly kind: 'digest'; readonly digest: string; readonly size: number }
  /** `why` ends a sentence. */
  | { readonly kind: 'unknown'; readonly why: string };

interface TrackedFile {
  readonly mode: string;
  readonly id: string;
  readonly isTrusted?: boolean;
}

/** Of a file, or of a link that is written as one. */
export function earlierFile(entry: TrackedFile, staged: TrackedFile | undefined): EarlierFile {
  return {
    kind: 'file',
    isExecutable: entry.mode === '100755',
    id: entry.id,
    staged: staged ? { isExecutable: staged.mode === '100755', id: staged.id } : null,
    isDoubtful: staged?.isTrusted === true && staged.id === entry.id,
    isLink: entry.mode === '120000',
  };
}

/** Stands for bytes that cannot be read. Git's object differs from that of the file on disk, so the bytes differ too. */
export function unknownDigest(id: string): string {
  return sha256(`git object ${id}`);
}

/** A link whose target cannot be read: it leads nowhere, and counts as changed. */
export function unknownLink(id: string): EarlierEntry {
  return { kind: 'symlink', target: `git object ${id}` };
}

export function unknownLinkText(path: string, revision: string): string {
  return `The target of the link ${path} in ${revision} is not in this repository: it counts as changed.`;
}

/** Matches a pointer file of Git LFS: `version …`, `oid sha256:…`, `size 12`. */
const POINTER = /^version https?:\/\/[^\n]+\n(?:[^\n]+\n)*?oid sha256:([0-9a-f]{64})\nsize (\d+)\n/;

export function lfsPointer(
  bytes: Uint8Array,
): { readonly digest: string; readonly size: number } | null {
  if (bytes.length > 1024) return null;
  const match = POINTER.exec(Buffer.from(bytes).toString('latin1'));
  return match === null ? null : { digest: match[1] ?? '', size: Number(match[2]) };
}

/** Whether a filter that is set up here can make anything of an object. That of Git LFS is known. */
export function hasFilters(config: GitConfig): boolean {
  return [...config.keys()].some((key) => /^filter\.(?!lfs\.)/.test(key));
}

/** Whether a checkout here puts contents in the place of Git LFS's pointers. */
export function fillsLfs(config: GitConfig): boolean {
  const programs = ['smudge', 'process'].map((key) => config.get(`filter.lfs.${key}`) ?? '');
  return programs.some((one) => one !== '') && !programs.some((one) => one.includes('--skip'));
}
