/** A revision of the repository around a folder, with its submodules: by git where that may run, else by our own reader. */
import { join } from 'node:path';
import { lookAt } from '../files/index.ts';
import type { Checkout, EarlierBytes, EarlierEntry } from './checkout.ts';
import { gitCheckout, gitCommit, type GitTool } from './git-checkout.ts';
import { peelToCommit } from './objects.ts';
import { ownCheckout, type PlainCheckout } from './own-checkout.ts';
import { findRepository, ok, repositoryAt, type GitResult, type Repository } from './repository.ts';
import { resolveCommit, storeOf, unreadableObject } from './revision.ts';

export interface OpenCheckoutInput {
  /** A folder of the repository. */
  readonly folder: string;
  readonly revision: string;
  /** Null in an untrusted workspace, and where git is not found. */
  readonly git: GitTool | null;
  readonly signal?: AbortSignal;
}

/** Submodules in submodules; more is a circle. */
const MAX_DEPTH = 5;

export async function openCheckout(input: OpenCheckoutInput): Promise<GitResult<Checkout>> {
  const found = findRepository(input.folder);
  if (found.kind === 'problem') return found;
  const commit = await commitOf(found.value, input);
  return commit.kind === 'problem' ? commit : checkoutAt(found.value, commit.value, input, 0);
}

/** The full id of the commit that a revision names. */
export async function resolveRevision(input: OpenCheckoutInput): Promise<GitResult<string>> {
  const found = findRepository(input.folder);
  return found.kind === 'problem' ? found : commitOf(found.value, input);
}

async function commitOf(
  repository: Repository,
  { revision, git, signal }: OpenCheckoutInput,
): Promise<GitResult<string>> {
  const byGit = git && (await gitCommit({ git, repository, revision, ...(signal && { signal }) }));
  if (byGit !== null) return ok(byGit);
  // Git does not know it, or refuses to work here: the own reader knows it, or says why not.
  const own = resolveCommit(repository, revision, storeOf(repository));
  return own.kind === 'problem' ? own : ok(own.value.id);
}

async function checkoutAt(
  repository: Repository,
  commit: string,
  input: OpenCheckoutInput,
  depth: number,
): Promise<GitResult<Checkout>> {
  const plain = await plainCheckout(repository, commit, input);
  if (plain.kind === 'problem') return plain;
  const inner = new Map<string, Checkout>();
  const entries = new Map<string, EarlierEntry | null>(plain.value.entries);
  const notes = [...plain.value.notes];
  for (const [path, { id, isStaged }] of plain.value.submodules) {
    const below = repositoryAt(join(repository.root, path));
    if (below === null) {
      if (lookAt(join(repository.root, path)) === null) entries.set(path, { kind: 'folder' });
      if (!isStaged)
        notes.push(
          `The submodule ${path} is empty in ${input.revision}: its files then are not known here.`,
        );
      continue;
    }
    const opened = depth < MAX_DEPTH ? await checkoutAt(below, id, input, depth + 1) : null;
    if (opened?.kind === 'ok') inner.set(path, opened.value);
    else
      notes.push(
        `The submodule ${path} counts as it is now: its commit in ${input.revision}, ${id.slice(0, 10)}, is not in it.`,
      );
  }
  return ok(joined({ ...plain.value, entries, notes }, inner));
}

/** Git's answer where it gives one; what it refuses is read here. */
async function plainCheckout(
  repository: Repository,
  commit: string,
  { git, revision, signal }: OpenCheckoutInput,
): Promise<GitResult<PlainCheckout>> {
  const store = storeOf(repository);
  const stop = signal ? { signal } : {};
  const byGit = git && (await gitCheckout({ git, repository, store, commit, revision, ...stop }));
  if (byGit !== null) return ok(byGit);
  try {
    const found = peelToCommit(store, commit);
    if (found === null) throw new Error(`${commit} is not a commit`);
    return ok(await ownCheckout({ repository, store, commit: found, revision, ...stop }));
  } catch (error) {
    signal?.throwIfAborted();
    return unreadableObject(repository, revision, error);
  }
}

function joined(plain: PlainCheckout, inner: ReadonlyMap<string, Checkout>): Checkout {
  const entries = new Map(plain.entries);
  for (const [folder, checkout] of inner)
    for (const [path, entry] of checkout.entries) entries.set(`${folder}/${path}`, entry);
  const all = [...inner.values()];
  return {
    root: plain.root,
    commit: plain.commit,
    entries,
    ignoresModes: plain.ignoresModes,
    isHead: plain.isHead && all.every((one) => one.isHead),
    notes: [...plain.notes, ...all.flatMap((one) => one.notes)],
    repositories: [
      '',
      ...[...inner].flatMap(([folder, one]) =>
        one.repositories.map((path) => (path === '' ? folder : `${folder}/${path}`)),
      ),
    ],
    isTracked: (path) => {
      const folder = submoduleOf(path);
      return folder === null
        ? plain.isTracked(path)
        : (inner.get(folder)?.isTracked(path.slice(folder.length + 1)) ?? false);
    },
    objectOf: (path) => {
      const folder = submoduleOf(path);
      return folder === null
        ? plain.objectOf(path)
        : (inner.get(folder)?.objectOf(path.slice(folder.length + 1)) ?? null);
    },
    read: async (paths) => {
      const groups = new Map<string | null, string[]>();
      for (const path of paths) {
        const folder = submoduleOf(path);
        groups.set(folder, [...(groups.get(folder) ?? []), path]);
      }
      const found = new Map<string, EarlierBytes>();
      for (const [folder, its] of groups) {
        const start = folder === null ? '' : `${folder}/`;
        const source = folder === null ? plain : inner.get(folder);
        const read = await source?.read(its.map((path) => path.slice(start.length)));
        for (const [path, bytes] of read ?? []) found.set(start + path, bytes);
      }
      return found;
    },
  };

  function submoduleOf(path: string): string | null {
    for (const folder of inner.keys()) if (path.startsWith(`${folder}/`)) return folder;
    return null;
  }
}
