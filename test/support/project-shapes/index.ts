/** All shapes of public projects, in groups by what is changed. */
import { argumentShapes } from './arguments.ts';
import { instructionShapes } from './instructions.ts';
import type { ProjectShape } from './model.ts';
import { requirementShapes } from './requirements.ts';
import { sourceShapes } from './sources.ts';

export type { Change, ExpectedVerdict, FileEntry, NamedChange, ProjectShape } from './model.ts';

export const projectShapes: readonly ProjectShape[] = [
  ...requirementShapes,
  ...sourceShapes,
  ...argumentShapes,
  ...instructionShapes,
];
