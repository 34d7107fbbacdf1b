/** Which of the open files differ from the disk and would be read by the build. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { isInside, lookAt, relativePath } from '../files/index.ts';
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
    if (counts && !(await isSaved(file, text))) unsaved.push(file);
  }
  return unsaved;
}

/** Bytes; an editor hides the byte order mark. */
const BYTE_ORDER_MARK = 3;

/** Most edits change the size: then the file need not be read. */
async function isSaved(file: string, text: string): Promise<boolean> {
  const size = lookAt(file)?.size ?? -1;
  const wanted = Buffer.byteLength(text);
  const mayBeSame = size === wanted || size === wanted + BYTE_ORDER_MARK;
  // A byte that is no UTF-8 is read as a sign of three bytes.
  if (!mayBeSame && !text.includes('\uFFFD')) return false;
  const saved = await readFile(file, 'utf8').catch(() => null);
  return saved?.replace(/^\uFEFF/, '') === text;
}
