/**
 * The folder `.git` in a build context. Git writes many files in it at each commit, so they are one reason, after the
 * user's own files; and the advice to leave it out is only given where the build does not need it.
 */
import type { FileChange } from './model.ts';
import type { ForecastReason, Snapshot } from './model.ts';

export function isInGitFolder(path: string): boolean {
  return path === '.git' || path.startsWith('.git/');
}

/** Changes of `.git` itself; that an ignore file takes it in or out is the user's own change. */
export function isGitFolderChange(change: FileChange): boolean {
  return isInGitFolder(change.path) && (change.kind === 'changed' || change.ignoreRule === null);
}

export function gitFolderReason(mayIgnore: boolean): ForecastReason {
  const advice = '; a line `.git` in .dockerignore keeps it out of the build';
  return {
    kind: 'file-changed',
    text: `.git changed, as with every commit and \`git add\`${mayIgnore ? advice : ''}`,
  };
}

/** Matches `git describe`, `git -C /src rev-parse`, `pip install setuptools-scm`, `hatch_vcs`, `pbr`. */
const ASKS_GIT =
  /\bgit\s+(?:-\S+\s+(?:\/\S*\s+)?)*(?:describe|log|rev-parse|rev-list|show|status|diff|tag|branch|submodule|ls-files|archive)\b|\b(?:setuptools[-_]scm|setuptools[-_]git[-_]versioning|hatch[-_]vcs|versioneer|versioningit|pbr|dunamai|vcs[-_]versioning|poetry[-_]dynamic[-_]versioning)\b/;

/** A command, or the text of a file such as `pyproject.toml`. */
export function asksGit(text: string): boolean {
  return ASKS_GIT.test(text);
}

/** Whether a step of the build looks into `.git`, by a mount or a copy of it, a command, or a tool that takes the version from it. */
export function readsGitFolder({ plan, files }: Snapshot): boolean {
  const isNamed = plan.vertices.some(({ inputs }) =>
    inputs.some(({ content }) =>
      content?.selections.some(({ path }) => isInGitFolder(path.replace(/^\//, ''))),
    ),
  );
  if (isNamed || plan.steps.some(({ keyword, text }) => keyword === 'RUN' && asksGit(text)))
    return true;
  return Object.values(files).some((table) => {
    for (const file of table.values()) if (file.asksGit === true) return true;
    return false;
  });
}
