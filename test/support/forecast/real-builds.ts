/** A scenario's build on a real engine: what `docker buildx build` is told, and what it says of each step. */
import type { BuildEvent, Vertex } from '../engine.ts';
import type { ScenarioBuild } from './scenarios.ts';

/** `folder` tells where a context is: `context`, or a named one. */
export function buildArguments(
  each: ScenarioBuild,
  folder: (name: string) => string,
): readonly string[] {
  const { buildArgs = {}, network = 'none', noCache, noCacheFilter = [], ...others } = each.options;
  return [
    '--output=type=cacheonly',
    ...(network === 'default' ? [] : [`--network=${network}`]),
    ...Object.entries(buildArgs).map(([name, value]) => `--build-arg=${name}=${value}`),
    ...Object.keys(each.contexts).map((name) => `--build-context=${name}=${folder(name)}`),
    ...(noCache === true ? ['--no-cache'] : []),
    ...noCacheFilter.map((stage) => `--no-cache-filter=${stage}`),
    ...(others.target === undefined ? [] : [`--target=${others.target}`]),
    ...(others.platform === undefined ? [] : [`--platform=${others.platform}`]),
    ...(others.shmSize === undefined ? [] : [`--shm-size=${others.shmSize}`]),
    ...(others.cgroupParent === undefined ? [] : [`--cgroup-parent=${others.cgroupParent}`]),
    ...(others.addHosts ?? []).map((host) => `--add-host=${host}`),
    ...(others.ulimits ?? []).map((limit) => `--ulimit=${limit}`),
    ...(others.passedOn ?? []),
  ];
}

export type Display = 'cached' | 'done' | 'absent' | 'failed';

export interface ObservedStep {
  readonly name: string;
  readonly display: Exclude<Display, 'absent'>;
}

/**
 * Everything that was started, BuildKit's own doings left out. Of a vertex the last that was said of it counts, except
 * that the files of a linked copy which was found may be put together later, which is told without its inputs.
 */
export function observedSteps(events: readonly BuildEvent[]): readonly ObservedStep[] {
  const vertices = new Map<string, Vertex>();
  for (const vertex of events.flatMap((event) => event.vertexes ?? []))
    if (vertex.inputs !== undefined || vertices.get(vertex.digest)?.inputs === undefined)
      vertices.set(vertex.digest, vertex);
  return [...vertices.values()].flatMap(({ name, cached, started, error }) => {
    if (started === undefined || isInternal(name)) return [];
    const display =
      error !== undefined && error !== '' ? 'failed' : cached === true ? 'cached' : 'done';
    return [{ name, display } as const];
  });
}

function isInternal(name: string): boolean {
  return /^\[(?:\S+ )?internal\] |^\[context [^\]]*\] load |^(?:ex|im)porting /.test(name);
}
