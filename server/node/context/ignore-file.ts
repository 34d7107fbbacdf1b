/**
 * The ignore file that counts for a build: the Dockerfile's own one where it exists, else the context's. Only one is
 * read, even where the Dockerfile's own is empty.
 */
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { errorCode, errorText, isAbsent } from '../files/index.ts';

export type IgnoreFileResult =
  | { readonly kind: 'found'; readonly path: string; readonly text: string }
  | { readonly kind: 'none' }
  | { readonly kind: 'unreadable'; readonly path: string; readonly message: string };

/** `dockerfilePath` is null for a named context, which only has the file at its own root. */
export async function findIgnoreFile(
  dockerfilePath: string | null,
  contextRoot: string,
  overlay: ReadonlyMap<string, string> = new Map<string, string>(),
): Promise<IgnoreFileResult> {
  const candidates = [join(resolve(contextRoot), '.dockerignore')];
  if (dockerfilePath !== null) candidates.unshift(`${resolve(dockerfilePath)}.dockerignore`);
  for (const path of candidates) {
    const buffer = overlay.get(path);
    if (buffer !== undefined) return { kind: 'found', path, text: buffer };
    if (isAbsent(path)) continue;
    try {
      return { kind: 'found', path, text: await readFile(path, 'utf8') };
    } catch (error) {
      const code = errorCode(error);
      if (code === 'ENOENT' || code === 'ENOTDIR') continue;
      const message = `Cannot read ${path}: ${errorText(error)}.`;
      return { kind: 'unreadable', path, message };
    }
  }
  return { kind: 'none' };
}
