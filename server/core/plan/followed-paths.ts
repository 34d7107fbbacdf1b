/**
 * Which paths of each local context a build asks for, and which step asks: the client sends these and nothing else. They
 * keep their wildcards, since only files that match are sent.
 *
 * Source of the rules: dockerfile2llb `ctxPaths`, `paths` and `filterPaths`, as of BuildKit 0.34.
 */
import { localContext } from './context-needs.ts';
import type { ContentSelection, Plan } from './model.ts';
import { joinPath } from '../build-model/paths.ts';

export interface FollowedPath {
  /** Relative to the context, maybe with wildcards; empty for the whole context. */
  readonly path: string;
  /** Index of the step of the plan. */
  readonly step: number;
}

export function followedPaths(plan: Plan): ReadonlyMap<string, readonly FollowedPath[]> {
  const followed = new Map<string, FollowedPath[]>();
  for (const { inputs, steps } of plan.vertices) {
    for (const { vertex, content } of inputs) {
      const source = plan.vertices[vertex];
      const name = source?.kind === 'local' ? localContext(source.operation) : null;
      if (name === null) continue;
      const all = followed.get(name) ?? [];
      followed.set(name, all);
      // Without a selection the context is the filesystem that a stage starts from, and all of it is sent.
      const paths = content === null ? [''] : content.selections.flatMap(pathsOf);
      // The same path of two instructions is one of them, and both ask for it.
      for (const step of steps) for (const path of paths) all.push({ path, step });
    }
  }
  return followed;
}

/** `--parents` compares the whole context by patterns; the paths that are sent are those that were written. */
function pathsOf({ path, include }: ContentSelection): readonly string[] {
  const written = include.length === 0 ? [path] : include.map((one) => joinPath(path, one));
  return written.map((one) => one.replace(/^\/+/, ''));
}
