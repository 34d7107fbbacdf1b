/**
 * Digests of files' bytes. Small files are read at once; larger ones are streamed, a few at a time, so that a context
 * with a data set in it neither fills the memory nor blocks the process.
 */
import { createHash } from 'node:crypto';
import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  openSync,
  readFileSync,
  type BigIntStats,
} from 'node:fs';
import { open } from 'node:fs/promises';
import { byteOrderMark, encodeWide, wideText } from '../../core/text/encodings.ts';
import { lineDigests, sha256 } from '../digest.ts';
import type { FileDigest } from './digest-cache.ts';

export interface ReadFile extends FileDigest {
  readonly size: number;
  /** How the file stood when it was read; null where it changed meanwhile. */
  readonly stats: BigIntStats | null;
}

export const LARGE_FILE = 1024 * 1024;

const CHUNK = 1024 * 1024;

/** A path can turn into a link or a pipe between the look and the reading: never follow, never wait. */
const OPEN_FLAGS =
  process.platform === 'win32'
    ? constants.O_RDONLY
    : constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

export function digestSmallFile(absolute: string, wantsLines: boolean): ReadFile {
  const { bytes, stats } = readWhole(absolute);
  return digestBytes(bytes, wantsLines, stats);
}

/** The file's bytes are those of a buffer where both say the same text: then nothing was edited. */
export function digestOverlaidFile(
  absolute: string | null,
  text: string,
  wantsLines: boolean,
): ReadFile {
  if (absolute !== null && !isFarLonger(absolute, text)) {
    const { bytes } = readWhole(absolute);
    if (isTextOf(bytes, text)) return digestBytes(bytes, wantsLines, null);
    // An editor hides the byte order mark and writes it back, with the encoding that it stands for.
    const encoding = byteOrderMark(bytes)?.encoding ?? null;
    if (encoding !== null) {
      const marked =
        encoding === 'utf-8' ? Buffer.from(`\uFEFF${text}`) : encodeWide(text, encoding);
      return digestBytes(marked, wantsLines, null);
    }
  }
  return digestBytes(Buffer.from(text), wantsLines, null);
}

/** Whether an editor shows the bytes as this text, without an edit. */
export function isTextOf(bytes: Uint8Array, text: string): boolean {
  // It leaves out the byte order mark.
  const onDisk = wideText(bytes) ?? new TextDecoder('utf-8').decode(bytes);
  return onDisk === text || sameButMixedLineEnds(onDisk, text);
}

/** Such a file cannot say the same, whatever its line ends: it is not read. */
function isFarLonger(absolute: string, text: string): boolean {
  const { size } = lstatSync(absolute);
  return size > LARGE_FILE && size > 8 * text.length;
}

export function digestBytes(
  bytes: Uint8Array,
  wantsLines: boolean,
  stats: BigIntStats | null,
): ReadFile {
  const lines = wantsLines ? lineDigests(bytes) : null;
  return { digest: sha256(bytes), lines, size: bytes.length, stats };
}

export async function digestLargeFile(absolute: string, signal?: AbortSignal): Promise<ReadFile> {
  const file = await open(absolute, OPEN_FLAGS);
  try {
    const before = await file.stat({ bigint: true });
    if (!before.isFile()) throw new Error('it is no longer a regular file');
    const hash = createHash('sha256');
    const chunk = Buffer.allocUnsafe(CHUNK);
    let size = 0;
    for (;;) {
      signal?.throwIfAborted();
      const { bytesRead } = await file.read(chunk, 0, CHUNK, null);
      if (bytesRead === 0) break;
      hash.update(chunk.subarray(0, bytesRead));
      size += bytesRead;
    }
    const after = await file.stat({ bigint: true });
    const stats = isSame(before, after) ? after : null;
    return { digest: hash.digest('hex'), lines: null, size, stats };
  } finally {
    await file.close();
  }
}

function readWhole(absolute: string): { bytes: Buffer; stats: BigIntStats | null } {
  const file = openSync(absolute, OPEN_FLAGS);
  try {
    const before = fstatSync(file, { bigint: true });
    if (!before.isFile()) throw new Error('it is no longer a regular file');
    const bytes = readFileSync(file);
    const after = fstatSync(file, { bigint: true });
    return { bytes, stats: isSame(before, after) ? after : null };
  } finally {
    closeSync(file);
  }
}

function isSame(before: BigIntStats, after: BigIntStats): boolean {
  return before.size === after.size && before.mtimeNs === after.mtimeNs;
}

/** An editor makes mixed line ends one when it opens the file; that alone is not an edit of the user's. */
function sameButMixedLineEnds(onDisk: string, text: string): boolean {
  const windows = onDisk.split('\r\n').length;
  const isMixed = windows > 1 && windows < onDisk.split('\n').length;
  return isMixed && onDisk.replaceAll('\r\n', '\n') === text.replaceAll('\r\n', '\n');
}
