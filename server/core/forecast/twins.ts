/**
 * Vertices of one build that come to the same key. BuildKit runs one of them and prints CACHED for the others, whose
 * result is there when somebody needs it. Which one is a race; the nearest to the target is as good a guess as any.
 */
import type { Vertex } from '../plan/model.ts';
import type { BuildOutcome, Outcome } from './run-build.ts';

/** The same outcome with `isMerged` on all but the one that runs. */
export function settleTwins(vertices: readonly Vertex[], outcome: BuildOutcome): BuildOutcome {
  if (!outcome.vertices.some((vertex) => vertex.isMerged)) return outcome;
  const depths = depthsBelowTarget(vertices);
  const runners = new Map<string, number>();
  for (const [index, { verdict, resultKeys }] of outcome.vertices.entries()) {
    const key = verdict === 'miss' ? resultKeys?.[0]?.id : undefined;
    if (key === undefined) continue;
    const other = runners.get(key);
    if (other === undefined || (depths[index] ?? 0) < (depths[other] ?? 0)) runners.set(key, index);
  }
  const settled = outcome.vertices.map((vertex, index): Outcome => {
    const key = vertex.verdict === 'miss' ? vertex.resultKeys?.[0]?.id : undefined;
    return key === undefined ? vertex : { ...vertex, isMerged: runners.get(key) !== index };
  });
  return { ...outcome, vertices: settled };
}

/** Steps from the target; inputs stand in front of what they are inputs of. */
function depthsBelowTarget(vertices: readonly Vertex[]): readonly number[] {
  const depths = new Array<number>(vertices.length).fill(Number.MAX_SAFE_INTEGER);
  for (const vertex of [...vertices].reverse()) {
    const own = depths[vertex.index] ?? Number.MAX_SAFE_INTEGER;
    const depth = own === Number.MAX_SAFE_INTEGER ? 0 : own;
    depths[vertex.index] = depth;
    for (const { vertex: input } of vertex.inputs)
      depths[input] = Math.min(depths[input] ?? depth + 1, depth + 1);
  }
  return depths;
}
