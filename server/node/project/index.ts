/** Which files are before the product, what they say of each other, and which builds they describe. */
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
