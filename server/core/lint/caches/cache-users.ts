/**
 * Who uses which package cache, on which system, where that matters: some managers keep what they compiled under a key
 * that knows neither the C library nor the distribution, so that an image of another system takes it and cannot load it;
 * others remove what another system needs.
 */
import { installsCompiler, libraryOfInstaller } from '../../package-managers/index.ts';
import { cleanPath } from '../../build-model/paths.ts';
import type { Dockerfile } from '../../syntax/dockerfile/model.ts';
import type { ImageSystem } from '../../images/system.ts';
import type { BuildModel, StageView } from '../../build-model/model.ts';
import type { CacheUser, RuleInput } from '../model.ts';
import { argumentsOf } from '../../build-model/command-state.ts';
import { cacheUses, type CacheUse } from './cache-use.ts';
import { mountState, placedMounts, writableCaches, type PlacedMount } from './mount-state.ts';
import type { RunView } from '../../build-model/model.ts';
import { stageChain } from '../../build-model/run-views.ts';

/** A user of this file with where its mount is; null where it has none yet and would get the default one. */
export interface OwnCacheUser extends CacheUser {
  readonly run: RunView;
  readonly use: CacheUse;
  readonly mount: PlacedMount | null;
}

/** Several rules ask, and other files of the project. */
export function cacheUsers(model: BuildModel): readonly OwnCacheUser[] {
  const users = known.get(model) ?? findUsers(model);
  known.set(model, users);
  return users;
}

const known = new WeakMap<BuildModel, readonly OwnCacheUser[]>();

function findUsers({ runs, dockerfile }: BuildModel): readonly OwnCacheUser[] {
  const writable = writableCaches(runs, dockerfile);
  const compiling = new Set(runs.filter(isCompiling).map(({ stage }) => stage));
  const libraries = new Map(
    runs.flatMap((run): [StageView, ImageSystem][] => {
      const library = libraryOf(run);
      return library === null ? [] : [[run.stage, { library, release: null }]];
    }),
  );
  const facts = { runs, writable, compiling, libraries };
  return runs.flatMap((run) => usersOf(run, dockerfile, facts));
}

/** What all of these users are for other files: without the places of this one. */
export function strangers(users: readonly OwnCacheUser[], file: string): readonly CacheUser[] {
  return users.map((one) => {
    const { line, managerId, apart, cache, system, python, compiles, isUsed } = one;
    const span = one.mount?.mount.flag.span ?? one.run.instruction.span;
    return {
      file,
      line,
      place: { file, span },
      managerId,
      apart,
      cache,
      system,
      python,
      compiles,
      isUsed,
    };
  });
}

/** Gathered once for a file. */
interface SystemFacts {
  readonly runs: readonly RunView[];
  readonly writable: ReadonlySet<string>;
  /** Stages that install a compiler. */
  readonly compiling: ReadonlySet<StageView>;
  /** What the installers of a stage tell of its system. */
  readonly libraries: ReadonlyMap<StageView, ImageSystem>;
}

function usersOf(
  run: RunView,
  dockerfile: Dockerfile,
  { runs, writable, compiling, libraries }: SystemFacts,
): OwnCacheUser[] {
  const { python, hasCompiler } = run.stage.image;
  const chain = stageChain(run.stage);
  const system =
    run.stage.image.system ?? chain.flatMap((stage) => libraries.get(stage) ?? [])[0] ?? null;
  if (system === null || run.onbuild) return [];
  const mounts = placedMounts(run, dockerfile);
  const uses = cacheUses(run, { runs, settings: [] }, ({ apart }) => apart !== 'none');
  return uses.flatMap((use): OwnCacheUser[] => {
    const { manager } = use.call;
    const { apart } = use.cache;
    if (apart === 'none' || use.folder === null) return [];
    const state = mountState(use, mounts, [], writable);
    const mount = state.kind === 'covered' ? state.mount : null;
    if (mount !== null && mount.read.type !== 'cache') return [];
    return [
      {
        file: null,
        line: run.instruction.line,
        managerId: manager.id,
        apart,
        cache: mount === null ? defaultCache(use, use.folder) : cacheOf(mount),
        system,
        python,
        compiles: hasCompiler || chain.some((stage) => compiling.has(stage)),
        isUsed: mount !== null && use.switches.length === 0,
        run,
        use,
        mount,
      },
    ];
  });
}

