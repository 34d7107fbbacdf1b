/** Trouble with single files: it is reported, and the other files have their answers all the same. */
import { maskCredentials } from '../../core/text/mask.ts';
import type { Problem } from '../../protocol/shapes.ts';

export interface RunProblem {
  readonly file?: string;
  /** A sentence that names the file. */
  readonly message: string;
  /** A path that the user named cannot be used: the answer is not what was asked for. */
  readonly isNamed: boolean;
}

export function reportProblems(problems: readonly RunProblem[]): readonly Problem[] {
  return problems.map(({ file, message }) => ({
    ...(file === undefined ? {} : { file }),
    message: maskCredentials(message),
  }));
}
