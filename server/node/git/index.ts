/** Files of a git revision, read from git's objects without a git process. */
export {
  readGitContext,
  readGitFile,
  resolveRevision,
  type BlobCache,
  type GitContext,
  type ReadGitContextInput,
  type ReadGitFileInput,
} from './read-git.ts';
export { findRepository, type GitProblem, type GitResult, type Repository } from './repository.ts';
export { listRefs } from './revision.ts';
