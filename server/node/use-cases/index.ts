/** The use cases of the product, the same for the editor and the command line. */
export { createActivity, type Activity } from './activity.ts';
export { checkFiles, type CheckAnswer, type CheckInput } from './check.ts';
export { createDiskJournal, type WritableJournal } from './disk-journal.ts';
export { recordedBuilds, recordsById, shortId, type ExplainAnswer } from './explain-build.ts';
export { fixFiles, type FixAnswer, type FixInput } from './fix.ts';
export { optionsOfInvocation, placeOf } from './subject.ts';
export { sinceRevision, type SinceRevision } from './since-revision.ts';
export { reportProblems, type RunProblem } from './problems.ts';
export { imagesOf, neighboursOf, type ImagesForRules } from './context-for-rules.ts';
export { imagesToAskAbout } from './seen-images.ts';
export { writeSnapshotPair } from './snapshot-file.ts';
export { createWorkbench, type Workbench, type WorkbenchOptions } from './workbench.ts';
