/** Which of the open files differ from the disk and would be read by the build. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { isInside, relativePath } from '../files/index.ts';
import type { BuildPlace } from './model.ts';

export async function unsavedFiles(
  place: BuildPlace,
  isRead: (contextPath: string) => boolean,
  overlay: ReadonlyMap<string, string>,
): Promise<readonly string[]> {
  const always = new Set([
    place.dockerfile,
    `${place.dockerfile}.dockerignore`,
    path.join(place.context, '.dockerignore'),
  ]);
  const unsaved: string[] = [];
  for (const [file, text] of overlay) {
    const counts =
      always.has(file) ||
      (isInside(place.context, file) && isRead(relativePath(place.context, file)));
    if (counts && (await savedText(file)) !== text) unsaved.push(file);
  }
  return unsaved;
}

/** An editor hides the byte order mark. */
async function savedText(file: string): Promise<string | null> {
  const text = await readFile(file, 'utf8').catch(() => null);
  return text?.replace(/^\uFEFF/, '') ?? null;
}
