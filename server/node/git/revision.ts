/**
 * What a user writes for a revision, as a commit: HEAD, a branch, a tag, a full or short object id, each with `~3`,
 * `^`, `^2` or `^{commit}` after it. What git looks up in its logs (`HEAD@{1}`, `:/text`) is not known here.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { BrokenObject } from './git-object.ts';
import { openObjectStore, type ObjectStore } from './object-store.ts';
import { MissingObject, peelToCommit, type Commit } from './objects.ts';
import { isRefName, resolveRef } from './refs.ts';
import { gitProblem, isPartialClone, ok, type GitResult, type Repository } from './repository.ts';

interface ParsedRevision {
  readonly base: string;
  readonly steps: readonly RevisionStep[];
}

interface RevisionStep {
  /** Which parent, counting from 1; 0 is the commit itself. */
  readonly parent: number;
  readonly times: number;
}

/** A generation count beyond this is a typing error, not a wish. */
const GENERATION_LIMIT = 100_000;

export function storeOf(repository: Repository): ObjectStore {
  return openObjectStore(join(repository.commonFolder, 'objects'), repository.idLength);
}

export function resolveCommit(
  repository: Repository,
  revision: string,
  store: ObjectStore,
): GitResult<Commit> {
  const parsed = parseRevision(revision);
  if (parsed === null) return unknown(revision);
  try {
    const base = resolveBase(repository, parsed.base, store);
    if (base.kind === 'problem') return base;
    if (base.value === null) return unknown(revision);
    // A full id that is not here is as good as a typing error.
    if (parsed.steps.length === 0 && parsed.base === base.value && !store.has(base.value))
      return unknown(revision);
    let commit = peelToCommit(store, base.value);
    if (commit === null)
      return gitProblem('unreadable', `Cannot read ${revision} from git: it is not a commit.`);
    for (const step of parsed.steps) {
      for (let time = 0; step.parent > 0 && time < step.times; time += 1) {
        const parent: string | undefined = commit.parents[step.parent - 1];
        if (parent === undefined)
          return gitProblem(
            'no-such-revision',
            `${revision} goes back beyond the first commit that this repository has.`,
          );
        if (!store.has(parent) && isBorder(repository, commit.id))
          return gitProblem('unreadable', shallowMessage(revision));
        const next: Commit | null = peelToCommit(store, parent);
        if (next === null) throw new BrokenObject(`${parent} is not a commit`);
        commit = next;
      }
    }
    return ok(commit);
  } catch (error) {
    return unreadableObject(repository, revision, error);
  }
}

/** Null for what is not written as a revision at all. */
export function parseRevision(revision: string): ParsedRevision | null {
  const text = revision.trim();
  const cut = text.search(/[~^]/);
  const base = cut === -1 ? text : text.slice(0, cut);
  // A name with these characters is no ref, and could leave the folder of refs.
  if (base === '' || /[\s:?*[\\]|\.\.|@\{|^-|^\/|\/$|\.lock$/.test(base)) return null;
  const steps: RevisionStep[] = [];
  let rest = cut === -1 ? '' : text.slice(cut);
  while (rest !== '') {
    // Matches `~`, `~12`, `^`, `^2`, `^{}` and `^{commit}`.
    const match = /^(?:~(\d*)|\^\{(?:commit)?\}|\^(\d*))/.exec(rest);
    if (match === null) return null;
    const [whole, generations, parent] = match;
    rest = rest.slice(whole.length);
    if (generations !== undefined)
      steps.push({ parent: 1, times: generations === '' ? 1 : Number(generations) });
    else if (parent !== undefined)
      steps.push({ parent: parent === '' ? 1 : Number(parent), times: 1 });
  }
  return steps.some((step) => step.times > GENERATION_LIMIT) ? null : { base, steps };
}

function resolveBase(
  repository: Repository,
  base: string,
  store: ObjectStore,
): GitResult<string | null> {
  const digits = base.toLowerCase();
  const isId = /^[0-9a-f]+$/.test(digits);
  if (isId && digits.length === 2 * repository.idLength) return ok(digits);
  if (repository.reftable) return gitProblem('unreadable', reftableMessage(repository));
  if (base === 'HEAD' || base === '@') {
    const id = resolveRef(repository, 'HEAD');
    if (id !== null) return ok(id);
    return gitProblem('no-such-revision', 'HEAD has no commit yet. Commit once, then compare.');
  }
  const names = [base, `refs/${base}`, `refs/tags/${base}`, `refs/heads/${base}`];
  names.push(`refs/remotes/${base}`, `refs/remotes/${base}/HEAD`);
  for (const name of names) {
    // The top level of the folder holds other files than refs (`config`); refs there are in capitals.
    const id = isRefName(name) ? resolveRef(repository, name) : null;
    if (id !== null) return ok(id);
  }
  if (!isId || digits.length < 4) return ok(null);
  const found = store.startingWith(digits);
  if (found.length > 1)
    return gitProblem(
      'ambiguous-revision',
      `Several objects in git begin with ${base}. Write more of the id.`,
    );
  return ok(found[0] ?? null);
}

function unknown(revision: string): GitResult<never> {
  return gitProblem(
    'no-such-revision',
    `Git knows no revision ${revision}. Write a branch, a tag, a commit's id, or HEAD~1.`,
  );
}

function reftableMessage({ root }: Repository): string {
  return (
    `The repository ${root} keeps its refs in reftables, which only git itself can read. ` +
    'Write the full id of the commit, or trust the workspace and install git 2.45 or newer.'
  );
}

function shallowMessage(revision: string): string {
  return (
    `Cannot read ${revision} from git: this clone is shallow and ends before it. ` +
    'Fetch more history with `git fetch --unshallow`, or choose another baseline.'
  );
}

/** Whether a shallow clone ends at this commit. */
function isBorder({ commonFolder }: Repository, commit: string): boolean {
  try {
    return readFileSync(join(commonFolder, 'shallow'), 'utf8').includes(commit);
  } catch {
    return false;
  }
}

/** Why a revision cannot be read, and what to do about it. */
export function unreadableObject(
  repository: Repository,
  revision: string,
  error: unknown,
): GitResult<never> {
  const start = `Cannot read ${revision} from git:`;
  if (error instanceof MissingObject) {
    return gitProblem(
      'unreadable',
      isPartialClone(repository)
        ? `${start} this is a partial clone without ${error.id}, and nothing is downloaded for a forecast. ` +
            `\`git checkout ${revision}\` once brings it, or choose another baseline.`
        : `${start} ${error.message}. Run \`git fsck\`, or choose another baseline.`,
    );
  }
  const why = error instanceof Error ? error.message : String(error);
  return gitProblem('unreadable', `${start} ${why}. Run \`git fsck\`, or choose another baseline.`);
}
