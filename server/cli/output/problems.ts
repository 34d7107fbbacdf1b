/** Trouble with single files: a line each on the standard error, and the exit code where the user named the file. */
import type { RunProblem } from '../../node/linting/index.ts';
import type { Finding, Severity } from '../../protocol/report.ts';
import { EXIT, type CliIo } from '../io.ts';
import { isAtLeast } from '../selection.ts';

export function printProblems(verb: string, problems: readonly RunProblem[], io: CliIo): void {
  for (const { message } of problems) io.err(`layer-forecast ${verb}: ${message}\n`);
}

/** A named file that cannot be used outweighs findings. `failOn`: the lowest severity that is a reason to fail. */
export function exitCodeOf(
  findings: readonly Finding[],
  problems: readonly RunProblem[],
  failOn: Severity = 'warning',
): (typeof EXIT)[keyof typeof EXIT] {
  if (problems.some(({ isNamed }) => isNamed)) return EXIT.usage;
  return findings.some((one) => isAtLeast(one, failOn)) ? EXIT.findings : EXIT.fine;
}
