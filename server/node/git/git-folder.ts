/** Git's own folder in a context. Git keeps no earlier state of it, but what a commit writes is known. */
import type { ContextEntry } from '../../core/forecast/model.ts';
import type { PathFilter } from '../context/index.ts';
import { sha256 } from '../digest.ts';
import { isBelow } from '../files/index.ts';
import type { Checkout } from './checkout.ts';
import { below } from './places.ts';

/** The `.git` that a path lies in, both as paths from the context, which is this folder of the repository. */
export function gitFolderOf(checkout: Checkout, folder: string, path: string): string | null {
  if (!path.includes('.git')) return null;
  for (const repository of checkout.repositories) {
    const at = below(repository, '.git');
    if (!isBelow(folder, at)) continue;
    const inContext = folder === '' ? at : at.slice(folder.length + 1);
    if (isBelow(inContext, path)) return inContext;
  }
  return null;
}

export interface GitFolderInput {
  readonly checkout: Checkout;
  /** The context, from the repository's root. */
  readonly folder: string;
  readonly ignore: PathFilter | null;
  readonly entries: ReadonlyMap<string, ContextEntry>;
}

/** Matches `logs/HEAD`, `refs/heads/main`, `packed-refs`: what a commit writes, beside the index. */
const WRITTEN_BY_COMMIT = /^(?:logs\/|refs\/heads\/|packed-refs$|COMMIT_EDITMSG$)/;

/** What `.git` has otherwise now; nothing on a clean tree since HEAD. */
export function gitFolderChanges(input: GitFolderInput): ReadonlyMap<string, ContextEntry> {
  const { checkout, folder, entries } = input;
  const changes = new Map<string, ContextEntry>();
  if (!entries.has('.git') || isUnchanged(input)) return changes;
  for (const [path, { kind, mode, size, digest }] of entries) {
    const at = digest === undefined ? null : gitFolderOf(checkout, folder, path);
    if (at === null || digest === undefined) continue;
    const name = path.slice(at.length + 1);
    if (name === 'index' || (!checkout.isHead && WRITTEN_BY_COMMIT.test(name)))
      changes.set(path, { kind, mode, size, digest: sha256(`before ${digest}`) });
  }
  return changes;
}

function isUnchanged({ checkout, folder, ignore }: GitFolderInput): boolean {
  if (!checkout.isHead) return false;
  return ![...checkout.entries.keys()].some((path) => {
    const inContext = folder === '' ? path : path.slice(folder.length + 1);
    return isBelow(folder, path) && ignore?.excludes(inContext) !== true;
  });
}
