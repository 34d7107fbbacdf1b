/**
 * What a user writes for a revision, as a commit: HEAD, a branch, a tag, a full or short object id, each with `~3`,
 * `^`, `^2` or `^{commit}` behind it. What git looks up in its logs (`HEAD@{1}`, `:/text`) is not known here.
 */
import { readFile } from 'node:fs/promises';
import fs from 'node:fs';
import { join } from 'node:path';
import git from 'isomorphic-git';
import { gitProblem, ok, type GitResult, type Repository } from './repository.ts';

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

/** The commit's full object id. `cache` is isomorphic-git's, shared by the calls of one reading. */
export async function resolveCommit(
  repository: Repository,
  revision: string,
  cache: object,
): Promise<GitResult<string>> {
  const parsed = parseRevision(revision);
  if (parsed === null) return unknown(revision);
  const base = await resolveBase(repository, parsed.base, cache);
  if (base.kind === 'problem') return base;
  if (base.value === null) return unknown(revision);
  const gitdir = repository.commonFolder;
  try {
    let { oid, commit } = await git.readCommit({ fs, gitdir, oid: base.value, cache });
    for (const step of parsed.steps) {
      for (let time = 0; step.parent > 0 && time < step.times; time += 1) {
        const parent = commit.parent[step.parent - 1];
        if (parent === undefined)
          return gitProblem(
            'no-such-revision',
            `${revision} goes back beyond the first commit that this repository has.`,
          );
        ({ oid, commit } = await git.readCommit({ fs, gitdir, oid: parent, cache }));
      }
    }
    return ok(oid);
  } catch (error) {
    const isMissing = error instanceof Error && error.name === 'NotFoundError';
    if (isMissing && /^[0-9a-f]{40}$/i.test(revision)) return unknown(revision);
    return unreadableObject(revision, error);
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

async function resolveBase(
  repository: Repository,
  base: string,
  cache: object,
): Promise<GitResult<string | null>> {
  const gitdir = repository.commonFolder;
  if (base === 'HEAD' || base === '@') return resolveHead(repository);
  const names = [base, `refs/${base}`, `refs/tags/${base}`, `refs/heads/${base}`];
  names.push(`refs/remotes/${base}`, `refs/remotes/${base}/HEAD`);
  for (const name of names) {
    // The top level of the folder holds other files than refs (`config`); refs there are in capitals.
    if (!name.startsWith('refs/') && !/^[A-Z_]+$/.test(name)) continue;
    const oid = await git.resolveRef({ fs, gitdir, ref: name }).catch(() => null);
    if (oid !== null) return ok(oid);
  }
  if (!/^[0-9a-f]{4,40}$/i.test(base)) return ok(null);
  const oid = base.toLowerCase();
  if (oid.length === 40) return ok(oid);
  try {
    return ok(await git.expandOid({ fs, gitdir, oid, cache }));
  } catch (error) {
    if (error instanceof Error && error.name === 'AmbiguousError')
      return gitProblem('ambiguous-revision', `${base} is the start of more than one object's id.`);
    return ok(null);
  }
}

/** A worktree's own HEAD names a ref of the shared folder. */
async function resolveHead(repository: Repository): Promise<GitResult<string | null>> {
  const text = (await readFile(join(repository.gitFolder, 'HEAD'), 'utf8').catch(() => '')).trim();
  if (/^[0-9a-f]{40}$/.test(text)) return ok(text);
  const ref = /^ref: (refs\/\S+)$/.exec(text)?.[1];
  if (ref === undefined || ref.includes('..')) return ok(null);
  const gitdir = repository.commonFolder;
  const oid = await git.resolveRef({ fs, gitdir, ref }).catch(() => null);
  if (oid === null)
    return gitProblem('no-such-revision', 'HEAD has no commit yet. Commit once, then compare.');
  return ok(oid);
}

function unknown(revision: string): GitResult<never> {
  return gitProblem(
    'no-such-revision',
    `Git knows no revision ${revision}. Write a branch, a tag, a commit's id, or HEAD~1.`,
  );
}

/** A shallow or partial clone lacks objects; so does a repository that borrows them from another one. */
export function unreadableObject(revision: string, error: unknown): GitResult<never> {
  const name = error instanceof Error ? error.name : '';
  const reason =
    name === 'NotFoundError'
      ? 'an object of it is not in this repository (a shallow or partial clone, or borrowed objects)'
      : name === 'ObjectTypeError'
        ? 'it is not a commit'
        : error instanceof Error
          ? error.message
          : String(error);
  return gitProblem('unreadable', `Cannot read ${revision} from git: ${reason}.`);
}

/** Branches and tags, for choices; newest knowledge of refs, packed or loose. */
export async function listRefs(repository: Repository): Promise<readonly string[]> {
  const gitdir = repository.commonFolder;
  const branches = await git.listBranches({ fs, gitdir }).catch(() => []);
  const tags = await git.listTags({ fs, gitdir }).catch(() => []);
  return [...branches, ...tags];
}
