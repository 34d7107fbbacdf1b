/** Which of the open files differ from the disk and would be read by the build. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { ContextFiles } from '../../core/forecast/model.ts';
import { isTextOf, realPath } from '../context/index.ts';
import { isInside, relativePath } from '../files/index.ts';
import type { BuildRequest } from './model.ts';

export function unsavedFiles(
  { place, options, base }: BuildRequest,
  contexts: ReadonlyMap<string, ContextFiles>,
  overlay: ReadonlyMap<string, string>,
): readonly string[] {
  const always = new Set(
    [
      place.dockerfile,
      `${place.dockerfile}.dockerignore`,
      path.join(place.context, '.dockerignore'),
    ].map(realPath),
  );
  const roots = [...contexts].map(([name, { entries }]) => {
    const named = name === 'context' ? undefined : options.buildContexts?.[name];
    const folder = named === undefined ? place.context : path.resolve(base, named);
    return { folder: realPath(folder), entries };
  });
  return [...overlay].flatMap(([file, text]) => {
    const real = realPath(file);
    const counts =
      always.has(real) ||
      roots.some(
        ({ folder, entries }) => isInside(folder, real) && entries.has(relativePath(folder, real)),
      );
    return counts && !isSaved(real, text) ? [file] : [];
  });
}

/** At once: an answer that is waited for costs many times the reading of a file that somebody edits. */
function isSaved(file: string, text: string): boolean {
  try {
    return isTextOf(readFileSync(file), text);
  } catch {
    return false;
  }
}
