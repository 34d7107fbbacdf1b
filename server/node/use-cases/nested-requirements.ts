/** The requirements files that one names itself, with `-r` and `-c`. */
import path from 'node:path';
import type { RequirementsFile } from '../../core/syntax/requirements/index.ts';
import { joinInRoot } from '../files/index.ts';

/** Paths from the same root as `file`; relative to the folder that they stand in, as pip has it. */
export function nestedRequirements(file: string, { lines }: RequirementsFile): readonly string[] {
  const folder = path.posix.dirname(file);
  return lines
    .flatMap((line) => (line.kind === 'options' ? line.options : []))
    .filter(({ name }) => name === 'requirement' || name === 'constraint')
    .flatMap(({ value }) => (value === null ? [] : joinInRoot(folder, value)));
}
