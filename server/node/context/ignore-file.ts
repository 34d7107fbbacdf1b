/**
 * The ignore file that counts for a build: the Dockerfile's own one where it exists, else the context's. Only one is
 * read, even where the Dockerfile's own is empty.
 */
import { join, resolve } from 'node:path';
import { ignoreFileKind } from '../../core/documents/index.ts';
import { isAbsent, readDocument } from '../files/index.ts';

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
    const read = await readDocument(path, ignoreFileKind);
    if (read.kind === 'text') return { kind: 'found', path, text: read.text };
    if (!read.isMissing) return { kind: 'unreadable', path, message: read.message };
  }
  return { kind: 'none' };
}
