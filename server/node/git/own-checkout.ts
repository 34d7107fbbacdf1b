/** The reader that starts no process: index, objects, attributes and conversions as git has them, from files alone. */
import { lstatSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LARGE_FILE } from '../context/index.ts';
import { sha256 } from '../digest.ts';
import { createSlices } from '../slices.ts';
import { attributesAt, attributesOf } from './attributes.ts';
import {
  earlierFile,
  fillsLfs,
  hasFilters,
  lfsPointer,
  unknownLink,
  unknownLinkText,
  type Checkout,
  type EarlierBytes,
  type EarlierEntry,
} from './checkout.ts';
import { effectiveConfig, isOn } from './config.ts';
import { conversionOf, toWorkTree } from './convert.ts';
import { readIndex, type GitIndex, type IndexEntry } from './index-file.ts';
import type { ObjectStore } from './object-store.ts';
import { readTree, type Commit, type TreeEntry } from './objects.ts';
import { resolveRef } from './refs.ts';
import type { Repository } from './repository.ts';
import { sparseFilter } from './sparse.ts';
import { changesSince } from './tracked-changes.ts';
import { stateOf, type WorkTree } from './work-tree.ts';

/** A checkout without what is in its submodules. */
export interface PlainCheckout extends Omit<Checkout, 'repositories'> {
  /** Submodules of the revision, with the commit of each. */
  readonly submodules: ReadonlyMap<string, { readonly id: string; readonly isStaged: boolean }>;
}

export interface OwnCheckoutInput {
  readonly repository: Repository;
  readonly store: ObjectStore;
  readonly commit: Commit;
  /** As the user wrote it. */
  readonly revision: string;
  readonly signal?: AbortSignal;
}

