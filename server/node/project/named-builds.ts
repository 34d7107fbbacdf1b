/** The builds that `[builds]` of a configuration names and that do not exist, or are several. */
import path from 'node:path';
import { buildProblem } from '../../core/lint/config/named-places.ts';
import { findInvocation, type Invocation } from '../../core/invocations/index.ts';
import type { Problem } from '../../core/text/span.ts';
import type { ProjectConfig } from './configs.ts';
import type { Texts } from './texts.ts';

export async function namedBuildProblems(
  { folder, places }: ProjectConfig,
  { isFile }: Pick<Texts, 'isFile'>,
  invocations: (dockerfile: string) => Promise<readonly Invocation[]>,
): Promise<readonly Problem[]> {
  const problems: Problem[] = [];
  for (const place of places) {
    const dockerfile = path.resolve(folder, place.dockerfile);
    if (place.table !== 'builds' || !isFile(dockerfile)) continue;
    const ways = await invocations(dockerfile);
    const found = findInvocation(ways, place.value);
    const nFound = 'id' in found ? 1 : found.length;
    const ids = ways.map(({ id }) => id);
    const problem = buildProblem(place, nFound, ids);
    if (problem !== null) problems.push(problem);
  }
  return problems;
}
