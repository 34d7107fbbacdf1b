/** Build contexts: which files a build reads, with their digests. */
export { createDigestCache, type DigestCache } from './digest-cache.ts';
export { isTextOf } from './digest-file.ts';
export { buffersBelow, realPath } from './disk.ts';
export { findIgnoreFile, type IgnoreFileResult } from './ignore-file.ts';
export type {
  ContextProblem,
  PathFilter,
  ReadContextInput,
  ReadContextResult,
  ReadWork,
} from './model.ts';
export { readContext } from './read-context.ts';
