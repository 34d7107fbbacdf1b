/** What the next build will run again: reads a build, finds its baseline, asks the key store, puts seconds to the steps. */
export { createActivity, type Activity } from './activity.ts';
export {
  createBuilderService,
  referencesOf,
  type BuilderKnowledge,
  type BuilderService,
  type UsableBuilder,
} from './builder.ts';
export { createForecastCaches } from './caches.ts';
export { changeChoices } from './change-choices.ts';
export {
  contextSizes,
  createSizesMemory,
  type ContextAnswer,
  type ContextQuestion,
} from './context-sizes.ts';
export {
  makeForecast,
  readRequested,
  reasonPath,
  type ForecastInput,
  type ForecastWithState,
} from './forecast.ts';
export type {
  Baseline,
  BaselineAvailability,
  BuildOptions,
  BuildRequest,
  BuildSubject,
  ForecastAnswer,
  ForecastRequest,
} from './model.ts';
export { outsideOfSubject, stepsByTarget, withOutside, withUnread } from './outside-records.ts';
export { plannedByKey, plannedSteps } from './planned-steps.ts';
export type { ReadBuildResult } from './read-build.ts';
export { readSnapshotPair, writeSnapshotPair, type EngineSource } from './snapshot-file.ts';
export {
  assumptionsOf,
  contextsOfBuilds,
  describedId,
  optionsOfInvocation,
  placeOf,
  recordsOf,
} from './subject.ts';
