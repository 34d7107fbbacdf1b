/** Failed builds: what failed, why, and the ways out. */
export { processError, readBuilderError, type BuilderError } from './builder-error.ts';
export { explainFailure, type ExplainFailureInput } from './explain-failure.ts';
export type { DockerfileText, SceneContext, TextFile } from './model.ts';
export { recordedFailure, type RecordedFailure } from './recorded-failure.ts';
export type { FilesNow } from './scene.ts';
