/**
 * The reader that asks git itself, in a trusted workspace: which tracked files are other than a revision has them, and
 * what a checkout would write there. Nothing is written but a temporary folder, no hook, monitor or prompt runs, and
 * nothing is downloaded. A filter runs only for files that differ, and Git LFS never.
 */
import { lstatSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { digestLargeFile, LARGE_FILE } from '../context/index.ts';
import { runProgram, type Program } from '../process/index.ts';
import {
  earlierFile,
  fillsLfs,
  hasFilters,
  lfsPointer,
  unknownLink,
  unknownLinkText,
  type EarlierBytes,
  type EarlierEntry,
} from './checkout.ts';
import { attributesAt, type Attributes } from './attributes.ts';
import { isOn, type GitConfig } from './config.ts';
import { conversionOf, converts } from './convert.ts';
import { readChanged, readDiff, readTracked, type Tracked } from './git-output.ts';
import type { ObjectStore } from './object-store.ts';
import { diskStart, type PlainCheckout } from './own-checkout.ts';
import { isPartialClone, type Repository } from './repository.ts';
import { sparseFilter } from './sparse.ts';

/** From `findGit`, which hands it out in a trusted workspace alone. */
export interface GitTool extends Program {
  readonly name: 'git';
}

export interface GitCommitInput {
  readonly git: GitTool;
  readonly repository: Repository;
  readonly revision: string;
  readonly signal?: AbortSignal;
}

export interface GitCheckoutInput extends GitCommitInput {
  readonly store: ObjectStore;
  /** The commit's full id. */
  readonly commit: string;
}

/** Whatever is set up: no program of the repository runs, and nothing is written. */
const QUIET: readonly string[] = [
  '--no-pager',
  '--no-optional-locks',
  '--literal-pathspecs',
  ...[
    'core.fsmonitor=false',
    'core.hooksPath=/dev/null',
    'diff.external=',
    'protocol.allow=never',
    'submodule.recurse=false',
    'filter.lfs.clean=',
    'filter.lfs.smudge=',
    'filter.lfs.process=',
    'filter.lfs.required=false',
  ].flatMap((setting) => ['-c', setting]),
];

const TIMEOUT_MILLISECONDS = 120_000;
const MAX_OUTPUT_BYTES = 512 * 1024 * 1024;
/** A command line on Windows has 32,767 letters at most. */
const MAX_ARGUMENT_LETTERS = 20_000;

/** Null where git does not know the revision, or refuses to work here. */
export async function gitCommit(input: GitCommitInput): Promise<string | null> {
  const { revision } = input;
  if (revision.startsWith('-') || revision.includes('\0')) return null;
  const text = await ask(input, ['rev-parse', '--verify', '--quiet', `${revision}^{commit}`]);
  const id = text?.trim() ?? '';
  return /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(id) ? id : null;
}

/** Null where git refuses, as in a repository of another owner. */
export async function gitCheckout(input: GitCheckoutInput): Promise<PlainCheckout | null> {
  const { repository, commit } = input;
  const { root } = repository;
  const [settings, tracked, diff, status] = await Promise.all([
    ask(input, ['config', '--list', '-z'], []),
    ask(input, ['ls-files', '-z', '--stage', '-v']),
    ask(input, [
      ...['diff-index', '--cached', '--raw', '-z', '--no-renames', '--no-abbrev'],
      ...['--no-ext-diff', '--no-textconv', '--ignore-submodules=none', commit, '--'],
    ]),
    ask(input, [
      ...['status', '--porcelain=v2', '-z', '--untracked-files=no', '--no-renames'],
      '--ignore-submodules=all',
    ]),
  ]);
  if (settings === null || tracked === null || diff === null || status === null) return null;
  const config = parseSettings(settings);
  const index = readTracked(tracked);
  const hasLinks = isOn(config.get('core.symlinks'), true);
  const isLeftOut = sparseFilter(repository, config);
  const entries = new Map<string, EarlierEntry | null>();
  const submodules = new Map<string, { readonly id: string; readonly isStaged: boolean }>();
  const links = new Map<string, string>();
  const notes: string[] = [];
  const changes = readDiff(diff);
  for (const [path, { mode, id }] of changes) {
    if (mode === null) entries.set(path, null);
    else if (mode === '160000')
      submodules.set(path, { id, isStaged: index.get(path)?.mode === mode });
    else if (isOnDisk(path) || !(index.get(path)?.isSkipped ?? isLeftOut(path)))
      put(path, { mode, id });
  }
  for (const { path, isNew, isGone } of readChanged(status)) {
    const entry = index.get(path);
    if (changes.has(path)) continue;
    if (isNew || entry === undefined) entries.set(path, null);
    else if (entry.mode !== '160000' && !(isGone && entry.isSkipped)) put(path, entry);
  }
  for (const [path, entry] of index) {
    if (changes.has(path)) continue;
    if (entry.mode === '160000') submodules.set(path, { id: entry.id, isStaged: true });
    // Git does not look at these; their bytes decide.
    else if (entry.isTrusted && (isOnDisk(path) || !entry.isSkipped)) put(path, entry);
  }
  if (links.size > 0) {
    const targets = await readBytes(input, config, [...links], true);
    for (const [path, id] of links) {
      const found = targets.get(path);
      const target = found?.kind === 'bytes' ? found.bytes.toString('utf8') : null;
      if (target === null) notes.push(unknownLinkText(path, input.revision));
      entries.set(path, target === null ? unknownLink(id) : { kind: 'symlink', target });
    }
  }
  const isPlain = !hasFilters(config);
  const isHead = changes.size === 0 && (await gitCommit({ ...input, revision: 'HEAD' })) === commit;
  return {
    ...{ root, commit, entries, submodules, isHead, notes },
    ignoresModes: !isOn(config.get('core.filemode'), true),
    objectOf: (path) => {
      const entry = isPlain ? index.get(path) : undefined;
      return entry && !entry.isTrusted ? entry.id : null;
    },
    isTracked: (path) => index.has(path) || (entries.get(path) ?? null) !== null,
    read: async (paths) => {
      const files = paths.flatMap((path) => {
        const entry = entries.get(path);
        return entry?.kind === 'file' ? [[path, entry.id] as const] : [];
      });
      const plain = plainBytes(input, attributes(), config, files);
      const others = files.filter(([path]) => !plain.has(path));
      const byGit = others.length === 0 ? [] : await readBytes(input, config, others, false);
      return new Map([...plain, ...byGit]);
    },
  };

  function put(path: string, entry: Pick<Tracked, 'mode' | 'id'>): void {
    if (entry.mode === '120000' && hasLinks) links.set(path, entry.id);
    else entries.set(path, earlierFile(entry, index.get(path)));
  }

  function attributes(): (path: string) => Attributes {
    const idOf = (path: string): string | null | undefined => {
      const change = changes.get(path);
      if (change !== undefined) return change.mode === null ? null : change.id;
      return index.get(path)?.id;
    };
    return attributesAt({ repository, config, store: input.store, idOf });
  }

  function isOnDisk(path: string): boolean {
    return lstatSync(join(root, path), { throwIfNoEntry: false }) !== undefined;
  }
}

/** Files that are written as their blobs have them, which need no call of git. */
function plainBytes(
  { store }: GitCheckoutInput,
  attributes: (path: string) => Attributes,
  config: GitConfig,
  files: readonly (readonly [path: string, id: string])[],
): ReadonlyMap<string, EarlierBytes> {
  const found = new Map<string, EarlierBytes>();
  try {
    for (const [path, id] of files) {
      const its = attributes(path);
      if (its.has('filter') || converts(conversionOf(its, config))) continue;
      const bytes = store.read(id)?.bytes;
      if (bytes !== undefined && bytes.length < LARGE_FILE)
        found.set(path, { kind: 'bytes', bytes });
    }
  } catch {
    // What cannot be read here, git may read.
  }
  return found;
}

/**
 * As a checkout into an empty folder writes them. The index of it is that of the revision, so that its attributes count
 * and not those of today.
 */
async function readBytes(
  input: GitCheckoutInput,
  config: GitConfig,
  files: readonly (readonly [path: string, id: string])[],
  areLinks: boolean,
): Promise<ReadonlyMap<string, EarlierBytes>> {
  const found = new Map<string, EarlierBytes>();
  if (files.length === 0) return found;
  const { repository, store, commit, signal } = input;
  const isPartial = isPartialClone(repository);
  const present = files.filter(([path, id]) => {
    // Git would ask the server for each, or end where it may not.
    if (!isPartial || has(store, id)) return true;
    found.set(path, { kind: 'unknown', why: 'they are not in this partial clone' });
    return false;
  });
  const temporary = mkdtempSync(join(tmpdir(), 'layer-forecast-git-'));
  try {
    const folder = join(temporary, 'files');
    mkdirSync(folder);
    const env = { GIT_INDEX_FILE: join(temporary, 'index'), GIT_WORK_TREE: folder };
    const links = areLinks ? ['-c', 'core.symlinks=false'] : [];
    await ask(input, ['read-tree', commit], QUIET, env);
    for (const paths of chunks(present.map(([path]) => path)))
      await ask(
        input,
        [...links, 'checkout-index', '--force', '--quiet', '--', ...paths],
        QUIET,
        env,
      );
    for (const [path] of present) {
      found.set(path, await writtenBytes(join(folder, path), signal));
      const bytes = found.get(path);
      const pointer = bytes?.kind === 'bytes' ? lfsPointer(bytes.bytes) : null;
      if (pointer === null || !fillsLfs(config)) continue;
      if (lfsPointer(diskStart(repository.root, path)) === null)
        found.set(path, { kind: 'digest', ...pointer });
    }
    return found;
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}

async function writtenBytes(file: string, signal?: AbortSignal): Promise<EarlierBytes> {
  try {
    if (lstatSync(file).size < LARGE_FILE) return { kind: 'bytes', bytes: readFileSync(file) };
    return { kind: 'digest', ...(await digestLargeFile(file, signal)) };
  } catch {
    signal?.throwIfAborted();
    return { kind: 'unknown', why: 'git could not write them, or the filter of the file failed' };
  }
}

function has(store: ObjectStore, id: string): boolean {
  try {
    return store.has(id);
  } catch {
    return false;
  }
}

function chunks(paths: readonly string[]): readonly (readonly string[])[] {
  const all: string[][] = [];
  let nLetters = Infinity;
  for (const path of paths) {
    nLetters += path.length + 3;
    if (nLetters > MAX_ARGUMENT_LETTERS) {
      all.push([]);
      nLetters = path.length;
    }
    all.at(-1)?.push(path);
  }
  return all;
}

/** `name\nvalue\0` each; a name alone is true. */
function parseSettings(text: string): GitConfig {
  const settings = new Map<string, string>();
  for (const one of text.split('\0')) {
    const cut = one.indexOf('\n');
    if (one !== '')
      settings.set(cut === -1 ? one : one.slice(0, cut), cut === -1 ? 'true' : one.slice(cut + 1));
  }
  return settings;
}

/** What git prints; null where it fails. */
async function ask(
  { git, repository, signal }: GitCommitInput,
  args: readonly string[],
  quiet: readonly string[] = QUIET,
  env: Readonly<Record<string, string>> = {},
): Promise<string | null> {
  const { code, stdout } = await runProgram({
    program: git,
    args: [...quiet, ...args],
    cwd: repository.root,
    env,
    timeoutMilliseconds: TIMEOUT_MILLISECONDS,
    maxOutputBytes: MAX_OUTPUT_BYTES,
    ...(signal ? { signal } : {}),
  });
  signal?.throwIfAborted();
  return code === 0 ? stdout : null;
}
