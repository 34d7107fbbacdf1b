/** What a plan reads of each local context, so that only that has to be read from disk. */
import type { ContextNeeds } from './model.ts';
import type { ContentSelection, Plan } from './model.ts';
import { fixedPrefix, joinPath } from '../build-model/paths.ts';

const LOCAL = 'local:';

/** The name of the local context behind a vertex; null for any other vertex. */
export function localContext(operation: string): string | null {
  return operation.startsWith(LOCAL) ? operation.slice(LOCAL.length) : null;
}

export function contextNeeds(plan: Plan): ReadonlyMap<string, ContextNeeds> {
  const paths = new Map<string, Set<string>>();
  for (const vertex of plan.vertices) {
    for (const input of vertex.inputs) {
      const source = plan.vertices[input.vertex];
      const name = source?.kind === 'local' ? localContext(source.operation) : null;
      if (name === null) continue;
      const wanted = paths.get(name) ?? new Set();
      paths.set(name, wanted);
      // A context that is a stage's whole filesystem is never compared, so nothing of it has to be read.
      for (const selection of input.content?.selections ?? []) {
        for (const path of selectionPaths(selection)) wanted.add(path);
      }
    }
  }
  return new Map([...paths].map(([name, wanted]) => [name, { paths: withoutParts(wanted) }]));
}

function selectionPaths(selection: ContentSelection): readonly string[] {
  const { path, wildcard, include } = selection;
  const folder = wildcard ? fixedPrefix(path) : path;
  const all =
    include.length === 0
      ? [folder]
      : include.map((pattern) => joinPath(folder, fixedPrefix(pattern)));
  return all.map((each) => each.replace(/^\/+/, ''));
}

/** Everything is one need, whatever else is wanted. */
function withoutParts(paths: ReadonlySet<string>): readonly string[] {
  return paths.has('') ? [''] : [...paths].sort();
}
