/** Which files are before the product, what they say of each other, and which builds they describe. */
export { isConfigFile, type ChosenConfig, type ProjectConfig } from './configs.ts';
export { isBuildFile } from './names.ts';
export { createProject } from './project.ts';
export { createRoots } from './root.ts';
export type {
  Installer,
  Project,
  ProjectOptions,
  ProjectProblem,
  ReadBakeByTool,
  Reader,
  RecordedPlace,
  Reference,
} from './model.ts';
export { createContextMemory, type ContextMemory } from './context-memory.ts';
export {
  createDiskJournal,
  STILL_DISK,
  type DiskJournal,
  type WritableJournal,
} from './disk-journal.ts';
export { isRequirementsFile, LARGEST_REQUIREMENTS, requirementsText } from './meaning.ts';
export { nestedFiles } from './nested-requirements.ts';
export type { BuildPlace } from './place.ts';
export {
  diskSources,
  gitSources,
  readDockerfile,
  type DiskInput,
  type Sources,
} from './sources.ts';
export { unsavedFiles } from './unsaved.ts';
