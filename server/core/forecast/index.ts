/** Forecasts: what a build will find in the cache, and why not more. */
export { changedPackages } from './changed-packages.ts';
export { forecast } from './forecast.ts';
export { asksGit } from './git-folder.ts';
export { layersOf, patchedMap, type Layers } from './patched-map.ts';
export { hasRun, observedReasons } from './observed-reasons.ts';
export { reasonFile, type ReasonFile } from './reason-text.ts';
export { shareFiles } from './share-files.ts';
export { createSnapshotCache, takeSnapshot, type SnapshotCache } from './snapshot.ts';
export { parseSnapshot, writeSnapshot } from './snapshot-text.ts';
export type {
  ContentHole,
  ContextEntry,
  ContextFiles,
  Contexts,
  Digest,
  FileTable,
  ForecastReason,
  ForecastResult,
  ForecastStep,
  IgnoreSource,
  Snapshot,
  SnapshotFile,
  SnapshotPlan,
} from './model.ts';
