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
} from '../../core/documents/index.ts';
import type { ContextNeeds } from '../../core/plan/model.ts';
import type { ContextFiles, IgnoreSource } from '../../core/forecast/model.ts';
import { ignoreMatcher, parseIgnoreFile } from '../../core/syntax/dockerignore/index.ts';
import { findIgnoreFile, type DigestCache } from '../context/index.ts';
import { readDocument } from '../files/index.ts';
import {
  isInCheckout,
  readCheckoutContext,
  readCheckoutFile,
  type Checkout,
} from '../git/index.ts';
import type { ContextMemory } from './context-memory.ts';
import type { DiskJournal } from './disk-journal.ts';
import { withMeaningOf } from './meaning.ts';
import type { BuildPlace } from './place.ts';

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
  readonly checkout: Checkout;
  /** As the user wrote it. */
  readonly revision: string;
  readonly disk: DiskInput;
}

export interface GitSources {
  readonly sources: Sources;
  /** Why git's objects could not be read, as in a partial clone; null if all that was asked for was there. */
  readonly trouble: () => string | null;
  /** What could not be known of the files that were read, and what is taken for granted. */
  readonly assumed: () => readonly string[];
}

export function gitSources(input: GitInput): GitSources {
  const { place, checkout, revision, disk } = input;
  const { cache, signal } = disk;
  let trouble: string | null = null;
  let nUntracked = 0;
  const notes = new Set(checkout.notes);
  const readBytes = async (file: string) => {
    const result = await readCheckoutFile(checkout, file, revision);
    if (result.kind === 'problem' && result.problem.code === 'unreadable')
      trouble ??= result.problem.message;
    return result;
  };
  const readIgnoreFile = async (file: string): Promise<string | null> => {
    const result = await readBytes(file);
    return result.kind === 'problem' ? null : ignoreFileKind.decode(result.value).text;
  };
  return {
    trouble: () => trouble,
    assumed: () => [...(nUntracked === 0 ? [] : [untrackedText(nUntracked, revision)]), ...notes],
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
        isInCheckout(checkout, folder)
          ? readFolder(null, folder, needs)
          : input.saved.named(folder, needs),
    },
  };

  async function readFolder(
    dockerfile: string | null,
    root: string,
    needs: ContextNeeds,
  ): Promise<ContextFiles> {
    const ignore = await ignoreOf(dockerfile, root, readIgnoreFile);
    const patterns = ignore ? parseIgnoreFile(ignore.text).value : null;
    // An exception can bring the folders above along: only a walk over all files tells.
    const hasExceptions = patterns?.patterns.some(({ negated }) => negated) === true;
    const saved = { ...disk, overlay: new Map<string, string>(), root, needs, ignore };
    const now = hasExceptions ? null : (await disk.memory.read(saved)).entries;
    const found = await readCheckoutContext({
      ...{ checkout, revision, root, needs, cache },
      ignore: patterns ? ignoreMatcher(patterns) : null,
      ...(now ? { now } : {}),
      ...(signal ? { signal } : {}),
    });
    for (const note of found.notes) notes.add(note);
    nUntracked = Math.max(nUntracked, found.nUntracked);
    const readText = async (file: string): Promise<string | null> => {
      // Where it cannot be read, a note says so already, and that it changed is known.
      const text = await readCheckoutFile(checkout, path.join(root, file), revision);
      return text.kind === 'problem' ? null : requirementsKind.decode(text.value).text;
    };
    const entries = await withMeaningOf(found.entries, readText, now);
    return { entries, ...(ignore ? { ignore } : {}) };
  }
}

function untrackedText(count: number, revision: string): string {
  return count === 1
    ? `1 file that git does not track is the same as at ${revision}.`
    : `${String(count)} files that git does not track are the same as at ${revision}.`;
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
