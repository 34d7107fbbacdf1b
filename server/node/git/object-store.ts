/**
 * Git's objects, read without a git process: loose ones and those in packs, of this repository and of those that it
 * borrows from. A pack is read at the offsets that its index names, never as a whole.
 */
import { closeSync, openSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { inflateSync } from 'node:zlib';
import { errorCode, errorText } from '../files/index.ts';
import { openPack, type Pack } from './pack.ts';
import { BrokenObject, MAX_OBJECT_BYTES, type GitObject, type ObjectKind } from './git-object.ts';

export interface ObjectStore {
  /** Bytes of an object id: 20, or 32 in a SHA-256 repository. */
  readonly idLength: number;
  /** Null where the object is not in the repository; throws a `BrokenObject` where it cannot be read. */
  readonly read: (id: string) => GitObject | null;
  readonly has: (id: string) => boolean;
  /** The ids that begin with these digits, two at most. */
  readonly startingWith: (digits: string) => readonly string[];
}

/** Repositories that borrow from others which borrow again; more is a circle. */
const MAX_ALTERNATES = 20;

export function openObjectStore(objectsFolder: string, idLength: number): ObjectStore {
  const folders = withAlternates(objectsFolder);
  let packs: readonly Pack[] | null = null;
  return {
    idLength,
    read: (id) => readLoose(id) ?? readPacked(id),
    has: (id) =>
      folders.some((folder) => isThere(loosePath(folder, id))) ||
      allPacks().some((pack) => pack.offsetOf(id) !== null),
    startingWith,
  };

  function readLoose(id: string): GitObject | null {
    for (const folder of folders) {
      const bytes = readIfThere(loosePath(folder, id));
      if (bytes !== null) return parseLoose(id, bytes);
    }
    return null;
  }

  function readPacked(id: string): GitObject | null {
    for (const pack of allPacks()) {
      const offset = pack.offsetOf(id);
      if (offset !== null)
        return pack.readAt(offset, (base) => readLoose(base) ?? readPacked(base));
    }
    return null;
  }

  function allPacks(): readonly Pack[] {
    packs ??= folders.flatMap((folder) => {
      const at = join(folder, 'pack');
      return namesIn(at)
        .filter((name) => name.endsWith('.idx'))
        .map((name) => openPack(join(at, name.slice(0, -'.idx'.length)), idLength));
    });
    return packs;
  }

  function startingWith(digits: string): readonly string[] {
    const found = new Set<string>();
    for (const folder of folders) {
      for (const name of namesIn(join(folder, digits.slice(0, 2)))) {
        const id = digits.slice(0, 2) + name;
        if (id.length === 2 * idLength && id.startsWith(digits)) found.add(id);
      }
    }
    for (const pack of allPacks()) for (const id of pack.startingWith(digits)) found.add(id);
    return [...found].slice(0, 2);
  }
}

/** `objects/info/alternates` names the folders that a repository borrows objects from, one a line. */
function withAlternates(objectsFolder: string): readonly string[] {
  const folders = [objectsFolder];
  for (const folder of folders) {
    const text = readIfThere(join(folder, 'info', 'alternates'))?.toString('utf8') ?? '';
    for (const line of text.split('\n')) {
      if (line === '' || line.startsWith('#') || folders.length > MAX_ALTERNATES) continue;
      const other = resolve(folder, line);
      if (!folders.includes(other)) folders.push(other);
    }
  }
  return folders;
}

function loosePath(folder: string, id: string): string {
  return join(folder, id.slice(0, 2), id.slice(2));
}

function parseLoose(id: string, compressed: Buffer): GitObject {
  let bytes: Buffer;
  try {
    bytes = inflateSync(compressed, { maxOutputLength: MAX_OBJECT_BYTES });
  } catch (error) {
    throw new BrokenObject(`the object ${id} is damaged (${errorText(error)})`);
  }
  const end = bytes.indexOf(0);
  // Matches `blob 12`, the header before the first NUL.
  const kind = /^(commit|tree|blob|tag) \d+$/.exec(bytes.toString('latin1', 0, end))?.[1];
  if (kind === undefined) throw new BrokenObject(`the object ${id} is damaged`);
  return { kind: kind as ObjectKind, bytes: bytes.subarray(end + 1) };
}

function isThere(path: string): boolean {
  try {
    closeSync(openSync(path, 'r'));
    return true;
  } catch {
    return false;
  }
}

/** Null for what does not exist; what exists and cannot be read is an error. */
function readIfThere(path: string): Buffer | null {
  try {
    return readFileSync(path);
  } catch (error) {
    const code = errorCode(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return null;
    throw new BrokenObject(`${path} cannot be read (${errorText(error)})`);
  }
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
