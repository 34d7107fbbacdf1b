/** The plan of a build: operations, steps and their names, before anything runs. */
export { contextNeeds, localContext } from './context-needs.ts';
export { followedPaths, type FollowedPath } from './followed-paths.ts';
export { imageReferences } from './image-references.ts';
export { stepNameMatches } from './names.ts';
export { planBuild } from './plan-build.ts';
export { createPlanMemory, type PlanMemory } from './stage-memory.ts';
export { stepIdentities, stepIdentity } from './step-identity.ts';
export { makesSameKeys } from '../build-model/versions.ts';
