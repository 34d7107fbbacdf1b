/**
 * Where a folder's repository keeps its objects and its HEAD. A worktree has a HEAD of its own and shares the rest
 * with the repository that it belongs to; a submodule's objects lie inside the repository around it. Only files are
 * read here: no git process runs, so this also works in an untrusted workspace.
 */
import { readFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { lookAt } from '../files/index.ts';

export interface Repository {
  /** The folder that has `.git` in it. */
  readonly root: string;
  /** Where HEAD is. */
  readonly gitFolder: string;
  /** Where refs and objects are; another folder in a worktree. */
  readonly commonFolder: string;
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
export async function findRepository(folder: string): Promise<GitResult<Repository>> {
  for (let root = resolve(folder); ; root = dirname(root)) {
    const dotGit = join(root, '.git');
    const found = lookAt(dotGit);
    const gitFolder = found?.isFile() === true ? await readGitFile(dotGit) : dotGit;
    if (found !== null && gitFolder !== null && isFile(join(gitFolder, 'HEAD')))
      return checkFormat({ root, gitFolder, commonFolder: await commonFolder(gitFolder) });
    if (dirname(root) === root) break;
  }
  return gitProblem(
    'not-a-repository',
    `${folder} is not in a git repository. Choose another baseline, such as the last build.`,
  );
}

/** The link file of a worktree or a submodule: `gitdir: ../.git/worktrees/name`. */
async function readGitFile(path: string): Promise<string | null> {
  const text = await readFile(path, 'utf8').catch(() => '');
  const target = /^gitdir: (.+)$/m.exec(text)?.[1]?.trim();
  return target === undefined ? null : resolve(dirname(path), target);
}

async function commonFolder(gitFolder: string): Promise<string> {
  const text = await readFile(join(gitFolder, 'commondir'), 'utf8').catch(() => '');
  return text.trim() === '' ? gitFolder : resolve(gitFolder, text.trim());
}

function isFile(path: string): boolean {
  return lookAt(path)?.isFile() ?? false;
}

/** Two formats that the reader of objects does not know; said, rather than a file "missing" later. */
async function checkFormat(repository: Repository): Promise<GitResult<Repository>> {
  const config = await readFile(join(repository.commonFolder, 'config'), 'utf8').catch(() => '');
  if (/^\s*objectformat\s*=\s*sha256\s*$/im.test(config))
    return gitProblem(
      'unreadable',
      `The repository ${repository.root} keeps SHA-256 objects, which cannot be read here. ` +
        'Choose another baseline, such as the last build.',
    );
  if (/^\s*refstorage\s*=\s*reftable\s*$/im.test(config))
    return gitProblem(
      'unreadable',
      `The repository ${repository.root} keeps its refs in reftables, which cannot be read here. ` +
        'Choose another baseline, such as the last build.',
    );
  return ok(repository);
}
