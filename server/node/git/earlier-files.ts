/** The bytes of files that differ, as what a context keeps of them: digest, size and lines. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { digestBytes } from '../context/index.ts';
import { unknownDigest, type Checkout, type EarlierBytes } from './checkout.ts';

export interface FileContent {
  readonly digest: string;
  readonly size: number;
  readonly lines: readonly string[] | null;
}

export interface EarlierFilesInput {
  readonly checkout: Checkout;
  /** As the user wrote it. */
  readonly revision: string;
  /** From the repository's root. */
  readonly paths: readonly string[];
  readonly wantsLines: (path: string, size: number) => boolean;
  /** Gets a sentence for what is not known. */
  readonly note: (text: string) => void;
}

export async function readEarlierFiles(
  input: EarlierFilesInput,
): Promise<ReadonlyMap<string, FileContent>> {
  const bytes = await input.checkout.read(input.paths);
  const files = new Map<string, FileContent>();
  for (const path of input.paths) {
    const found = bytes.get(path) ?? { kind: 'unknown', why: 'they are not in git' };
    const file = contentOf(input, path, found);
    if (file !== null) files.set(path, file);
  }
  return files;
}

function contentOf(
  { checkout, revision, wantsLines, note }: EarlierFilesInput,
  path: string,
  found: EarlierBytes,
): FileContent | null {
  switch (found.kind) {
    case 'bytes':
      return digestBytes(found.bytes, wantsLines(path, found.bytes.length), null);
    case 'digest':
      return { digest: found.digest, size: found.size, lines: null };
    case 'unknown': {
      const entry = checkout.entries.get(path);
      if (entry?.kind !== 'file') return null;
      const state = entry.isDoubtful ? 'unchanged' : 'changed';
      note(
        `The bytes of ${path} in ${revision} are not known (${found.why}): it counts as ${state}.`,
      );
      const now = entry.isDoubtful ? readNow(join(checkout.root, path)) : null;
      return now === null
        ? { digest: unknownDigest(entry.id), size: 0, lines: null }
        : digestBytes(now, wantsLines(path, now.length), null);
    }
  }
}

/** Null where it cannot be read. */
export function readNow(file: string): Buffer | null {
  try {
    return readFileSync(file);
  } catch {
    return null;
  }
}
