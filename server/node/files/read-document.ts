/**
 * Reads a document of the user's: its bytes as its kind decodes them, or a sentence about why it cannot be read.
 * Whatever has the name of a document is no reason to wait (a pipe, a device) or to fill the memory.
 */
import { constants } from 'node:fs';
import { lstat, open, stat, type FileHandle } from 'node:fs/promises';
import type { DecodedDocument, DocumentKind } from '../../core/documents/index.ts';
import { errorCode, errorText } from './errors.ts';

export type ReadDocument =
  | ({ readonly kind: 'text' } & DecodedDocument)
  | {
      readonly kind: 'problem';
      readonly isMissing: boolean;
      /** `permission is denied` */
      readonly reason: string;
      /** `Cannot read a/Dockerfile: permission is denied.` */
      readonly message: string;
    };

/** Nobody writes more by hand, and a build reads its Dockerfile and requirements as a whole. */
export const LARGEST_DOCUMENT = 16 * 1024 * 1024;

/** `shown`: the file's name in messages. */
export async function readDocument(
  file: string,
  kind: DocumentKind,
  shown = file,
): Promise<ReadDocument> {
  const read = await readBytes(file, LARGEST_DOCUMENT);
  if (read.kind === 'bytes' && !read.isLonger) return { kind: 'text', ...kind.decode(read.bytes) };
  const reason = read.kind === 'problem' ? read.reason : 'it is larger than 16 MB';
  const isMissing = read.kind === 'problem' && read.cause !== 'other';
  return { kind: 'problem', isMissing, reason, message: `Cannot read ${shown}: ${reason}.` };
}

/** A file that is no document of a kind, as UTF-8; null where it cannot be read. */
export async function readWholeText(file: string): Promise<string | null> {
  const read = await readBytes(file, LARGEST_DOCUMENT);
  return read.kind === 'problem' || read.isLonger ? null : Buffer.from(read.bytes).toString('utf8');
}

/** The beginning of a document; null where it cannot be read. */
export async function readBeginning(file: string, kind: DocumentKind): Promise<string | null> {
  const read = await readBytes(file, BEGINNING);
  return read.kind === 'problem' ? null : kind.decode(read.bytes).text;
}

const BEGINNING = 64 * 1024;

export type FileLook =
  | { readonly kind: 'file' | 'folder' }
  | {
      readonly kind: 'problem';
      readonly cause: 'missing' | 'dead-link' | 'other';
      /** Fits behind `Cannot read FILE: `. */
      readonly reason: string;
    };

/** What a path leads to, links followed. */
export async function lookAtFile(file: string): Promise<FileLook> {
  try {
    const found = await stat(file);
    if (found.isDirectory()) return { kind: 'folder' };
    if (found.isFile()) return { kind: 'file' };
    return { kind: 'problem', cause: 'other', reason: NOT_REGULAR };
  } catch (error) {
    return problemOf(file, error);
  }
}

/** Opening a pipe waits for its other end, unless it is told not to. Windows has no such pipes. */
const OPEN_FLAGS =
  process.platform === 'win32' ? constants.O_RDONLY : constants.O_RDONLY | constants.O_NONBLOCK;

const NOT_REGULAR = 'it is not a regular file';

type ReadBytes =
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array; readonly isLonger: boolean }
  | Extract<FileLook, { kind: 'problem' }>;

async function readBytes(file: string, limit: number): Promise<ReadBytes> {
  const found = await lookAtFile(file);
  if (found.kind === 'problem') return found;
  if (found.kind === 'folder') return { kind: 'problem', cause: 'other', reason: 'it is a folder' };
  try {
    // The path can turn into a pipe between the look and the reading.
    const opened = await open(file, OPEN_FLAGS);
    try {
      if (!(await opened.stat()).isFile())
        return { kind: 'problem', cause: 'other', reason: NOT_REGULAR };
      return { kind: 'bytes', ...(await readUpTo(opened, limit)) };
    } finally {
      await opened.close();
    }
  } catch (error) {
    return problemOf(file, error);
  }
}

/** Counts what it reads: some files say that they have no size. */
async function readUpTo(
  opened: FileHandle,
  limit: number,
): Promise<{ readonly bytes: Uint8Array; readonly isLonger: boolean }> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  while (length <= limit) {
    const chunk = new Uint8Array(Math.min(CHUNK, limit + 1 - length));
    const { bytesRead } = await opened.read(chunk, 0, chunk.length, null);
    if (bytesRead === 0) break;
    chunks.push(chunk.subarray(0, bytesRead));
    length += bytesRead;
  }
  const bytes = Buffer.concat(chunks);
  return { bytes: bytes.subarray(0, limit), isLonger: length > limit };
}

const CHUNK = 256 * 1024;

async function problemOf(
  file: string,
  error: unknown,
): Promise<Extract<FileLook, { kind: 'problem' }>> {
  const isMissing = ['ENOENT', 'ENOTDIR'].includes(errorCode(error) ?? '');
  if (!isMissing) return { kind: 'problem', cause: 'other', reason: errorText(error) };
  return (await isLink(file))
    ? { kind: 'problem', cause: 'dead-link', reason: 'it is a link to a file that does not exist' }
    : { kind: 'problem', cause: 'missing', reason: errorText(error) };
}

async function isLink(file: string): Promise<boolean> {
  return lstat(file).then(
    (found) => found.isSymbolicLink(),
    () => false,
  );
}