/** Throws a `BrokenObject` or a `MissingObject` where the revision's folders cannot be read. */
export async function ownCheckout(input: OwnCheckoutInput): Promise<PlainCheckout> {
  const { repository, store, commit, revision } = input;
  const { root } = repository;
  const config = effectiveConfig(repository.config);
  const index = withSparseFolders(
    readIndex(join(repository.gitFolder, 'index'), store.idLength),
    store,
  );
  const changes = changesSince(store, commit.tree, index);
  const entries = new Map<string, EarlierEntry | null>();
  const submodules = new Map<string, { readonly id: string; readonly isStaged: boolean }>();
  const notes: string[] = [];
  const isLeftOut = sparseFilter(repository, config);
  const hasLinks = isOn(config.get('core.symlinks'), true);
  for (const [path, entry] of changes) {
    if (entry === null) entries.set(path, null);
    else if (entry.mode === '160000')
      submodules.set(path, {
        id: entry.id,
        isStaged: index.entries.get(path)?.mode === entry.mode,
      });
    else if (!isOnDisk(path) && (index.entries.get(path)?.isSkipped ?? isLeftOut(path))) continue;
    else entries.set(path, earlierEntry(path, entry));
  }
  const tree: WorkTree = { root, index, config, store, attributes: attributesNow() };
  let then: WorkTree['attributes'] | null = null;
  const isPlain = !hasFilters(config);
  const slices = createSlices(input.signal);
  for (const [path, entry] of index.entries) {
    if (changes.has(path)) continue;
    if (slices.due()) await slices.rest();
    if (entry.mode === '160000') submodules.set(path, { id: entry.id, isStaged: true });
    else addIfOther(path, entry);
  }
  return {
    root,
    commit: commit.id,
    entries,
    submodules,
    objectOf: (path) => {
      const entry = isPlain ? index.entries.get(path) : undefined;
      return entry && !entry.isTrusted && !entry.isOpen ? entry.id : null;
    },
    isTracked: (path) => index.entries.has(path) || (entries.get(path) ?? null) !== null,
    isHead: changes.size === 0 && resolveRef(repository, 'HEAD') === commit.id,
    ignoresModes: !isOn(config.get('core.filemode'), true),
    notes,
    read: (paths) => Promise.resolve(new Map(paths.map((path) => [path, bytesOf(path)]))),
  };

  function addIfOther(path: string, entry: IndexEntry): void {
    const state = stateOf(tree, path, entry);
    if (state === 'same' || (state === 'gone' && entry.isSkipped)) return;
    if (typeof state === 'object') {
      notes.push(
        `${path} counts as unchanged since ${revision}: the filter ${state.filter} only runs in a trusted workspace.`,
      );
    } else entries.set(path, earlierEntry(path, entry));
  }

  function earlierEntry(path: string, entry: TreeEntry): EarlierEntry {
    if (entry.mode !== '120000' || !hasLinks) return earlierFile(entry, index.entries.get(path));
    const target = store.read(entry.id)?.bytes.toString('utf8');
    if (target !== undefined) return { kind: 'symlink', target };
    notes.push(unknownLinkText(path, revision));
    return unknownLink(entry.id);
  }

  function isOnDisk(path: string): boolean {
    return lstatSync(join(root, path), { throwIfNoEntry: false }) !== undefined;
  }

  function attributesNow(): WorkTree['attributes'] {
    return attributesOf(repository, config, (path) => {
      const id = index.entries.get(path)?.id;
      return textOnDisk(path) ?? (id === undefined ? null : blobText(id));
    });
  }

  function attributesThen(): WorkTree['attributes'] {
    const idOf = (path: string): string | null | undefined => {
      const change = changes.get(path);
      return change === undefined ? index.entries.get(path)?.id : (change?.id ?? null);
    };
    return attributesAt({ repository, config, store, idOf });
  }

  function textOnDisk(path: string): string | null {
    try {
      return readFileSync(join(root, path), 'utf8');
    } catch {
      return null;
    }
  }

  function blobText(id: string): string | null {
    return store.read(id)?.bytes.toString('utf8') ?? null;
  }

  function bytesOf(path: string): EarlierBytes {
    const entry = entries.get(path);
    if (entry?.kind !== 'file') return { kind: 'unknown', why: 'it is no file' };
    try {
      const object = store.read(entry.id);
      if (object === null) return { kind: 'unknown', why: 'they are not in this repository' };
      if (entry.isLink) return { kind: 'bytes', bytes: object.bytes };
      return converted(path, object.bytes);
    } catch (error) {
      return { kind: 'unknown', why: error instanceof Error ? error.message : String(error) };
    }
  }

  function converted(path: string, blob: Buffer): EarlierBytes {
    const attributes = (then ??= attributesThen())(path);
    const conversion = conversionOf(attributes, config);
    const pointer = attributes.get('filter') === 'lfs' ? lfsPointer(blob) : null;
    if (pointer !== null && fillsLfs(config) && lfsPointer(diskStart(root, path)) === null)
      return { kind: 'digest', ...pointer };
    if (conversion.filter !== null && conversion.filter !== 'lfs') {
      const why = `the filter ${conversion.filter} only runs in a trusted workspace`;
      return { kind: 'unknown', why };
    }
    const bytes = toWorkTree(blob, conversion, store.idLength);
    if (bytes !== null)
      return bytes.length < LARGE_FILE
        ? { kind: 'bytes', bytes }
        : { kind: 'digest', digest: sha256(bytes), size: bytes.length };
    return { kind: 'unknown', why: `the encoding ${conversion.encoding ?? ''} is not known here` };
  }
}

/** The bytes of a file that is small enough for a pointer. */
export function diskStart(root: string, path: string): Buffer {
  try {
    const file = join(root, path);
    return lstatSync(file).size > 1024 ? Buffer.alloc(0) : readFileSync(file);
  } catch {
    return Buffer.alloc(0);
  }
}

function withSparseFolders(index: GitIndex, store: ObjectStore): GitIndex {
  if (index.sparseFolders.size === 0) return index;
  const entries = new Map(index.entries);
  const visit = (folder: string, id: string): void => {
    for (const [name, { mode, id: child }] of readTree(store, id)) {
      const path = `${folder}/${name}`;
      if (mode === '40000') visit(path, child);
      else
        entries.set(path, {
          ...{ mode, id: child, isTrusted: true, isSkipped: true, isOpen: false },
          stamp: null,
        });
    }
  };
  for (const [folder, id] of index.sparseFolders) visit(folder, id);
  return { ...index, entries };
}
