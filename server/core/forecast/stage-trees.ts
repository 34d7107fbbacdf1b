/** The filesystem behind each vertex of a plan, as far as it is known before the build. */
import type { InlineDocument, Plan, Vertex } from '../plan/model.ts';
import { copyInto, makeFolder } from './copy.ts';
import type { Contexts, Digest } from './model.ts';
import { pathParts } from './resolve.ts';
import {
  contextTree,
  lay,
  opaque,
  softFolder,
  type Leaf,
  type Tree,
  type TreeCache,
} from './tree.ts';
import type { Traces } from './tree.ts';
import { tracesOf } from './unseen-links.ts';

/** By vertex; only for those whose content somebody asks for. */
export function vertexTrees(
  plan: Plan,
  contexts: Contexts,
  cache: TreeCache,
  digest: Digest,
): ReadonlyMap<number, Tree> {
  const wanted = wantedVertices(plan.vertices);
  const trees = new Map<number, Tree>();
  const traces = tracesOf(plan);
  for (const vertex of plan.vertices) {
    if (!wanted.has(vertex.index)) continue;
    const { document } = vertex;
    const tree =
      document === undefined
        ? vertexTree(vertex, { contexts, trees, cache, traces })
        : documentTree(document, digest);
    trees.set(vertex.index, tree);
  }
  return trees;
}

function documentTree({ path, mode, content }: InlineDocument, digest: Digest): Tree {
  const body = digest(content);
  const file: Leaf = { kind: 'leaf', type: 'file', mode, owner: '', body, xattrs: '' };
  const wrap = (inside: Tree, name: string): Tree => softFolder(new Map([[name, inside]]));
  return [...pathParts(path)].reverse().reduce(wrap, file);
}

/** Those that a content query looks into, and what they are made from. */
function wantedVertices(vertices: readonly Vertex[]): ReadonlySet<number> {
  const wanted = new Set<number>();
  for (const vertex of [...vertices].reverse()) {
    const isFollowed =
      wanted.has(vertex.index) && (vertex.kind === 'file' || vertex.kind === 'merge');
    for (const input of vertex.inputs) {
      if (isFollowed || input.content !== null) wanted.add(input.vertex);
    }
  }
  return wanted;
}

interface TreeFacts {
  readonly contexts: Contexts;
  /** Of the vertices before this one. */
  readonly trees: ReadonlyMap<number, Tree>;
  readonly cache: TreeCache;
  readonly traces: (vertex: Vertex) => Traces;
}

function vertexTree(vertex: Vertex, { contexts, trees, cache, traces }: TreeFacts): Tree {
  const unseen = opaque(vertex.index);
  switch (vertex.kind) {
    case 'image':
    case 'http':
    case 'git':
    case 'inline':
      return unseen;
    case 'exec':
      return opaque(vertex.index, '/', traces(vertex));
    case 'local': {
      const name = localName(vertex);
      const files = contexts.get(name);
      return files === undefined ? unseen : contextTree(name, files, cache);
    }
    case 'merge': {
      const [base, copy] = vertex.inputs.map((input) => trees.get(input.vertex) ?? null);
      return lay(copy ?? null, base ?? null) ?? unseen;
    }
    case 'file':
      return fileTree(vertex, trees) ?? unseen;
  }
}

function fileTree(vertex: Vertex, trees: ReadonlyMap<number, Tree>): Tree | null {
  if (vertex.writes === null) return null;
  const base = baseInput(vertex);
  let tree = base === null ? null : (trees.get(base) ?? opaque(base));
  if (vertex.folder !== null) tree = makeFolder(tree, vertex.folder);
  for (const write of vertex.writes) {
    const source = vertex.inputs[write.input];
    if (source === undefined) return null;
    tree = copyInto(tree, trees.get(source.vertex) ?? opaque(source.vertex), write);
  }
  return tree;
}

/**
 * The vertex that the stage stood on; null for an empty stage. A copy out of the stage's own base has one input for
 * both, which is not compared by content.
 */
export function baseInput(vertex: Vertex): number | null {
  const first = vertex.inputs[0];
  if (first === undefined) return null;
  const isSource = vertex.writes?.some((write) => write.input === 0) ?? false;
  return isSource && first.content !== null ? null : first.vertex;
}

export function localName(vertex: Vertex): string {
  return vertex.operation.replace(/^local:/, '');
}
