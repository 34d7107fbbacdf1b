/** Files of a checkout: a whole context for a forecast, or a single file such as the Dockerfile of that time. */
import { join } from 'node:path';
import type { ContextNeeds } from '../../core/plan/model.ts';
import { patchedMap, type ContextEntry } from '../../core/forecast/index.ts';
import {
  diskTree,
  readContextAs,
  resolvePath,
  type DigestCache,
  type PathFilter,
} from '../context/index.ts';
import type { Checkout } from './checkout.ts';
import { checkoutTree } from './checkout-tree.ts';
import { readEarlierFiles, readNow } from './earlier-files.ts';
import { gitFolderChanges, gitFolderOf } from './git-folder.ts';
import { patchedContext } from './patch-context.ts';
import { below, placeOf } from './places.ts';
import { gitProblem, ok, type GitResult } from './repository.ts';
import { umaskNow } from './umask.ts';

type Entries = ReadonlyMap<string, ContextEntry>;

export interface ReadCheckoutContextInput {
  readonly checkout: Checkout;
  /** As the user wrote it. */
  readonly revision: string;
  /** Absolute path of the context's folder, inside the repository. */
  readonly root: string;
  readonly needs: ContextNeeds;
  readonly ignore: PathFilter | null;
  /** The same of the disk as it is saved, where that was read: with the same needs and the same ignore file. */
  readonly now?: Entries;
  readonly cache?: DigestCache;
  readonly umask?: number;
  readonly signal?: AbortSignal;
}

export interface CheckoutContext {
  readonly entries: Entries;
  /** Files that git does not know, and that count as they are now. */
  readonly nUntracked: number;
  /** What could not be known, in sentences. */
  readonly notes: readonly string[];
}

export async function readCheckoutContext(
  input: ReadCheckoutContextInput,
): Promise<CheckoutContext> {
  const { checkout, ignore, now } = input;
  const folder = placeOf(checkout, input.root);
  const umask = input.umask ?? umaskNow();
  const notes: string[] = [];
  const note = (text: string): void => {
    notes.push(text);
  };
  const patched = now ? await patchedContext({ ...input, folder, umask, now, note }) : null;
  const entries = patched ?? (await walkedContext({ ...input, folder, umask, note }));
  return {
    entries: patchedMap(entries, gitFolderChanges({ checkout, folder, ignore, entries })),
    nUntracked: countUntracked(checkout, folder, entries),
    notes,
  };
}

interface WalkInput extends ReadCheckoutContextInput {
  readonly folder: string;
  readonly umask: number;
  readonly note: (text: string) => void;
}

async function walkedContext(input: WalkInput): Promise<Entries> {
  const { checkout, revision, root, needs, ignore, cache, signal, folder, umask, note } = input;
  const { entries } = await readContextAs(
    { root, needs, ignore, ...(cache ? { cache } : {}), ...(signal ? { signal } : {}) },
    {
      treeOver: (disk) => checkoutTree(disk, checkout, { folder, umask }),
      read: async (paths, wantsLines) => {
        const files = await readEarlierFiles({
          ...{ checkout, revision, wantsLines, note },
          paths: paths.map((path) => below(folder, path)),
        });
        return new Map(
          paths.flatMap((path) => {
            const file = files.get(below(folder, path));
            return file ? [[path, file] as const] : [];
          }),
        );
      },
    },
  );
  return entries;
}

function countUntracked(checkout: Checkout, folder: string, entries: Entries): number {
  let count = 0;
  for (const [path, { kind }] of entries) {
    if (kind === 'dir' || checkout.isTracked(below(folder, path))) continue;
    if (gitFolderOf(checkout, folder, path) === null) count += 1;
  }
  return count;
}

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
  const why = bytes?.kind === 'unknown' ? bytes.why : 'only their digest is known';
  return gitProblem(
    'unreadable',
    `Cannot read ${path} of ${revision} from git: its bytes are not known (${why}). ` +
      'Choose another baseline, such as the last build.',
  );
}
