/**
 * Texts of files, an editor's before the disk's. What was read from the disk is remembered until somebody says that
 * files changed: a keystroke must not cost a look at hundreds of files.
 */
import { lstatSync, readFileSync, readdirSync, realpathSync, statSync } from 'node:fs';
import path from 'node:path';
import { decodeMarkedText, kindOfPath } from '../../core/documents/index.ts';
import { whyUnreadable, withSlashes } from '../files/index.ts';

export interface Texts {
  /** Null where the file does not exist or cannot be read. */
  readonly read: (file: string) => string | null;
  /** Why a file that was looked for and exists cannot be read, such as `it is a folder`; null for every other one. */
  readonly faultOf: (file: string) => string | null;
  /** Of files and folders, those of an editor included. */
  readonly exists: (file: string) => boolean;
  readonly isFile: (file: string) => boolean;
  /** Whatever an editor has. */
  readonly isOnDisk: (file: string) => boolean;
  readonly names: (folder: string) => readonly string[];
  /** The file that a path leads to by links; the path itself where it leads nowhere. */
  readonly realOf: (file: string) => string;
  /** Paths that were read and lead to the file by links. */
  readonly linksTo: (file: string) => readonly string[];
  /** Null: anything may have changed. */
  readonly forget: (files: readonly string[] | null) => void;
  /** Whether something is there now, or gone, that was looked for; before it is forgotten. */
  readonly cameOrWent: (file: string) => boolean;
}

/** Bytes; larger files describe no build, and nobody wrote their requirements by hand. */
const LARGEST = 4 * 1024 * 1024;

export function createTexts(openText: (file: string) => string | undefined): Texts {
  const texts = new Map<string, string | null>();
  const kinds = new Map<string, Look | null>();
  const listings = new Map<string, readonly string[]>();
  const reals = new Map<string, string>();
  const faults = new Map<string, string | null>();
  const all: readonly Map<string, unknown>[] = [texts, kinds, listings, reals, faults];

  function kindOf(file: string): Look['kind'] | null {
    return remembered(kinds, file, lookAt)?.kind ?? null;
  }

  function read(file: string): string | null {
    // An editor names a file by the path that the user chose, which can lead through links.
    const open = openText(file) ?? openText(realOf(file));
    return open ?? remembered(texts, file, () => readText(file, remembered(kinds, file, lookAt)));
  }

  /** Folder by folder, which asks the disk once for each; to resolve every path takes ten times as long. */
  function realOf(file: string): string {
    return remembered(reals, file, () => {
      const folder = path.dirname(file);
      if (folder === file || isLink(file)) return realPath(file);
      const realFolder = realOf(folder);
      return realFolder === folder ? file : path.join(realFolder, path.basename(file));
    });
  }

  function linksTo(file: string): readonly string[] {
    return [...reals].flatMap(([link, real]) => (real === file && link !== file ? [link] : []));
  }

  /** The folders above a new file can be new; with a folder that is gone, all in it is. */
  function forget(files: readonly string[]): void {
    const changed = new Set(files.flatMap((file) => [file, ...linksTo(file)]));
    const folders = [...changed].filter((file) => kinds.get(file)?.kind !== 'file');
    for (const map of all) {
      for (const file of changed) for (const one of withFoldersAbove(file)) map.delete(one);
      if (folders.length === 0) continue;
      for (const one of map.keys())
        if (withFoldersAbove(one).some((above) => changed.has(above))) map.delete(one);
    }
  }

  function cameOrWent(file: string): boolean {
    const isThere = lookAt(file) !== null;
    const listed = listings.get(path.dirname(file));
    if (listed !== undefined && listed.includes(path.basename(file)) !== isThere) return true;
    // What was in a folder that is gone is not told of.
    if (!isThere && kinds.get(file)?.kind !== 'file') return true;
    return withFoldersAbove(file).some((one) => {
      const before = kinds.get(one);
      return before !== undefined && before?.kind !== lookAt(one)?.kind;
    });
  }

  return {
    read,
    faultOf: (file) =>
      read(file) === null
        ? remembered(faults, file, () => whyUnreadable(file, LARGEST, '4 MB'))
        : null,
    cameOrWent,
    exists: (file) => openText(file) !== undefined || kindOf(file) !== null,
    isFile: (file) => openText(file) !== undefined || kindOf(file) === 'file',
    isOnDisk: (file) => kindOf(file) !== null,
    names: (folder) => remembered(listings, folder, listFolder),
    realOf,
    linksTo,
    forget: (files) => {
      if (files !== null) forget(files);
      else for (const map of all) map.clear();
    },
  };
}

function remembered<Value>(
  known: Map<string, Value>,
  file: string,
  make: (file: string) => Value,
): Value {
  const found = known.get(file);
  if (found !== undefined) return found;
  const made = make(file);
  known.set(file, made);
  return made;
}

/** The path itself, and every folder that it is in. */
function withFoldersAbove(file: string): readonly string[] {
  const above = path.dirname(file);
  return above === file ? [file] : [file, ...withFoldersAbove(above)];
}

interface Look {
  readonly kind: 'file' | 'folder';
  readonly size: number;
}

function lookAt(file: string): Look | null {
  try {
    const found = statSync(file, { throwIfNoEntry: false });
    if (found === undefined || (!found.isDirectory() && !found.isFile())) return null;
    return { kind: found.isFile() ? 'file' : 'folder', size: found.size };
  } catch {
    // Below a file that is no folder, or where nobody may look, nothing exists for a build.
    return null;
  }
}

function isLink(file: string): boolean {
  try {
    return lstatSync(file, { throwIfNoEntry: false })?.isSymbolicLink() === true;
  } catch {
    return false;
  }
}

function realPath(file: string): string {
  try {
    return realpathSync.native(file);
  } catch {
    // A link that leads nowhere is a name for itself.
    return file;
  }
}

/** Readers of YAML and PowerShell know UTF-16 by its mark; those of env files and of shell scripts do not. */
const MARKED = /\.(?:ya?ml|ps1)$/i;

function readText(file: string, look: Look | null): string | null {
  if (look?.kind !== 'file' || look.size > LARGEST) return null;
  try {
    const bytes = readFileSync(file);
    const kind = kindOfPath(withSlashes(file));
    if (kind !== null) return kind.decode(bytes).text;
    // What is no document by its name can still be one that a build names, or a CI file or a script.
    return MARKED.test(file) ? decodeMarkedText(bytes).text : bytes.toString('utf8');
  } catch {
    return null;
  }
}

function listFolder(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
