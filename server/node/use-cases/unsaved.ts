/** Which of the open files differ from the disk and would be read by the build. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { BuildPlace } from './model.ts';

export async function unsavedFiles(
  place: BuildPlace,
  contextPaths: readonly string[],
  overlay: ReadonlyMap<string, string>,
): Promise<readonly string[]> {
  const read = new Set(contextPaths.map((one) => path.join(place.context, one)));
  read.add(place.dockerfile);
  read.add(`${place.dockerfile}.dockerignore`);
  read.add(path.join(place.context, '.dockerignore'));
  const unsaved: string[] = [];
  for (const [file, text] of overlay) {
    if (read.has(file) && (await savedText(file)) !== text) unsaved.push(file);
  }
  return unsaved;
}

/** An editor hides the byte order mark. */
async function savedText(file: string): Promise<string | null> {
  const text = await readFile(file, 'utf8').catch(() => null);
  return text?.replace(/^\uFEFF/, '') ?? null;
}
