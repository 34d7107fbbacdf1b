/** The files that a requirements file names itself: `-r` brings their packages, `-c` their versions. */
import path from 'node:path';
import type { RequirementsFile } from '../../core/syntax/requirements/index.ts';
import { joinInRoot } from '../files/index.ts';

export interface NestedFiles {
  /** Paths from the same root as the file; relative to the folder that they stand in, as pip has it. */
  readonly requirements: readonly string[];
  readonly constraints: readonly string[];
}

export function nestedFiles(file: string, { lines }: RequirementsFile): NestedFiles {
  const folder = path.posix.dirname(file);
  const options = lines.flatMap((line) => (line.kind === 'options' ? line.options : []));
  const named = (option: string): readonly string[] =>
    options
      .filter(({ name }) => name === option)
      .flatMap(({ value }) => (value === null ? [] : joinInRoot(folder, value)));
  return { requirements: named('requirement'), constraints: named('constraint') };
}
