/** Whether a tracked file on disk is what the index has of it, as git would say: by its stamp, else by its bytes. */
import { createHash } from 'node:crypto';
import {
  closeSync,
  constants,
  lstatSync,
  openSync,
  readFileSync,
  readlinkSync,
  readSync,
  type BigIntStats,
} from 'node:fs';
import { join } from 'node:path';
import type { Attributes } from './attributes.ts';
import { lfsPointer } from './checkout.ts';
import { isOn, type GitConfig } from './config.ts';
import { blobId, conversionOf, converts, toGit } from './convert.ts';
import { hasOtherSize, isAsStamped, type GitIndex, type IndexEntry } from './index-file.ts';
import type { ObjectStore } from './object-store.ts';

export interface WorkTree {
  readonly root: string;
  readonly index: GitIndex;
  readonly config: GitConfig;
  readonly store: ObjectStore;
  /** As they are now. */
  readonly attributes: (path: string) => Attributes;
}

export type FileState = 'same' | 'other' | 'gone' | { readonly filter: string };

const LARGEST_CONVERTED = 64 * 1024 * 1024;
const CHUNK = 1024 * 1024;

export function stateOf(tree: WorkTree, path: string, entry: IndexEntry): FileState {
  const absolute = join(tree.root, path);
  let stats: BigIntStats;
  try {
    stats = lstatSync(absolute, { bigint: true });
  } catch {
    return 'gone';
  }
  if (!isSameKind(tree.config, entry, stats)) return 'other';
  // Of marked entries the bytes decide, whatever git would convert.
  if (entry.isOpen || entry.isTrusted) return 'other';
  if (isAsStamped(entry, stats, tree.index)) return 'same';
  try {
    if (stats.isSymbolicLink())
      return blobId(Buffer.from(readlinkSync(absolute)), tree.store.idLength) === entry.id
        ? 'same'
        : 'other';
    return bytesState(tree, path, entry, stats);
  } catch {
    // What cannot be read is not the same, and reading it for the context will say so.
    return 'other';
  }
}

function isSameKind(config: GitConfig, { mode }: IndexEntry, stats: BigIntStats): boolean {
  if (mode === '120000' && stats.isSymbolicLink()) return true;
  if (mode === '120000' && isOn(config.get('core.symlinks'), true)) return false;
  if (!stats.isFile()) return false;
  const isExecutable = (Number(stats.mode) & 0o100) !== 0;
  const countsMode = isOn(config.get('core.filemode'), process.platform !== 'win32');
  return !countsMode || mode === '120000' || isExecutable === (mode === '100755');
}

function bytesState(
  tree: WorkTree,
  path: string,
  entry: IndexEntry,
  stats: BigIntStats,
): FileState {
  const size = Number(stats.size);
  const { idLength } = tree.store;
  const absolute = join(tree.root, path);
  const attributes = tree.attributes(path);
  const blob = (): Buffer | null => tree.store.read(entry.id)?.bytes ?? null;
  if (attributes.get('filter') === 'lfs') {
    const pointer = lfsPointer(blob() ?? Buffer.alloc(0));
    if (pointer?.size === size && digestOf(absolute, createHash('sha256')) === pointer.digest)
      return 'same';
  }
  const conversion = conversionOf(attributes, tree.config);
  if (conversion.filter !== null && conversion.filter !== 'lfs')
    return { filter: conversion.filter };
  if (hasOtherSize(entry, stats)) return 'other';
  if (!converts(conversion) || size > LARGEST_CONVERTED) {
    const hash = createHash(idLength === 32 ? 'sha256' : 'sha1').update(`blob ${size}\0`);
    return digestOf(absolute, hash) === entry.id ? 'same' : 'other';
  }
  const converted = toGit(readFileSync(absolute), conversion, blob);
  return converted !== null && blobId(converted, idLength) === entry.id ? 'same' : 'other';
}

/** In pieces, so that a large file does not fill the memory. */
function digestOf(absolute: string, hash: ReturnType<typeof createHash>): string {
  const noFollow = process.platform === 'win32' ? 0 : constants.O_NOFOLLOW | constants.O_NONBLOCK;
  const file = openSync(absolute, constants.O_RDONLY | noFollow);
  try {
    const chunk = Buffer.allocUnsafe(CHUNK);
    for (let read = readSync(file, chunk); read > 0; read = readSync(file, chunk))
      hash.update(chunk.subarray(0, read));
    return hash.digest('hex');
  } finally {
    closeSync(file);
  }
}
