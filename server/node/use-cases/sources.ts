/**
 * Where the files of a build are read from: the disk with unsaved buffers over it, the disk as it is saved, or a
 * revision in git. The same three questions, so that a forecast does not care.
 */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { ContextFiles, ContextNeeds } from '../../core/forecast/model.ts';
import type { PathFilter } from '../context/index.ts';
import { findIgnoreFile, readContext, type DigestCache } from '../context/index.ts';
import { errorCode, errorText, isInside, relativePath } from '../files/index.ts';
import { findRepository, readGitContext, readGitFile, type BlobCache } from '../git/index.ts';
import type { BuildPlace } from './model.ts';

export interface Sources {
  readonly dockerfile: () => Promise<TextResult>;
  /** The ignore file that counts, with the name that a reason shows; null where there is none. */
  readonly ignoreFile: () => Promise<{ readonly file: string; readonly text: string } | null>;
  readonly context: (needs: ContextNeeds, ignore: PathFilter | null) => Promise<ContextFiles>;
  /** Text of a file of the context. */
  readonly file: (contextPath: string) => Promise<string | null>;
}

export type TextResult =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'missing' | 'unreadable'; readonly message: string };

export interface DiskInput {
  readonly place: BuildPlace;
  readonly overlay: ReadonlyMap<string, string>;
  readonly cache: DigestCache;
  readonly signal?: AbortSignal;
}

export function diskSources({ place, overlay, cache, signal }: DiskInput): Sources {
  return {
    dockerfile: () => readText(place.dockerfile, overlay),
    ignoreFile: async () => {
      const found = await findIgnoreFile(place.dockerfile, place.context, overlay);
      return found.kind === 'found' ? { file: path.basename(found.path), text: found.text } : null;
    },
    context: (needs, ignore) =>
      readContext({
        root: place.context,
        needs,
        ignore,
        overlay,
        cache,
        ...(signal ? { signal } : {}),
      }),
    file: async (contextPath) => {
      const result = await readText(path.join(place.context, contextPath), overlay);
      return result.kind === 'text' ? result.text : null;
    },
  };
}

async function readText(file: string, overlay: ReadonlyMap<string, string>): Promise<TextResult> {
  const open = overlay.get(file);
  if (open !== undefined) return { kind: 'text', text: open };
  try {
    return { kind: 'text', text: await readFile(file, 'utf8') };
  } catch (error) {
    const missing = ['ENOENT', 'ENOTDIR'].includes(errorCode(error) ?? '');
    return {
      kind: missing ? 'missing' : 'unreadable',
      message: missing
        ? `There is no Dockerfile at ${file}. Name one with -f, or run the command in its folder.`
        : `Cannot read ${file}: ${errorText(error)}.`,
    };
  }
}

export interface GitInput {
  readonly place: BuildPlace;
  readonly revision: string;
  readonly cache: BlobCache;
  readonly signal?: AbortSignal;
}

export type GitSources =
  | { readonly kind: 'sources'; readonly sources: Sources }
  | { readonly kind: 'problem'; readonly message: string };

export async function gitSources(input: GitInput): Promise<GitSources> {
  const { place, revision, cache, signal } = input;
  const repository = await findRepository(place.context);
  if (repository.kind === 'problem')
    return { kind: 'problem', message: repository.problem.message };
  const { root } = repository.value;
  if (!isInside(root, place.dockerfile)) {
    return {
      kind: 'problem',
      message: `${place.dockerfile} is outside the repository of the context, so git has no earlier state of it.`,
    };
  }
  const inRepository = (file: string) => relativePath(root, file);
  const read = async (file: string): Promise<string | null> => {
    const result = await readGitFile({ repositoryRoot: root, path: inRepository(file), revision });
    return result.kind === 'problem' ? null : result.value;
  };
  return {
    kind: 'sources',
    sources: {
      dockerfile: async () => {
        const result = await readGitFile({
          repositoryRoot: root,
          path: inRepository(place.dockerfile),
          revision,
        });
        return result.kind === 'problem'
          ? { kind: 'missing', message: result.problem.message }
          : { kind: 'text', text: result.value };
      },
      ignoreFile: async () => {
        for (const file of [
          `${place.dockerfile}.dockerignore`,
          path.join(place.context, '.dockerignore'),
        ]) {
          const text = await read(file);
          if (text !== null) return { file: path.basename(file), text };
        }
        return null;
      },
      context: async (needs, ignore) => {
        const folder = inRepository(place.context);
        const result = await readGitContext({
          repositoryRoot: root,
          folder: folder === '.' ? '' : folder,
          revision,
          needs,
          ignore,
          cache,
          ...(signal ? { signal } : {}),
        });
        // A context that did not exist then is an empty one.
        return result.kind === 'problem' ? { entries: new Map() } : result.value;
      },
      file: (contextPath) => read(path.join(place.context, contextPath)),
    },
  };
}
