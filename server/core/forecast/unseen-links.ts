/**
 * Symbolic links that nobody here has seen: an image or a RUN may have made them. A COPY to a path through such a link
 * writes elsewhere, and a path read through one leads elsewhere. Links that a command names count, and those that the
 * images of most distributions have; any other folder is taken for a folder.
 */
import type { Plan, Vertex } from '../plan/model.ts';
import { pathParts } from './resolve.ts';
import { childOf, type Opaque, type Traces, type Tree } from './tree.ts';

const NOTHING: Traces = { links: [], words: new Set() };

/** In the merged layout of Debian, Fedora and others these are one folder each. */
const SAME_FOLDERS: ReadonlyMap<string, string> = new Map(
  [
    ['/bin', '/usr/bin'],
    ['/sbin', '/usr/sbin'],
    ['/lib', '/usr/lib'],
    ['/lib64', '/usr/lib64'],
    ['/var/run', '/run'],
    ['/var/lock', '/run/lock'],
  ].flatMap(([link = '', folder = '']) => [
    [link, folder],
    [folder, link],
  ]),
);

/** What is known of each vertex's filesystem by the commands in its chain; asked for where a content query looks. */
export function tracesOf(plan: Plan): (vertex: Vertex) => Traces {
  const known = new Map<number, Traces>();
  return (vertex) => {
    const chain: Vertex[] = [];
    let at: Vertex | undefined = vertex;
    while (at !== undefined && !known.has(at.index)) {
      chain.push(at);
      at = plan.vertices[at.inputs[0]?.vertex ?? -1];
    }
    for (const link of chain.reverse()) {
      const below = known.get(link.inputs[0]?.vertex ?? -1) ?? NOTHING;
      known.set(link.index, link.kind === 'exec' ? addTraces(below, link.operation) : below);
    }
    return known.get(vertex.index) ?? NOTHING;
  };
}

function addTraces(below: Traces, operation: string): Traces {
  const text = argumentsOf(operation).join('\n');
  const links = linksIn(text);
  return {
    links: links === 'any' || below.links === 'any' ? 'any' : [...below.links, ...links],
    words: new Set([...below.words, ...text.split(/[^\w.@+-]+/)]),
  };
}

function argumentsOf(operation: string): readonly string[] {
  const value: unknown = JSON.parse(operation);
  if (typeof value !== 'object' || value === null || !('args' in value)) return [];
  return Array.isArray(value.args) ? value.args.map(String) : [];
}

/** Where the `ln` commands of a text put their links. */
function linksIn(text: string): readonly string[] | 'any' {
  if (/symlink/i.test(text)) return 'any';
  const links: string[] = [];
  for (const command of text.replaceAll('\\\n', ' ').split(/&&|[;|()\n]/)) {
    const words = command.trim().split(/\s+/);
    const start = words.findIndex((word) => /^(?:\S*\/)?ln$/.test(word));
    if (start < 0) continue;
    const operands = words.slice(start + 1).filter((word) => !word.startsWith('-'));
    const isPlain = operands.every((word) => /^[\w./@+-]+$/.test(word.replaceAll(/["']/g, '')));
    const paths = operands.map((word) => word.replaceAll(/["']/g, ''));
    const last = paths.at(-1);
    // `-t` names the folder first.
    if (!isPlain || last === undefined || / -\w*t| --target/.test(command)) return 'any';
    links.push(...paths.slice(0, -1).map((target) => `${last}/${lastName(target)}`));
    links.push(paths.length === 1 ? lastName(last) : last);
  }
  return links;
}

function lastName(path: string): string {
  return pathParts(path).at(-1) ?? '';
}

/** Whether a path of a tree may lead through a link that a command made there. */
export function mayCrossLink(root: Tree, path: string): boolean {
  let at: Tree | null = root;
  for (const name of pathParts(path)) {
    if (at === null) return false;
    if (opaquesOf(at).some((one) => isLinkPlace(one, name))) return true;
    at = childOf(at, name);
  }
  return false;
}

function opaquesOf(tree: Tree): readonly Opaque[] {
  switch (tree.kind) {
    case 'opaque':
      return [tree];
    case 'over':
      return [...opaquesOf(tree.top), ...opaquesOf(tree.below)];
    case 'leaf':
    case 'folder':
    case 'derived':
      return [];
  }
}

function isLinkPlace({ traces, path }: Opaque, name: string): boolean {
  const { links = [] } = traces ?? {};
  if (links === 'any') return true;
  const parts = [...pathParts(path), name];
  return links.some((link) => {
    const named = pathParts(link);
    const end = parts.slice(Math.max(0, parts.length - named.length));
    const isThere = named.length > 0 && named.every((part, index) => part === end[index]);
    return isThere && (!link.startsWith('/') || named.length === parts.length);
  });
}

/** The other name of a folder that a path leads into, in most images; null where it has none. */
export function otherName(path: string): string | null {
  const parts = pathParts(path);
  for (const n of [1, 2]) {
    const other = SAME_FOLDERS.get(`/${parts.slice(0, n).join('/')}`);
    if (other !== undefined) return [other, ...parts.slice(n)].join('/');
  }
  return null;
}

/** Whether a command may have made a folder at a path that nobody here has seen. */
export function mayBeFolder(tree: Tree, path: string): boolean {
  return opaquesOf(tree).some(({ traces }) => traces?.words.has(lastName(path)) === true);
}
