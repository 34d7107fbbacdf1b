/**
 * A configuration with a mistake: an excluded file or a rule that is off can be among what could not be read of it, so
 * that `fix` writes none of the files it counts for.
 */
import { UNREADABLE } from '../../core/lint/config/read-config.ts';
import { lineIndex, positionAt } from '../../core/text/lines.ts';
import { relativePath } from '../files/index.ts';
import type { Project } from '../project/index.ts';
import type { RunProblem } from './problems.ts';

export function hasBrokenConfig(project: Pick<Project, 'configsAbove'>, file: string): boolean {
  return mistakeFor(project, file) !== null;
}

/** One for each broken configuration of these files. */
export function brokenConfigs(
  project: Pick<Project, 'configsAbove'>,
  files: readonly string[],
  cwd: string,
): readonly RunProblem[] {
  const problems = new Map<string, RunProblem>();
  for (const file of files) {
    const found = mistakeFor(project, file);
    if (found === null || problems.has(found.config.file)) continue;
    const { config, mistake } = found;
    const shown = relativePath(cwd, config.file);
    const { line } = positionAt(lineIndex(config.text), mistake.span.start);
    const until =
      mistake.code === UNREADABLE ? 'it can be read' : `line ${String(line)} of it is corrected`;
    const message = `Files of ${shown} are not fixed until ${until}: ${mistake.message}`;
    // A fix that was asked for and not made is no success, however the file was found.
    problems.set(config.file, { file: shown, message, isNamed: true });
  }
  return [...problems.values()];
}

/** Of any configuration that may exclude the file. */
function mistakeFor(project: Pick<Project, 'configsAbove'>, file: string) {
  for (const config of project.configsAbove(file)) {
    const mistake = config.problems.find(({ severity }) => severity === 'error');
    if (mistake !== undefined) return { config, mistake };
  }
  return null;
}
