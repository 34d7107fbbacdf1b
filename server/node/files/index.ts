/** Files of the user's workspace: finding and reading documents, writing safely, paths in the shape that reports use. */
export { errorCode, errorText } from './errors.ts';
export { findDockerfiles } from './find-dockerfiles.ts';
export { findFiles, type FindOptions, type FoundProblem } from './find-files.ts';
export { kindOfFile } from './kind-of-file.ts';
export { foldersAbove, isBelow, isInside, joinInRoot, relativePath, withSlashes } from './paths.ts';
export {
  lookAtFile,
  readDocument,
  whyUnreadable,
  type FileLook,
  type ReadDocument,
} from './read-document.ts';
export { rulePageFile } from './rule-page.ts';
export { contextSetting } from './workspace-settings.ts';
export { likeBefore, writeFileAtomically, type WriteOptions, type WriteResult } from './write.ts';
export { writeFilesTogether, type FileChange } from './write-together.ts';
export { isAbsent, lookAt, lookClosely } from './look-at.ts';
