/** Build contexts: which files a build reads, with their digests. */
export { createDigestCache, type DigestCache } from './digest-cache.ts';
export { digestBytes, digestLargeFile, isTextOf, LARGE_FILE } from './digest-file.ts';
export {
  buffersBelow,
  contextMode,
  diskTree,
  realPath,
  type DiskNode,
  type DiskTree,
} from './disk.ts';
export { createLineBudget } from './line-budget.ts';
export { findIgnoreFile, type IgnoreFileResult } from './ignore-file.ts';
export { measureContext, type MeasuredContext } from './measure-context.ts';
export type {
  ContextProblem,
  PathFilter,
  ReadContextInput,
  ReadContextResult,
  ReadWork,
} from './model.ts';
export { readContext, readContextAs, type EarlierFiles } from './read-context.ts';
export { resolvePath, type TreeChild } from './walk.ts';
