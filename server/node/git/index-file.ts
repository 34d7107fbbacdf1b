/** Git's index: which files are tracked, with what it knew of each when it last looked. */
import { readFileSync, statSync, type BigIntStats } from 'node:fs';
import { errorCode, errorText } from '../files/index.ts';
import { BrokenObject } from './git-object.ts';

export interface IndexEntry {
  /** As in a tree: `100644`, `100755`, `120000`, `160000`. */
  readonly mode: string;
  readonly id: string;
  /** Marked with `git update-index --assume-unchanged` or `--skip-worktree`: git does not look at the file. */
  readonly isTrusted: boolean;
  /** The second mark, which sparse checkouts use for files that they leave out. */
  readonly isSkipped: boolean;
  /** In a merge with conflicts, or only announced with `git add -N`: the id says nothing of the file. */
  readonly isOpen: boolean;
  /** Null where git itself was asked. */
  readonly stamp: Stamp | null;
}

/** What the disk said of the file, each number cut to 32 bits; times in seconds. */
export interface Stamp {
  readonly changed: number;
  readonly modified: number;
  readonly inode: number;
  readonly size: number;
}

export interface GitIndex {
  readonly entries: ReadonlyMap<string, IndexEntry>;
  /** Trees that say the same as the index; by folder, the root is the empty text. */
  readonly trees: ReadonlyMap<string, string>;
  /** Folders of a sparse index, of whose files it has no entries. */
  readonly sparseFolders: ReadonlyMap<string, string>;
  /** When the index was written, in nanoseconds. */
  readonly writtenAt: bigint;
}

const EMPTY: GitIndex = {
  entries: new Map(),
  trees: new Map(),
  sparseFolders: new Map(),
  writtenAt: 0n,
};

const HEADER = 12;
const FIXED = 40;
const ASSUMED = 0x8000;
const EXTENDED = 0x4000;
const STAGE = 0x3000;
const SKIPPED = 0x4000;
const ANNOUNCED = 0x2000;

/** Throws a `BrokenObject` where it cannot be read. A repository without one has nothing tracked. */
export function readIndex(path: string, idLength: number): GitIndex {
  let bytes: Buffer;
  let writtenAt: bigint;
  try {
    writtenAt = statSync(path, { bigint: true }).mtimeNs;
    bytes = readFileSync(path);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return EMPTY;
    throw new BrokenObject(`the index cannot be read (${errorText(error)})`);
  }
  try {
    return { ...parseIndex(bytes, idLength), writtenAt };
  } catch (error) {
    throw error instanceof RangeError ? new BrokenObject('the index is damaged') : error;
  }
}

function parseIndex(bytes: Buffer, idLength: number): Omit<GitIndex, 'writtenAt'> {
  const version = bytes.readUInt32BE(4);
  if (bytes.toString('latin1', 0, 4) !== 'DIRC' || version < 2 || version > 4)
    throw new BrokenObject(`the index has the unknown version ${version}`);
  const entries = new Map<string, IndexEntry>();
  const sparseFolders = new Map<string, string>();
  let at = HEADER;
  let before = '';
  for (let n = bytes.readUInt32BE(8); n > 0; n--) {
    const start = at;
    const flags = bytes.readUInt16BE(start + FIXED + idLength);
    at += FIXED + idLength + 2;
    const more = version >= 3 && (flags & EXTENDED) !== 0 ? bytes.readUInt16BE(at) : 0;
    if (version >= 3 && (flags & EXTENDED) !== 0) at += 2;
    let path: string;
    if (version === 4) {
      // Names are written as what they share with the one before.
      const [cut, next] = readVarint(bytes, at);
      const end = endOfText(bytes, next);
      const shared = Buffer.from(before, 'latin1');
      const name = Buffer.concat([
        shared.subarray(0, shared.length - cut),
        bytes.subarray(next, end),
      ]);
      before = name.toString('latin1');
      path = name.toString('utf8');
      at = end + 1;
    } else {
      const end = endOfText(bytes, at);
      path = bytes.toString('utf8', at, end);
      at = start + ((end - start + 8) & ~7);
    }
    const mode = bytes.readUInt32BE(start + 24).toString(8);
    const id = bytes.toString('hex', start + FIXED, start + FIXED + idLength);
    if (mode === '40000') sparseFolders.set(path.replace(/\/$/, ''), id);
    else
      entries.set(path, {
        mode,
        id,
        isTrusted: (flags & ASSUMED) !== 0 || (more & SKIPPED) !== 0,
        isSkipped: (more & SKIPPED) !== 0,
        isOpen: (flags & STAGE) !== 0 || (more & ANNOUNCED) !== 0,
        stamp: stampAt(bytes, start),
      });
  }
  const trees = new Map<string, string>();
  while (at + 8 <= bytes.length - idLength) {
    const name = bytes.toString('latin1', at, at + 4);
    const size = bytes.readUInt32BE(at + 4);
    if (name === 'TREE') readTrees(bytes.subarray(at + 8, at + 8 + size), idLength, trees);
    if (name === 'link')
      throw new BrokenObject('the index is split in two files, which only git itself can read');
    at += 8 + size;
  }
  return { entries, trees, sparseFolders };
}

