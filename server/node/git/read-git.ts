/**
 * Files of a revision read from git's own objects, without a git process: a whole context for a forecast "since
 * HEAD~1", or a single file such as the Dockerfile of that time.
 */
import type { ContextEntry, ContextNeeds } from '../../core/forecast/model.ts';
import { createLineBudget, type LineBudget } from '../context/line-budget.ts';
import type { ContextProblem, PathFilter, ReadContextResult } from '../context/model.ts';
import { resolvePath, walkTree } from '../context/walk.ts';
import { lineDigests, sha256 } from '../digest.ts';
import { joinInRoot, withSlashes } from '../files/index.ts';
import { createSlices } from '../slices.ts';
import { findRepository, gitProblem, ok, type GitResult, type Repository } from './repository.ts';
import { resolveCommit, unreadableObject } from './revision.ts';
import { gitTree, type GitNode, type GitTree } from './tree.ts';

export interface BlobDigest {
  readonly digest: string;
  readonly size: number;
  readonly lines: readonly string[] | null;
}

/** Blobs never change: what was digested once is known for good. */
export type BlobCache = Map<string, BlobDigest>;

/** About 50 MB at most; then the cache starts over. */
const BLOB_LIMIT = 200_000;

export interface ReadGitContextInput {
  readonly repositoryRoot: string;
  /** The context's folder, relative to the repository's root with `/`; empty for the root itself. */
  readonly folder: string;
  readonly revision: string;
  readonly needs: ContextNeeds;
  readonly ignore: PathFilter | null;
  readonly cache?: BlobCache;
  readonly signal?: AbortSignal;
}

export interface GitContext extends ReadContextResult {
  /** The commit's full id. */
  readonly commit: string;
}

/** The full id of the commit that a revision names. */
export async function resolveRevision(
  repositoryRoot: string,
  revision: string,
): Promise<GitResult<string>> {
  const repository = await findRepository(repositoryRoot);
  return repository.kind === 'problem' ? repository : resolveCommit(repository.value, revision, {});
}

export interface ReadGitFileInput {
  readonly repositoryRoot: string;
  /** Relative to the repository's root, with `/`. */
  readonly path: string;
  readonly revision: string;
}

/** The bytes of a file as it was; links are followed within the repository. */
export async function readGitFile(input: ReadGitFileInput): Promise<GitResult<Uint8Array>> {
  const opened = await openRevision(input.repositoryRoot, input.revision);
  if (opened.kind === 'problem') return opened;
  try {
    const { tree } = opened.value;
    const { node: file } = await resolvePath(tree, joinInRoot('', withSlashes(input.path)));
    if (file?.kind !== 'file')
      return gitProblem('no-such-file', `${input.path} is not a file in ${input.revision}.`);
    return ok(await tree.readBlob(file.oid));
  } catch (error) {
    return unreadableObject(input.revision, error);
  }
}

export async function readGitContext(input: ReadGitContextInput): Promise<GitResult<GitContext>> {
  const { needs, ignore, signal } = input;
  const opened = await openRevision(input.repositoryRoot, input.revision);
  if (opened.kind === 'problem') return opened;
  try {
    const { commit } = opened.value;
    const tree = await folderTree(opened.value, input.folder);
    if (tree === null)
      return gitProblem('no-such-file', `The folder ${input.folder} is not in ${input.revision}.`);
    const nodes = new Map<string, GitNode>();
    const { missing } = await walkTree({
      source: tree,
      needs,
      ignore,
      slices: createSlices(signal),
      visit: (path, node) => nodes.set(path, node),
    });
    const problems: ContextProblem[] = missing.map((path) => ({
      code: 'missing',
      path,
      message: `${path} is not in the build context of ${input.revision}.`,
    }));
    const read = await readEntries(tree, nodes, input);
    return ok({ commit, ...read, problems: [...problems, ...read.problems] });
  } catch (error) {
    signal?.throwIfAborted();
    return unreadableObject(input.revision, error);
  }
}

async function readEntries(
  tree: GitTree,
  nodes: ReadonlyMap<string, GitNode>,
  input: ReadGitContextInput,
): Promise<ReadContextResult> {
  const entries = new Map<string, ContextEntry>();
  const problems: ContextProblem[] = [];
  const budget = createLineBudget();
  const slices = createSlices(input.signal);
  let digested = 0;
  for (const [path, { kind, mode, oid, target, isSubmodule }] of nodes) {
    if (slices.due()) await slices.rest();
    if (kind !== 'file') {
      entries.set(
        path,
        target === undefined ? { kind, mode, size: 0 } : { kind, mode, size: 0, target },
      );
      if (isSubmodule)
        problems.push({
          code: 'submodule',
          path,
          message: `${path} is a submodule: its files at ${input.revision} are not known.`,
        });
      continue;
    }
    const known = input.cache?.get(oid);
    const blob = known ?? digestBlob(await tree.readBlob(oid), path, budget);
    if (known === undefined) {
      digested += 1;
      if ((input.cache?.size ?? 0) >= BLOB_LIMIT) input.cache?.clear();
      input.cache?.set(oid, blob);
    }
    if (blob.lines !== null) budget.spend(nameOf(path), blob.lines.length);
    const entry = { kind, mode, size: blob.size, digest: blob.digest };
    entries.set(path, blob.lines === null ? entry : { ...entry, lines: blob.lines });
  }
  return { entries, problems, work: { entries: entries.size, digested } };
}

function digestBlob(bytes: Uint8Array, path: string, budget: LineBudget): BlobDigest {
  const lines = budget.wants(nameOf(path), bytes.length) ? lineDigests(bytes) : null;
  return { digest: sha256(bytes), size: bytes.length, lines };
}

interface OpenRevision {
  readonly repository: Repository;
  readonly commit: string;
  readonly tree: GitTree;
  /** isomorphic-git's cache of packs: held only while one reading lasts, because it holds whole packs. */
  readonly cache: object;
}

async function openRevision(root: string, revision: string): Promise<GitResult<OpenRevision>> {
  const repository = await findRepository(root);
  if (repository.kind === 'problem') return repository;
  const cache = {};
  const commit = await resolveCommit(repository.value, revision, cache);
  if (commit.kind === 'problem') return commit;
  const tree = gitTree(repository.value.commonFolder, commit.value, cache);
  return ok({ repository: repository.value, commit: commit.value, tree, cache });
}

/** Null where the folder is not in the revision. The context's root is the folder: links stop there. */
async function folderTree(opened: OpenRevision, folder: string): Promise<GitTree | null> {
  const path = joinInRoot('', withSlashes(folder));
  const node = await opened.tree.look(path);
  if (node?.kind !== 'dir') return null;
  return path === ''
    ? opened.tree
    : gitTree(opened.repository.commonFolder, node.oid, opened.cache);
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
