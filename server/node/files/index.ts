/** Files of the user's workspace: finding Dockerfiles, writing safely, paths in the shape that reports use. */
export { errorCode, errorText } from './errors.ts';
export { findDockerfiles, isDockerfileName } from './find-dockerfiles.ts';
export { findFiles, type FindOptions } from './find-files.ts';
export { foldersAbove, isBelow, isInside, joinInRoot, relativePath, withSlashes } from './paths.ts';
export { contextSetting } from './workspace-settings.ts';
export { likeBefore, writeFileAtomically, type WriteOptions, type WriteResult } from './write.ts';
export { isAbsent, lookAt, lookClosely } from './look-at.ts';