function stampAt(bytes: Buffer, start: number): Stamp {
  const number = (offset: number): number => bytes.readUInt32BE(start + offset);
  return {
    changed: number(0),
    modified: number(8),
    inode: number(20),
    size: number(36),
  };
}

function endOfText(bytes: Buffer, from: number): number {
  const end = bytes.indexOf(0, from);
  if (end === -1) throw new RangeError('no end');
  return end;
}

function readVarint(bytes: Buffer, from: number): readonly [value: number, next: number] {
  let at = from;
  let byte = bytes.readUInt8(at++);
  let value = byte & 0x7f;
  while ((byte & 0x80) !== 0) {
    byte = bytes.readUInt8(at++);
    value = (value + 1) * 128 + (byte & 0x7f);
  }
  return [value, at];
}

/** Folders in the order of a walk, each with the number of folders in it; -1 for what changed since. */
function readTrees(bytes: Buffer, idLength: number, trees: Map<string, string>): void {
  let at = 0;
  const readOne = (above: string, isRoot: boolean): void => {
    const nameEnd = endOfText(bytes, at);
    const name = bytes.toString('utf8', at, nameEnd);
    const lineEnd = bytes.indexOf(0x0a, nameEnd);
    const [count = '-1', nBelow = '0'] = bytes.toString('latin1', nameEnd + 1, lineEnd).split(' ');
    at = lineEnd + 1;
    const path = isRoot || above === '' ? name : `${above}/${name}`;
    if (Number(count) >= 0) {
      trees.set(path, bytes.toString('hex', at, at + idLength));
      at += idLength;
    }
    for (let n = Number(nBelow); n > 0; n--) readOne(path, false);
  };
  if (bytes.length > 0) readOne('', true);
}

/**
 * Whether the file stands as git last saw it. Like most builds of git, this goes by whole seconds. A file that is as young as
 * the index could have changed unseen.
 */
export function isAsStamped(entry: IndexEntry, stats: BigIntStats, index: GitIndex): boolean {
  const { stamp } = entry;
  if (stamp === null || stats.mtimeNs / SECOND >= index.writtenAt / SECOND) return false;
  return (
    stamp.modified === secondsOf(stats.mtimeNs) &&
    stamp.changed === secondsOf(stats.ctimeNs) &&
    stamp.size === Number(BigInt.asUintN(32, stats.size)) &&
    (stamp.inode === 0 || stamp.inode === Number(BigInt.asUintN(32, stats.ino)))
  );
}

const SECOND = 1_000_000_000n;

function secondsOf(nanoseconds: bigint): number {
  return Number(BigInt.asUintN(32, nanoseconds / SECOND));
}

/** Git calls such a file modified without a look at its bytes. A size of 0 says that git never looked. */
export function hasOtherSize({ stamp }: IndexEntry, stats: BigIntStats): boolean {
  return (
    stamp !== null && stamp.size !== 0 && stamp.size !== Number(BigInt.asUintN(32, stats.size))
  );
}
