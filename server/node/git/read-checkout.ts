/** Files of a checkout: a whole context for a forecast, or a single file such as the Dockerfile of that time. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ContextEntry, ContextNeeds } from '../../core/forecast/model.ts';
import {
  digestBytes,
  diskTree,
  readContextAs,
  realPath,
  resolvePath,
  type DigestCache,
  type PathFilter,
  type ReadContextResult,
} from '../context/index.ts';
import { sha256 } from '../digest.ts';
import { isBelow, isInside, relativePath } from '../files/index.ts';
import { umaskNow } from './umask.ts';
import { unknownDigest, type Checkout, type EarlierBytes } from './checkout.ts';
import { checkoutTree } from './checkout-tree.ts';
import { gitProblem, ok, type GitResult } from './repository.ts';

export interface ReadCheckoutContextInput {
  readonly checkout: Checkout;
  /** As the user wrote it. */
  readonly revision: string;
  /** Absolute path of the context's folder, inside the repository. */
  readonly root: string;
  readonly needs: ContextNeeds;
  readonly ignore: PathFilter | null;
  readonly cache?: DigestCache;
  readonly umask?: number;
  readonly signal?: AbortSignal;
}

export interface CheckoutContext extends ReadContextResult {
  /** Files that git does not know, and that count as they are now. */
  readonly nUntracked: number;
  /** What could not be known, in sentences. */
  readonly notes: readonly string[];
}

export async function readCheckoutContext(
  input: ReadCheckoutContextInput,
): Promise<CheckoutContext> {
  const { checkout, needs, ignore, cache, signal } = input;
  const folder = placeOf(checkout, input.root);
  const umask = input.umask ?? umaskNow();
  const notes: string[] = [];
  const read = await readContextAs(
    {
      ...{ root: input.root, needs, ignore },
      ...(cache ? { cache } : {}),
      ...(signal ? { signal } : {}),
    },
    {
      treeOver: (disk) => checkoutTree(disk, checkout, { folder, umask }),
      read: async (paths, wantsLines) => {
        const bytes = await checkout.read(paths.map((path) => below(folder, path)));
        return new Map(
          paths.flatMap((path) => {
            const place = below(folder, path);
            const found = bytes.get(place) ?? { kind: 'unknown', why: 'they are not known' };
            const file = earlierFile(place, found, (size) => wantsLines(path, size));
            return file === null ? [] : [[path, file] as const];
          }),
        );
      },
    },
  );
  return { ...read, entries: gitFolders(read.entries), nUntracked: countUntracked(), notes };

  function earlierFile(
    place: string,
    found: EarlierBytes,
    wantsLines: (size: number) => boolean,
  ): { digest: string; size: number; lines: readonly string[] | null } | null {
    if (found.kind === 'bytes')
      return digestBytes(found.bytes, wantsLines(found.bytes.length), null);
    if (found.kind === 'digest') return { digest: found.digest, size: found.size, lines: null };
    const entry = checkout.entries.get(place);
    if (entry?.kind !== 'file') return null;
    notes.push(
      `The bytes of ${place} in ${input.revision} are not known (${found.why}): it counts as ` +
        `${entry.isDoubtful ? 'unchanged' : 'changed'}.`,
    );
    const now = entry.isDoubtful ? readNow(join(checkout.root, place)) : null;
    return now === null
      ? { digest: unknownDigest(entry.id), size: 0, lines: null }
      : digestBytes(now, wantsLines(now.length), null);
  }

  function countUntracked(): number {
    let count = 0;
    for (const [path, { kind }] of read.entries) {
      if (kind === 'dir' || isInGitFolder(path) !== null) continue;
      if (!checkout.isTracked(below(folder, path))) count += 1;
    }
    return count;
  }

  /** The `.git` that a path of the context lies in, as a path from the context. */
  function isInGitFolder(path: string): string | null {
    for (const repository of checkout.repositories) {
      const at = below(repository, '.git');
      const inContext = folder === '' ? at : at.slice(folder.length + 1);
      if (isBelow(folder, at) && isBelow(inContext, path)) return inContext;
    }
    return null;
  }

  /** A commit writes these; git keeps no earlier state of its own folder. */
  function gitFolders(entries: ReadonlyMap<string, ContextEntry>): typeof entries {
    if (!entries.has('.git') || isUnchanged()) return entries;
    const changed = new Map(entries);
    for (const [path, entry] of entries) {
      const at = isInGitFolder(path);
      if (at === null || entry.digest === undefined) continue;
      const name = path.slice(at.length + 1);
      const isWritten = name === 'index' || (!checkout.isHead && WRITTEN_BY_COMMIT.test(name));
      if (isWritten) {
        const { kind, mode, size } = entry;
        changed.set(path, { kind, mode, size, digest: sha256(`before ${entry.digest}`) });
      }
    }
    return changed;
  }

  function isUnchanged(): boolean {
    if (!checkout.isHead) return false;
    return ![...checkout.entries.keys()].some((path) => {
      const inContext = folder === '' ? path : path.slice(folder.length + 1);
      return isBelow(folder, path) && ignore?.excludes(inContext) !== true;
    });
  }
}

/** Matches `HEAD`, `logs/HEAD`, `refs/heads/main`, `packed-refs`. */
const WRITTEN_BY_COMMIT = /^(?:logs\/|refs\/heads\/|packed-refs$|COMMIT_EDITMSG$)/;

/** The bytes of a file as it was; links are followed within the repository. */
export async function readCheckoutFile(
  checkout: Checkout,
  file: string,
  revision: string,
): Promise<GitResult<Uint8Array>> {
  const path = placeOf(checkout, file);
  const disk = diskTree(checkout.root, new Map(), () => undefined);
  const tree = checkoutTree(disk, checkout, { folder: '', umask: 0 });
  const found = await resolvePath(tree, path);
  if (found.node?.kind !== 'file')
    return gitProblem('no-such-file', `${path} is not a file in ${revision}.`);
  if (found.node.isEarlier !== true) {
    const bytes = readNow(join(checkout.root, found.path));
    return bytes === null
      ? gitProblem('unreadable', `Cannot read ${path}. Check the permissions of the file.`)
      : ok(bytes);
  }
  const bytes = (await checkout.read([found.path])).get(found.path);
  if (bytes?.kind === 'bytes') return ok(bytes.bytes);
  const why = bytes?.kind === 'unknown' ? bytes.why : 'they are not known';
  return gitProblem(
    'unreadable',
    `Cannot read ${path} of ${revision} from git: its bytes are not known (${why}). ` +
      'Choose another baseline, such as the last build.',
  );
}

export function isInCheckout(checkout: Checkout, file: string): boolean {
  return isInside(checkout.root, realPath(file));
}

function placeOf(checkout: Checkout, file: string): string {
  return relativePath(checkout.root, realPath(file));
}

function below(folder: string, path: string): string {
  if (folder === '' || path === '') return folder + path;
  return `${folder}/${path}`;
}

function readNow(file: string): Buffer | null {
  try {
    return readFileSync(file);
  } catch {
    return null;
  }
}
