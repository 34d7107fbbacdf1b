/** Which of the open files differ from the disk and would be read by the build. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { ContextFiles } from '../../core/forecast/model.ts';
import { isTextOf, realPath } from '../context/index.ts';
import { isInside, relativePath } from '../files/index.ts';
import type { BuildPlace } from './place.ts';

/** Of a request: which folders its build reads. */
interface BuildFolders {
  readonly place: BuildPlace;
  /** Absolute folder that the folders of named contexts are relative to. */
  readonly base: string;
  readonly options: { readonly buildContexts?: Readonly<Record<string, string>> };
}

export function unsavedFiles(
  request: BuildFolders,
  contexts: ReadonlyMap<string, ContextFiles>,
  overlay: ReadonlyMap<string, string>,
): readonly string[] {
  const files = filesRead(request, contexts);
  let realFiles: FilesRead | null = null;
  return [...overlay].flatMap(([file, text]) => {
    if (isOneOf(files, file)) return isSaved(file, text) ? [] : [file];
    // Real paths are asked for only where there may be a link: that is slow.
    const real = realPath(file);
    realFiles ??= withRealPaths(files);
    return isOneOf(realFiles, real) && !isSaved(real, text) ? [file] : [];
  });
}

interface FilesRead {
  readonly always: readonly string[];
  /** Absolute folders of the contexts, with what of them the steps read. */
  readonly folders: readonly (readonly [string, ContextFiles['entries']])[];
}

function filesRead(
  { place, options, base }: BuildFolders,
  contexts: ReadonlyMap<string, ContextFiles>,
): FilesRead {
  const { dockerfile, context } = place;
  return {
    always: [dockerfile, `${dockerfile}.dockerignore`, path.join(context, '.dockerignore')],
    folders: [...contexts].map(([name, { entries }]) => {
      const named = name === 'context' ? undefined : options.buildContexts?.[name];
      return [named === undefined ? context : path.resolve(base, named), entries] as const;
    }),
  };
}

function withRealPaths({ always, folders }: FilesRead): FilesRead {
  return {
    always: always.map(realPath),
    folders: folders.map(([folder, entries]) => [realPath(folder), entries] as const),
  };
}

function isOneOf({ always, folders }: FilesRead, file: string): boolean {
  return (
    always.includes(file) ||
    folders.some(
      ([folder, entries]) => isInside(folder, file) && entries.has(relativePath(folder, file)),
    )
  );
}

/** At once: an answer that is waited for costs many times the reading of a file that somebody edits. */
function isSaved(file: string, text: string): boolean {
  try {
    return isTextOf(readFileSync(file), text);
  } catch {
    return false;
  }
}
