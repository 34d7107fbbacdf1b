/**
 * Where the files of a build are read from: the disk with unsaved buffers over it, the disk as it is saved, or a
 * revision in git. The same questions, so that a forecast does not care.
 */
import path from 'node:path';
import {
  dockerfileKind,
  ignoreFileKind,
  requirementsKind,
  type DecodedDocument,
  type DocumentKind,
} from '../../core/documents/index.ts';
import type { ContextFiles, ContextNeeds, IgnoreSource } from '../../core/forecast/model.ts';
import { ignoreMatcher, parseIgnoreFile } from '../../core/syntax/dockerignore/index.ts';
import { findIgnoreFile, type DigestCache } from '../context/index.ts';
import { isInside, readDocument, relativePath } from '../files/index.ts';
import {
  findRepository,
  readGitContext,
  readGitFile,
  type BlobCache,
  type GitProblem,
} from '../git/index.ts';
import type { ContextMemory } from './context-memory.ts';
import type { DiskJournal } from './disk-journal.ts';
import { withMeaningOf } from './meaning.ts';
import type { BuildPlace } from './model.ts';

export interface Sources {
  readonly dockerfile: () => Promise<TextResult>;
  /** The files of the context, less what the ignore file that counts leaves out. */
  readonly context: (needs: ContextNeeds) => Promise<ContextFiles>;
  /** The same of `--build-context name=folder`, which only has the ignore file at its own root. */
  readonly named: (folder: string, needs: ContextNeeds) => Promise<ContextFiles>;
}

export type TextResult =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'missing' | 'unreadable'; readonly message: string };

export interface DiskInput {
  readonly place: BuildPlace;
  readonly overlay: ReadonlyMap<string, string>;
  readonly cache: DigestCache;
  readonly memory: ContextMemory;
  /** What the caller heard of changes on disk. */
  readonly disk: DiskJournal;
  readonly signal?: AbortSignal;
}

export function diskSources(input: DiskInput): Sources {
  const { place, overlay } = input;
  return {
    dockerfile: () => readDockerfile(place, overlay),
    context: (needs) => read(place.dockerfile, place.context, needs),
    named: (folder, needs) => read(null, folder, needs),
  };

  async function read(
    dockerfile: string | null,
    root: string,
    needs: ContextNeeds,
  ): Promise<ContextFiles> {
    const found = await findIgnoreFile(dockerfile, root, overlay);
    const ignore: IgnoreSource | null =
      found.kind === 'found' ? { file: path.basename(found.path), text: found.text } : null;
    return input.memory.read({ ...input, root, needs, ignore });
  }
}

export async function readDockerfile(
  { dockerfile, inline }: BuildPlace,
  overlay: ReadonlyMap<string, string>,
): Promise<TextResult> {
  if (inline !== undefined) return { kind: 'text', text: inline };
  const open = overlay.get(dockerfile);
  const read = await readDocument(dockerfile, dockerfileKind);
  // An editor decodes what BuildKit cannot read: the bytes on disk count, and the text of the buffer.
  if (read.kind === 'text') return textResult({ ...read, text: open ?? read.text });
  if (open !== undefined) return { kind: 'text', text: open };
  return read.isMissing
    ? { kind: 'missing', message: `There is no Dockerfile at ${dockerfile}.` }
    : { kind: 'unreadable', message: read.message };
}

function textResult({ text, problem }: DecodedDocument): TextResult {
  return problem === null
    ? { kind: 'text', text }
    : { kind: 'unreadable', message: problem.message };
}

export interface GitInput {
  readonly place: BuildPlace;
  /** Where folders outside the repository are read from. */
  readonly saved: Sources;
  readonly revision: string;
  readonly cache: BlobCache;
  readonly signal?: AbortSignal;
}

export type GitSources =
  | {
      readonly kind: 'sources';
      readonly sources: Sources;
      /** Why git's objects could not be read, as in a partial clone; null if all that was asked for was there. */
      readonly trouble: () => string | null;
    }
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
  let trouble: string | null = null;
  const noteTrouble = ({ code, message }: GitProblem) => {
    if (code === 'unreadable') trouble ??= message;
  };
  const readBytes = async (file: string) => {
    const result = await readGitFile({ repositoryRoot: root, path: inRepository(file), revision });
    if (result.kind === 'problem') noteTrouble(result.problem);
    return result;
  };
  const read = async (file: string, kind: DocumentKind): Promise<string | null> => {
    const result = await readBytes(file);
    return result.kind === 'problem' ? null : kind.decode(result.value).text;
  };
  return {
    kind: 'sources',
    trouble: () => trouble,
    sources: {
      dockerfile: async () => {
        // The description of the build is as it is now; only the files are those of the revision.
        if (place.inline !== undefined) return { kind: 'text', text: place.inline };
        const result = await readBytes(place.dockerfile);
        return result.kind === 'problem'
          ? { kind: 'missing', message: result.problem.message }
          : textResult(dockerfileKind.decode(result.value));
      },
      context: (needs) => readFolder(place.dockerfile, place.context, needs),
      named: (folder, needs) =>
        isInside(root, folder) ? readFolder(null, folder, needs) : input.saved.named(folder, needs),
    },
  };

  async function readFolder(
    dockerfile: string | null,
    context: string,
    needs: ContextNeeds,
  ): Promise<ContextFiles> {
    const folder = inRepository(context);
    const ignore = await ignoreOf(dockerfile, context, (file) => read(file, ignoreFileKind));
    const result = await readGitContext({
      repositoryRoot: root,
      folder: folder === '.' ? '' : folder,
      revision,
      needs,
      ignore: ignore ? ignoreMatcher(parseIgnoreFile(ignore.text).value) : null,
      cache,
      ...(signal ? { signal } : {}),
    });
    if (result.kind === 'problem') {
      noteTrouble(result.problem);
      // A context that did not exist then is an empty one.
      return { entries: new Map() };
    }
    const entries = await withMeaningOf(result.value.entries, (file) =>
      read(path.join(context, file), requirementsKind),
    );
    return { entries, ...(ignore ? { ignore } : {}) };
  }
}

async function ignoreOf(
  dockerfile: string | null,
  context: string,
  read: (file: string) => Promise<string | null>,
): Promise<IgnoreSource | null> {
  const own = dockerfile === null ? [] : [`${dockerfile}.dockerignore`];
  for (const file of [...own, path.join(context, '.dockerignore')]) {
    const text = await read(file);
    if (text !== null) return { file: path.basename(file), text };
  }
  return null;
}
