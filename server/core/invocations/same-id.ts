/**
 * One line of a file can stand for several builds: a matrix of a CI system, a loop. Arguments are no part of an
 * invocation's identity, so that builds that differ in nothing else are one, whose differing values nobody knows. Builds
 * of other targets or contexts are told apart by these.
 */
import { groupBy } from '../text/group-by.ts';
import { nameOfFile } from '../text/file-path.ts';
import type { Invocation } from './invocation.ts';

/** Of one Dockerfile, in their order. Afterwards every id is there once. */
export function withUniqueIds(invocations: readonly Invocation[]): readonly Invocation[] {
  const byId = groupBy(invocations, ({ id }) => id);
  return [...byId.values()].flatMap((same) => {
    const byBuild = groupBy(same, ({ target, context }) => JSON.stringify([target, context]));
    const merged = [...byBuild.values()].flatMap((group) => mergedArguments(group));
    return merged.length < 2 ? merged : withSuffixes(merged);
  });
}

function mergedArguments(group: readonly Invocation[]): readonly Invocation[] {
  const [first, ...others] = group;
  if (!first) return [];
  const agrees = (name: string) => others.every(({ args }) => args[name] === first.args[name]);
  const names = [...new Set(group.flatMap(({ args }) => Object.keys(args)))];
  const differing = names.filter((name) => !agrees(name));
  if (differing.length === 0) return [first];
  const known = Object.entries(first.args).filter(([name]) => !differing.includes(name));
  return [
    {
      ...first,
      args: Object.fromEntries(known),
      unset: [...new Set([...first.unset, ...differing])],
      evidence: `${first.evidence}, one of ${String(group.length)} builds there`,
    },
  ];
}

/** By the target where that differs, else by the context. */
function withSuffixes(invocations: readonly Invocation[]): readonly Invocation[] {
  const targets = new Set(invocations.map(({ target }) => target));
  const seen = new Map<string, number>();
  return invocations.map((one) => {
    const suffix =
      targets.size === invocations.length
        ? `:${one.target ?? 'last-stage'}`
        : `@${nameOfFile(one.context)}${one.target === null ? '' : `:${one.target}`}`;
    const id = `${one.id}${suffix}`;
    const nth = (seen.get(id) ?? 0) + 1;
    seen.set(id, nth);
    return { ...one, id: nth === 1 ? id : `${id}#${String(nth)}` };
  });
}
