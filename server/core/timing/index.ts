/** Measured times: what a build leaves behind, what that says of the next one, and how good the last forecast was. */
export { addSeconds, estimateSteps, type StepToEstimate } from './estimate.ts';
export {
  isBaseline,
  RECORD_VERSION,
  type BuildKey,
  type BuildRecord,
  type OutsideBuild,
  type PlannedStep,
  type RecordedImage,
  type RecordedOptions,
  type RecordedStep,
} from './model.ts';
export {
  lastMeasured,
  type MeasuredPackage,
  type PackageName,
  type WantedPackage,
} from './packages.ts';
export {
  identifySteps,
  managersByKey,
  outsideRecord,
  sameBuild,
  stepsByKey,
  type StepsByKey,
} from './outside.ts';
export { identifyBuild, managersByName, stepsById } from './identify.ts';
export { completedRecord, withIdentities } from './old-records.ts';
export { hasCacheMount, recordSteps } from './record.ts';
export { scoreForecast } from './score.ts';
