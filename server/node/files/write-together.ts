/**
 * Writes several files of the user's so that all of them change or none does. A file system has no such operation: each is
 * written whole, and where one cannot be, those before it get their old bytes back.
 */
import { mkdir, readFile, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { errorCode, errorText } from './errors.ts';
import { writeFileAtomically } from './write.ts';

export interface FileChange {
  /** Absolute. */
  readonly file: string;
  readonly text: string;
}

export type WrittenTogether =
  | { readonly kind: 'written' }
  | { readonly kind: 'failed'; readonly path: string; readonly message: string };

export async function writeFilesTogether(changes: readonly FileChange[]): Promise<WrittenTogether> {
  const done: { readonly file: string; readonly before: Uint8Array | null }[] = [];
  for (const { file, text } of changes) {
    const failure = await writeOne(file, text, done);
    if (failure === null) continue;
    for (const { file: earlier, before } of done.reverse()) {
      if (before === null) await rm(earlier, { force: true }).catch(() => undefined);
      else await writeFileAtomically(earlier, before);
    }
    const others =
      done.length === 0 ? '' : ' The files that its fix changes as well stay as they were.';
    return { kind: 'failed', path: file, message: `${failure}${others}` };
  }
  return { kind: 'written' };
}

/** Why it could not be written, as a sentence; null where it was. */
async function writeOne(
  file: string,
  text: string,
  done: { readonly file: string; readonly before: Uint8Array | null }[],
): Promise<string | null> {
  try {
    const before = await readFile(file).catch(ignoreMissing);
    if (before === null) await mkdir(dirname(file), { recursive: true });
    const written = await writeFileAtomically(file, text, { likeBefore: true });
    if (written.kind === 'failed') return written.message;
    done.push({ file, before });
    return null;
  } catch (error) {
    return `Cannot write ${file}: ${errorText(error)}.`;
  }
}

function ignoreMissing(error: unknown): null {
  if (errorCode(error) === 'ENOENT') return null;
  throw error;
}
