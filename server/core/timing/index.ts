/** Measured times: what a build leaves behind, what that says of the next one, and how good the last forecast was. */
export { addSeconds, estimateSteps, type StepToEstimate } from './estimate.ts';
export {
  isBaseline,
  RECORD_VERSION,
  type BuildKey,
  type BuildRecord,
  type OutsideBuild,
  type RecordedImage,
  type RecordedOptions,
  type RecordedStep,
} from './model.ts';
export { lastMeasured, type MeasuredPackage } from './packages.ts';
export { identifySteps, outsideRecord, sameBuild, stepsByKey, type StepsByKey } from './outside.ts';
export { hasCacheMount, recordSteps, stepsByName, withLines, type PlannedStep } from './record.ts';
export { scoreForecast } from './score.ts';
