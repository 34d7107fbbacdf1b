/** The user's docker: finding it, asking it, building with it. */
export { readBakeHcl, type ReadBakeInput } from './bake.ts';
export { buildArguments, type BuildArgumentsInput } from './build-arguments.ts';
export {
  inspectBuild,
  listBuilds,
  readLogOfBuild,
  type BuilderHistoryInput,
  type ListBuildsResult,
  type PlacedBuild,
} from './build-history.ts';
export { ONLY_REFERENCE, withBuildReference, type ReferredBuild } from './build-reference.ts';
export { findDocker, type FindDockerInput, type FoundDocker } from './find-docker.ts';
export {
  createImageCache,
  readImage,
  readImages,
  REFERENCE,
  type ImageCache,
  type LocalImage,
  type ReadImagesInput,
} from './images.ts';
export { lookIntoImage, type LookIntoImageInput } from './look-into-image.ts';
export { readRegistryImage, type RegistryImageInput } from './registry-image.ts';
export {
  listBuilders,
  probeDocker,
  type Builder,
  type ProbeInput,
  type ProbeResult,
} from './probe.ts';
export { runBuild, type RunBuildInput, type RunBuildResult } from './run-build.ts';
export { askDocker, type DockerTool, type ToolOptions, type ToolOutput } from './tool.ts';
export {
  assumedOfBuildkit,
  buildkitVersion,
  compareVersions,
  NEWEST_BUILDKIT,
  parseVersion,
  type BuildKitVersion,
} from './versions.ts';
