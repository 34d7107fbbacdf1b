/** One object of git, and reading a piece of a file. */

import { readSync } from 'node:fs';

export type ObjectKind = 'commit' | 'tree' | 'blob' | 'tag';

export interface GitObject {
  readonly kind: ObjectKind;
  readonly bytes: Buffer;
}

/** An object, a pack or an index that is damaged. The message ends a sentence. */
export class BrokenObject extends Error {
  override readonly name = 'BrokenObject';
}

/** Nothing that a build reads is larger, and a damaged size must not fill the memory. */
export const MAX_OBJECT_BYTES = 512 * 1024 * 1024;

/** Bytes of a file at an offset; fewer where the file ends. */
export function readSlice(file: number, offset: number, length: number): Buffer {
  const buffer = Buffer.allocUnsafe(length);
  let filled = 0;
  while (filled < length) {
    const read = readSync(file, buffer, filled, length - filled, offset + filled);
    if (read === 0) break;
    filled += read;
  }
  return buffer.subarray(0, filled);
}
