/** Builds that run, and builds that ran: by docker buildx from here, or made outside. */
export { buildFailure, type BuildFailureInput } from './build-failure.ts';
export { buildImage } from './build.ts';
export {
  explainBuild,
  recordedBuilds,
  recordsById,
  shortId,
  type ExplainAnswer,
  type ExplainBuildInput,
} from './explain-build.ts';
export { createOutsideLearner, type LearnOutsideQuestion } from './learn-outside.ts';
export type { BuildAnswer, BuildEvents, BuildState, OutputLine, TimingsAnswer } from './model.ts';
export { createOutsideBuilds, type LearnedBuilds } from './outside-builds.ts';
export { timingsOf } from './timings.ts';
