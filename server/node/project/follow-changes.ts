/**
 * A context that was read before, brought up to date by the files that are said to have changed: the others are not
 * even looked at. It only goes on where the outcome certainly is that of reading all again, which is plain files that
 * come, go or change in folders that stay. Anything else, such as a folder or a link, is for the whole walk.
 */
import { lstatSync, realpathSync, type Stats } from 'node:fs';
import path from 'node:path';
import type { ContextNeeds } from '../../core/plan/model.ts';
import { patchedMap, type ContextEntry, type ContextFiles } from '../../core/forecast/index.ts';
import { readContext, type DigestCache, type PathFilter } from '../context/index.ts';
import { errorCode, isBelow, isInside, joinInRoot, relativePath } from '../files/index.ts';
import { withMeaning } from './meaning.ts';

export interface FollowInput {
  /** Absolute path of the context's folder. */
  readonly root: string;
  readonly needs: ContextNeeds;
  readonly ignore: PathFilter | null;
  readonly cache: DigestCache;
  readonly before: ContextFiles;
  /** Absolute paths. */
  readonly changed: readonly string[];
}

/** Null where all has to be read again. */
export async function followChanges(input: FollowInput): Promise<ContextFiles | null> {
  const { root, before, cache } = input;
  const realRoot = realPath(root);
  if (realRoot === null) return null;
  const toRead: string[] = [];
  const changes = new Map<string, ContextEntry | null>();
  for (const file of new Set(input.changed)) {
    const place = placeIn(realRoot, file);
    if (place.kind === 'outside') continue;
    const change = place.kind === 'unknown' ? 'unclear' : changeOf(input, realRoot, place.path);
    if (change === 'unclear') return null;
    if (place.kind === 'inside' && change === 'gone') changes.set(place.path, null);
    if (place.kind === 'inside' && change === 'written') toRead.push(place.path);
  }
  if (toRead.length > 0) {
    const read = await readContext({ root, needs: { paths: toRead }, ignore: null, cache });
    const entries = await withMeaning(read.entries, root, new Map());
    for (const one of toRead) {
      const entry = entries.get(one);
      // It went or became something else in this moment.
      if (entry?.kind !== 'file') return null;
      const earlier = before.entries.get(one);
      changes.set(one, earlier && isSameEntry(earlier, entry) ? earlier : entry);
    }
  }
  const entries = patchedMap(before.entries, changes);
  return entries === before.entries ? before : { ...before, entries };
}

/** Two readings of a file that nobody touched in between. */
export function isSameEntry(a: ContextEntry, b: ContextEntry): boolean {
  return (
    a.kind === b.kind &&
    a.mode === b.mode &&
    a.size === b.size &&
    a.digest === b.digest &&
    a.target === b.target &&
    a.mtime === b.mtime &&
    a.meaning === b.meaning
  );
}

type Place =
  | { readonly kind: 'inside'; readonly path: string }
  | { readonly kind: 'outside' }
  /** The folder that it was in is gone. */
  | { readonly kind: 'unknown' };

/** Links on the way to a file are followed, the file itself is taken as it is. */
function placeIn(realRoot: string, file: string): Place {
  const folder = realPath(path.dirname(file));
  if (folder === null) return { kind: 'unknown' };
  const real = path.join(folder, path.basename(file));
  if (!isInside(realRoot, real)) return { kind: 'outside' };
  return { kind: 'inside', path: relativePath(realRoot, real) };
}

type Change = 'none' | 'written' | 'gone' | 'unclear';

function changeOf(input: FollowInput, realRoot: string, file: string): Change {
  const { ignore, before } = input;
  const earlier = before.entries.get(file);
  const found = look(path.join(realRoot, file));
  if (found === 'unreadable') return 'unclear';
  const isFile = found?.isFile() === true;
  if (file === '' || (earlier !== undefined && earlier.kind !== 'file')) return 'unclear';
  if (earlier !== undefined) {
    if (found !== undefined) return isFile ? 'written' : 'unclear';
    return staysWithout(input, file) ? 'gone' : 'unclear';
  }
  if (found === undefined) return 'none';
  // Nothing of an ignored folder counts, unless something in it is taken back in.
  if (ignore?.excludes(file) === true && (isFile || ignore.canSkipFolder(file))) return 'none';
  if (!mayBeNeeded(input, realRoot, file)) return 'none';
  return isPlainNewFile(input, file, found) ? 'written' : 'unclear';
}

function look(absolute: string): Stats | undefined | 'unreadable' {
  try {
    return lstatSync(absolute);
  } catch (error) {
    return ['ENOENT', 'ENOTDIR'].includes(errorCode(error) ?? '') ? undefined : 'unreadable';
  }
}

/** A folder that is in the context for its own sake stays when a file in it goes. */
function staysWithout({ needs, ignore }: FollowInput, file: string): boolean {
  const folder = folderOf(file);
  return isNeeded(needs, folder) && (folder === '' || ignore?.excludes(folder) !== true);
}

function isPlainNewFile({ needs, before }: FollowInput, file: string, found: Stats): boolean {
  const folder = folderOf(file);
  const isInFolder = folder === '' || before.entries.get(folder)?.kind === 'dir';
  return found.isFile() && isInFolder && isNeeded(needs, file);
}

/** A link in the context can lead to any place of it, and a needed path can lie below. */
function mayBeNeeded(input: FollowInput, realRoot: string, file: string): boolean {
  const { needs, before } = input;
  const needed = neededPaths(needs);
  if (isNeeded(needs, file) || needed.some((one) => isBelow(file, one))) return true;
  for (const { kind } of before.entries.values()) if (kind === 'symlink') return true;
  // A link that the ignore file leaves out is no entry, and is followed all the same where it is needed.
  return needed.some((one) => {
    const asked = path.join(realRoot, one);
    const real = realPath(asked);
    return real !== null && real !== asked;
  });
}

function isNeeded(needs: ContextNeeds, file: string): boolean {
  return neededPaths(needs).some((one) => isBelow(one, file));
}

function neededPaths({ paths }: ContextNeeds): readonly string[] {
  return paths.map((one) => joinInRoot('', one));
}

function folderOf(file: string): string {
  return file.slice(0, Math.max(0, file.lastIndexOf('/')));
}

/** Null for what does not exist, or may not be looked at. */
export function realPath(file: string): string | null {
  try {
    return realpathSync(file);
  } catch {
    return null;
  }
}
