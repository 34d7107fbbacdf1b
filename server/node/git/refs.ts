/** Names of commits: branches, tags and HEAD, loose or packed. A worktree has a HEAD of its own. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Repository } from './repository.ts';

/** A ref can name another one; more than this is a circle. */
const MAX_HOPS = 5;

/** The id that a full name stands for, such as `HEAD` and `refs/heads/main`. */
export function resolveRef(repository: Repository, name: string): string | null {
  let at = name;
  for (let hop = 0; hop < MAX_HOPS; hop++) {
    const text = looseRef(repository, at);
    if (text === null) return packedRefs(repository).get(at) ?? null;
    const target = /^ref: ?(\S+)$/.exec(text)?.[1];
    if (target === undefined) return /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(text) ? text : null;
    if (!isRefName(target)) return null;
    at = target;
  }
  return null;
}

/** Branches, then tags. */
export function listRefs(repository: Repository): readonly string[] {
  return ['heads', 'tags'].flatMap((kind) => {
    const folder = `refs/${kind}/`;
    const names = new Set(looseNames(join(repository.commonFolder, 'refs', kind), ''));
    for (const name of packedRefs(repository).keys())
      if (name.startsWith(folder)) names.add(name.slice(folder.length));
    return [...names].sort();
  });
}

/** A name that could leave the folder of refs is none. */
export function isRefName(name: string): boolean {
  return /^(?:refs\/\S+|[A-Z_]+)$/.test(name) && !/\.\.|\/\/|\/\.|[\\:?*[~^]|\.lock$/.test(name);
}

function looseRef({ gitFolder, commonFolder }: Repository, name: string): string | null {
  const folders = gitFolder === commonFolder ? [gitFolder] : [gitFolder, commonFolder];
  for (const folder of folders) {
    try {
      return readFileSync(join(folder, name), 'utf8').trim();
    } catch {
      // It may lie in the shared folder, or among the packed ones.
    }
  }
  return null;
}

function packedRefs({ commonFolder }: Repository): ReadonlyMap<string, string> {
  const refs = new Map<string, string>();
  let text = '';
  try {
    text = readFileSync(join(commonFolder, 'packed-refs'), 'utf8');
  } catch {
    // Nothing is packed yet.
  }
  // Matches `<id> refs/heads/main`; lines with `#` and `^` say other things.
  for (const [, id = '', name = ''] of text.matchAll(/^([0-9a-f]{40,64}) (\S+)$/gm))
    refs.set(name, id);
  return refs;
}

function looseNames(folder: string, prefix: string): readonly string[] {
  try {
    return readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
      entry.isDirectory()
        ? looseNames(join(folder, entry.name), `${prefix}${entry.name}/`)
        : entry.name.endsWith('.lock')
          ? []
          : [prefix + entry.name],
    );
  } catch {
    return [];
  }
}
