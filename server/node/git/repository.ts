/**
 * Where a folder's repository keeps its objects and its HEAD. A worktree has a HEAD of its own and shares the rest
 * with the repository that it belongs to; a submodule's objects lie inside the repository around it. Only files are
 * read here: no git process runs, so this also works in an untrusted workspace.
 */
import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { lookAt } from '../files/index.ts';
import { isOn, readConfigFile, type GitConfig } from './config.ts';

export interface Repository {
  /** The folder that has `.git` in it. */
  readonly root: string;
  /** Where HEAD and the index are. */
  readonly gitFolder: string;
  /** Where refs and objects are; another folder in a worktree. */
  readonly commonFolder: string;
  /** The repository's own settings. */
  readonly config: GitConfig;
  /** Bytes of an object id. */
  readonly idLength: 20 | 32;
  /** A file format that only git itself reads here. */
  readonly reftable: boolean;
}

export interface GitProblem {
  readonly code:
    'not-a-repository' | 'no-such-revision' | 'ambiguous-revision' | 'no-such-file' | 'unreadable';
  readonly message: string;
}

export type GitResult<T> =
  | { readonly kind: 'ok'; readonly value: T }
  | { readonly kind: 'problem'; readonly problem: GitProblem };

export function ok<T>(value: T): GitResult<T> {
  return { kind: 'ok', value };
}

export function gitProblem<T>(code: GitProblem['code'], message: string): GitResult<T> {
  return { kind: 'problem', problem: { code, message } };
}

/** The repository around a folder, looking upward as git does. */
export function findRepository(folder: string): GitResult<Repository> {
  for (let root = resolve(folder); ; root = dirname(root)) {
    const repository = repositoryAt(root);
    if (repository !== null) return ok(repository);
    if (dirname(root) === root) break;
  }
  return gitProblem(
    'not-a-repository',
    `${folder} is not in a git repository. Choose another baseline, such as the last build.`,
  );
}

/** The repository whose root is this folder. */
export function repositoryAt(root: string): Repository | null {
  const dotGit = join(root, '.git');
  const found = lookAt(dotGit);
  const gitFolder = found?.isFile() === true ? linkedFolder(dotGit) : dotGit;
  if (found === null || gitFolder === null || !isFile(join(gitFolder, 'HEAD'))) return null;
  const common = textOf(join(gitFolder, 'commondir')).trim();
  const commonFolder = common === '' ? gitFolder : resolve(gitFolder, common);
  const shared = readConfigFile(join(commonFolder, 'config'));
  // Sparse checkouts are set up for each worktree.
  const own = isOn(shared.get('extensions.worktreeconfig'), false)
    ? readConfigFile(join(gitFolder, 'config.worktree'))
    : [];
  const config = new Map([...shared, ...own]);
  return {
    root,
    gitFolder,
    commonFolder,
    config,
    idLength: config.get('extensions.objectformat')?.toLowerCase() === 'sha256' ? 32 : 20,
    reftable: config.get('extensions.refstorage')?.toLowerCase() === 'reftable',
  };
}

/** The link file of a worktree or a submodule: `gitdir: ../.git/worktrees/name`. */
function linkedFolder(path: string): string | null {
  const target = /^gitdir: (.+)$/m.exec(textOf(path))?.[1]?.trim();
  return target === undefined ? null : resolve(dirname(path), target);
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

function isFile(path: string): boolean {
  return lookAt(path)?.isFile() ?? false;
}

/** Whether the repository was cloned without all of its objects, which the server is asked for one by one. */
export function isPartialClone({ config }: Repository): boolean {
  return [...config.keys()].some((key) =>
    /^extensions\.partialclone$|^remote\..*\.promisor$/.test(key),
  );
}

/** Changes whenever the index or HEAD is written: what is tracked, and by which commit. */
export function gitState(folder: string): string {
  const found = findRepository(folder);
  if (found.kind === 'problem') return '';
  const { gitFolder } = found.value;
  const stats = lookAt(join(gitFolder, 'index'));
  return `${textOf(join(gitFolder, 'HEAD'))} ${String(stats?.mtimeMs)} ${String(stats?.size)}`;
}
