/** Findings and fixes of files: no process runs, unless images are to be asked about. */
export { brokenConfigs, hasBrokenConfig } from './broken-config.ts';
export { checkFiles } from './check.ts';
export { imagesOf, neighboursOf, type ImagesForRules } from './context-for-rules.ts';
export { fixFiles, type FixAnswer } from './fix.ts';
export { identityOf } from './check-document.ts';
export { baselineOf, createKnownFilter } from './known-findings.ts';
export { mayBeEdited } from './may-be-edited.ts';
export { allConfigProblems, type ExcludedFile } from './run-findings.ts';
export { reportProblems, type RunProblem } from './problems.ts';
export { createSeenImages, imagesToAskAbout, type AskedImages } from './seen-images.ts';
export { sinceRevision, type SinceRevision } from './since-revision.ts';
