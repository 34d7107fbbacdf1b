/**
 * Reads a document of the user's: its bytes as its kind decodes them, or a sentence about why it cannot be read.
 * Whatever has the name of a document is no reason to wait (a pipe, a device) or to fill the memory. The calls themselves
 * are synchronous: of a small file on a local disk a thread pool costs more than they do, at every keystroke and for each of
 * a thousand files.
 */
import { closeSync, constants, fstatSync, lstatSync, openSync, readSync, statSync } from 'node:fs';
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
export function readDocument(
  file: string,
  kind: DocumentKind,
  shown = file,
): Promise<ReadDocument> {
  return Promise.resolve(readAtOnce(file, kind, shown));
}

function readAtOnce(file: string, kind: DocumentKind, shown: string): ReadDocument {
  const read = readBytes(file, LARGEST_DOCUMENT);
  if (read.kind === 'bytes' && !read.isLonger) return { kind: 'text', ...kind.decode(read.bytes) };
  const reason = read.kind === 'problem' ? read.reason : 'it is larger than 16 MB';
  const isMissing = read.kind === 'problem' && read.cause !== 'other';
  return { kind: 'problem', isMissing, reason, message: `Cannot read ${shown}: ${reason}.` };
}

/** A file that is no document of a kind, as UTF-8; null where it cannot be read. */
export function readWholeText(file: string): Promise<string | null> {
  const read = readBytes(file, LARGEST_DOCUMENT);
  const isWhole = read.kind === 'bytes' && !read.isLonger;
  return Promise.resolve(isWhole ? Buffer.from(read.bytes).toString('utf8') : null);
}

/** `it is a folder`; null for a file that can be read, and where there is nothing. */
export function whyUnreadable(file: string, limit: number, shownLimit: string): string | null {
  // Most files that are asked about do not exist, and an error costs more than a look.
  if (isNothingAt(file)) return null;
  const read = readBytes(file, limit);
  if (read.kind === 'bytes') return read.isLonger ? `it is larger than ${shownLimit}` : null;
  return read.cause === 'missing' ? null : read.reason;
}

function isNothingAt(file: string): boolean {
  try {
    return lstatSync(file, { throwIfNoEntry: false }) === undefined;
  } catch {
    return false;
  }
}

/** The beginning of a document; null where it cannot be read. */
export function readBeginning(file: string, kind: DocumentKind): Promise<string | null> {
  const read = readBytes(file, BEGINNING);
  return Promise.resolve(read.kind === 'problem' ? null : kind.decode(read.bytes).text);
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
export function lookAtFile(file: string): Promise<FileLook> {
  return Promise.resolve(lookAtOnce(file));
}

function lookAtOnce(file: string): FileLook {
  try {
    const found = statSync(file);
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

function readBytes(file: string, limit: number): ReadBytes {
  const found = lookAtOnce(file);
  if (found.kind === 'problem') return found;
  if (found.kind === 'folder') return { kind: 'problem', cause: 'other', reason: 'it is a folder' };
  try {
    // The path can turn into a pipe between the look and the reading.
    const opened = openSync(file, OPEN_FLAGS);
    try {
      if (!fstatSync(opened).isFile())
        return { kind: 'problem', cause: 'other', reason: NOT_REGULAR };
      return { kind: 'bytes', ...readUpTo(opened, limit) };
    } finally {
      closeSync(opened);
    }
  } catch (error) {
    return problemOf(file, error);
  }
}

/** Counts what it reads: some files say that they have no size. */
function readUpTo(
  opened: number,
  limit: number,
): { readonly bytes: Uint8Array; readonly isLonger: boolean } {
  const chunks: Uint8Array[] = [];
  let length = 0;
  while (length <= limit) {
    const chunk = new Uint8Array(Math.min(CHUNK, limit + 1 - length));
    const nRead = readSync(opened, chunk, 0, chunk.length, null);
    if (nRead === 0) break;
    chunks.push(chunk.subarray(0, nRead));
    length += nRead;
  }
  const bytes = Buffer.concat(chunks);
  return { bytes: bytes.subarray(0, limit), isLonger: length > limit };
}

/** Nearly all documents are smaller. */
const CHUNK = 32 * 1024;

function problemOf(file: string, error: unknown): Extract<FileLook, { kind: 'problem' }> {
  const isMissing = ['ENOENT', 'ENOTDIR'].includes(errorCode(error) ?? '');
  if (!isMissing) return { kind: 'problem', cause: 'other', reason: errorText(error) };
  return isLink(file)
    ? { kind: 'problem', cause: 'dead-link', reason: 'it is a link to a file that does not exist' }
    : { kind: 'problem', cause: 'missing', reason: errorText(error) };
}

function isLink(file: string): boolean {
  try {
    return lstatSync(file).isSymbolicLink();
  } catch {
    return false;
  }
}
