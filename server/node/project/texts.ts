/**
 * Texts of files, an editor's before the disk's. What was read from the disk is remembered until somebody says that
 * files changed: a keystroke must not cost a look at hundreds of files.
 */
import { readFileSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { decodeMarkedText, kindOfPath } from '../../core/documents/index.ts';
import { withSlashes } from '../files/index.ts';

export interface Texts {
  /** Null where the file does not exist or cannot be read. */
  readonly read: (file: string) => string | null;
  /** Of files and folders, those of an editor included. */
  readonly exists: (file: string) => boolean;
  readonly isFile: (file: string) => boolean;
  readonly names: (folder: string) => readonly string[];
  /** Null: anything may have changed. */
  readonly forget: (files: readonly string[] | null) => void;
}

/** Bytes; larger files describe no build, and nobody wrote their requirements by hand. */
const LARGEST = 4 * 1024 * 1024;

export function createTexts(openText: (file: string) => string | undefined): Texts {
  const texts = new Map<string, string | null>();
  const kinds = new Map<string, 'file' | 'folder' | null>();
  const listings = new Map<string, readonly string[]>();

  function kindOf(file: string): 'file' | 'folder' | null {
    const known = kinds.get(file);
    if (known !== undefined) return known;
    const kind = lookAt(file);
    kinds.set(file, kind);
    return kind;
  }

  function read(file: string): string | null {
    const open = openText(file);
    if (open !== undefined) return open;
    const known = texts.get(file);
    if (known !== undefined) return known;
    const text = readText(file);
    texts.set(file, text);
    return text;
  }

  return {
    read,
    exists: (file) => openText(file) !== undefined || kindOf(file) !== null,
    isFile: (file) => openText(file) !== undefined || kindOf(file) === 'file',
    names: (folder) => {
      const known = listings.get(folder) ?? listFolder(folder);
      listings.set(folder, known);
      return known;
    },
    forget: (files) => {
      if (files === null) {
        texts.clear();
        kinds.clear();
        listings.clear();
      }
      for (const file of files ?? []) {
        texts.delete(file);
        kinds.delete(file);
        listings.delete(path.dirname(file));
      }
    },
  };
}

function lookAt(file: string): 'file' | 'folder' | null {
  try {
    const found = statSync(file, { throwIfNoEntry: false });
    if (found?.isDirectory() === true) return 'folder';
    return found?.isFile() === true ? 'file' : null;
  } catch {
    // Below a file that is no folder, or where nobody may look, nothing exists for a build.
    return null;
  }
}

/** Readers of YAML and PowerShell know UTF-16 by its mark; those of env files and of shell scripts do not. */
const MARKED = /\.(?:ya?ml|ps1)$/i;

function readText(file: string): string | null {
  try {
    const found = statSync(file, { throwIfNoEntry: false });
    if (found?.isFile() !== true || found.size > LARGEST) return null;
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