/** Two mounts are the same cache by their id; one that asks for an owner or starts with files is one of its own. */
function cacheOf({ read }: PlacedMount): string {
  const id = read.id === '' ? cleanPath(read.target) : read.id;
  const owner = [read.uid ?? 0, read.gid ?? 0, read.mode ?? ''];
  return JSON.stringify([id, ...owner, read.from, read.source]);
}

function defaultCache({ user }: CacheUse, folder: string): string {
  return JSON.stringify([folder, user?.uid ?? 0, user?.gid ?? 0, '', '', '']);
}

function libraryOf(run: RunView): ImageSystem['library'] | null {
  for (const command of run.script.commands) {
    const args = argumentsOf(run, command);
    const library = libraryOfInstaller(args, run.stage.image.name);
    if (library !== null) return library;
  }
  return null;
}

function isCompiling(run: RunView): boolean {
  return run.script.commands.some((command) => installsCompiler(argumentsOf(run, command)));
}

/** Somebody on another system that shares the cache, with what differs. */
export interface CacheConflict {
  readonly other: CacheUser;
  readonly kind: 'library' | 'release';
}

export function conflictOf(user: CacheUser, all: readonly CacheUser[]): CacheConflict | null {
  const sharing = all.filter(
    (other) =>
      other.cache === user.cache &&
      other.managerId === user.managerId &&
      other.apart === user.apart &&
      (user.apart === 'releases' || mayBeSamePython(other.python, user.python)),
  );
  const libraries = sharing.find((other) => other.system.library !== user.system.library);
  if (libraries !== undefined) return { other: libraries, kind: 'library' };
  const { release } = user.system;
  // Images of one release share what they compile, so that they need the same id.
  const compiles = (one: CacheUser) =>
    one.apart === 'releases' ||
    one.compiles ||
    sharing.some((peer) => peer.compiles && peer.system.release === one.system.release);
  const releases = sharing.find(
    (other) =>
      release !== null &&
      other.system.release !== null &&
      other.system.release !== release &&
      (compiles(other) || compiles(user)),
  );
  return releases === undefined ? null : { other: releases, kind: 'release' };
}

/** The id that the file has for the same folder already; a variable in it may not be known elsewhere. */
function idInUse(user: OwnCacheUser, users: readonly OwnCacheUser[]): string | null {
  const same = users.find(
    ({ mount, managerId, system, use }) =>
      mount?.mount.options['id'] !== undefined &&
      managerId === user.managerId &&
      system.library === user.system.library &&
      system.release === user.system.release &&
      use.folder === user.use.folder &&
      use.user?.uid === user.use.user?.uid,
  );
  const id = same?.mount?.mount.options['id'];
  return id !== undefined && /^[\w.-]+$/.test(id) ? id : null;
}

/** Names a new mount in a file: the place of the install, and the cache. */
export function mountKey({ call, cache }: Pick<CacheUse, 'call' | 'cache'>): string {
  return `${call.span.start} ${cache.id}`;
}

/** The ids that new mounts need so that no other system shares them. */
export function idsOfNewMounts(input: RuleInput): ReadonlyMap<string, string> {
  const users = cacheUsers(input.model);
  const all = [...users, ...input.neighbours];
  return new Map(
    users.flatMap((user): [string, string][] => {
      if (user.mount !== null) return [];
      const key = mountKey(user.use);
      const own = idInUse(user, users);
      if (own !== null) return [[key, own]];
      const conflict = conflictOf(user, all);
      if (conflict === null) return [];
      const { call, cache } = user.use;
      // Of several caches of one manager each needs a name.
      const name = call.manager.caches.length === 1 ? undefined : `${user.managerId}-${cache.id}`;
      return [[key, idOfSystem(user, conflict.kind, name)]];
    }),
  );
}

/** Wheels are kept by Python's minor version: another one does not see them. */
function mayBeSamePython(a: string | null, b: string | null): boolean {
  if (a === null || b === null) return true;
  return a === b || a.startsWith(`${b}.`) || b.startsWith(`${a}.`);
}

/** An id that only mounts of the same system have: `pip-musl`, `pip-debian-12`. What the user named it stays in it. */
export function idOfSystem(user: CacheUser, kind: CacheConflict['kind'], named?: string): string {
  return `${named ?? user.managerId}-${systemName(user, kind)}`;
}

/** Names what differs, for a sentence: `musl`, `debian-12`. */
export function systemName({ system }: CacheUser, kind: CacheConflict['kind']): string {
  return kind === 'release' ? (system.release ?? system.library) : system.library;
}

/** Where a message finds the other user. */
export function placeOfUser({ file, line }: CacheUser): string {
  return file === null ? `line ${String(line)}` : `${file} (line ${String(line)})`;
}
