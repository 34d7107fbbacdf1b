/** Trouble with single files: it is reported, and the other files have their answers all the same. */
import type { Problem } from '../../protocol/report.ts';

export interface RunProblem extends Problem {
  /** A path that the user named cannot be used: the answer is not what was asked for. */
  readonly isNamed: boolean;
}

export function reportProblems(problems: readonly RunProblem[]): readonly Problem[] {
  return problems.map(({ file, message }) =>
    file === undefined ? { message } : { file, message },
  );
}
