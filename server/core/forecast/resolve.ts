/** Paths in trees, with symbolic links followed the way BuildKit does it: inside the tree, and not endlessly. */
import { childOf, type Tree } from './tree.ts';

/** BuildKit gives up behind as many. */
const MAX_LINKS = 255;

export function pathParts(path: string): readonly string[] {
  return path.split('/').filter((part) => part !== '' && part !== '.');
}

export interface Resolved {
  /** Null where there is nothing. */
  readonly tree: Tree | null;
  /** Without links, absolute. */
  readonly path: string;
}

/** `followLast`: whether a link at the end of the path is followed, too. Links in between always are. */
export function resolvePath(
  root: Tree,
  path: string,
  options: { readonly followLast: boolean },
): Resolved {
  let nodes: Tree[] = [root];
  let names: string[] = [];
  const rest = [...pathParts(path)].reverse();
  let nLinks = 0;
  for (let part = rest.pop(); part !== undefined; part = rest.pop()) {
    if (part === '..') {
      if (names.length > 0) {
        names.pop();
        nodes.pop();
      }
      continue;
    }
    const found = childOf(nodes.at(-1) ?? root, part);
    if (found === null) return { tree: null, path: `/${[...names, part].join('/')}` };
    const isLink = found.kind === 'leaf' && found.type === 'symlink';
    if (isLink && (rest.length > 0 || options.followLast)) {
      nLinks++;
      if (nLinks > MAX_LINKS) return { tree: null, path };
      if (found.body.startsWith('/')) {
        nodes = [root];
        names = [];
      }
      rest.push(...[...pathParts(found.body)].reverse());
      continue;
    }
    nodes.push(found);
    names.push(part);
  }
  return { tree: nodes.at(-1) ?? root, path: `/${names.join('/')}` };
}
