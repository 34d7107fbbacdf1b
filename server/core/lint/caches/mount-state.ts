/** What the mounts of a RUN do for a cache folder. */
import { cleanPath } from '../../build-model/paths.ts';
import { readRunMount, type RunMount } from '../../build-model/run-mounts.ts';
import { expandWord } from '../../syntax/dockerfile/index.ts';
import type { Dockerfile, Mount } from '../../syntax/dockerfile/model.ts';
import { PACKAGE_MANAGERS } from '../../package-managers/index.ts';
import type { CacheUse } from './cache-use.ts';
import { absolutePath, contains } from '../../build-model/paths.ts';
import type { RunView } from '../../build-model/model.ts';

export interface PlacedMount {
  readonly mount: Mount;
  readonly read: RunMount;
  /** Absolute; null for a mount without a target. */
  readonly path: string | null;
  /** Names of variables in the target that are not set: the builder takes them for empty. */
  readonly unset: readonly string[];
  /** The option that makes a cache read-only, as written; null where the cache can be written to. */
  readonly readonlyOption: string | null;
}

export type MountState =
  | { readonly kind: 'covered'; readonly mount: PlacedMount }
  | { readonly kind: 'absent' }
  /** A cache mount that was meant for this folder lies somewhere else. */
  | { readonly kind: 'elsewhere'; readonly mount: PlacedMount }
  /** The folder is a tmpfs, or lies in one. */
  | { readonly kind: 'tmpfs'; readonly mount: PlacedMount }
  /** Nothing ever fills it. */
  | { readonly kind: 'readonly'; readonly mount: PlacedMount }
  /** The user cannot write to it, or the manager does not accept its owner. */
  | { readonly kind: 'owner'; readonly mount: PlacedMount };

export function placedMounts(run: RunView, dockerfile: Dockerfile): readonly PlacedMount[] {
  const { escape } = dockerfile;
  const lookup = (name: string): string | undefined => run.view.environment.get(name)?.value;
  return run.command.mounts.map((mount) => {
    const read = readRunMount(mount, (raw) => expandWord(raw, { escape, lookup }).value);
    const { unset } = expandWord(mount.options['target'] ?? '', { escape, lookup });
    const path = read.target === '' ? null : absolutePath(read.target, run.view.workdir);
    const place = read.readonly ? mount.spans['readonly'] : undefined;
    const readonlyOption =
      place === undefined ? null : dockerfile.text.slice(place.start, place.end);
    return { mount, read, path, unset, readonlyOption };
  });
}

/** The caches of a file that some step can write to, by what a mount calls them. */
export function writableCaches(
  runs: readonly RunView[],
  dockerfile: Dockerfile,
): ReadonlySet<string> {
  const writable = runs.flatMap((run) =>
    placedMounts(run, dockerfile).flatMap(({ read }) =>
      read.type === 'cache' && !read.readonly ? [cacheId(read)] : [],
    ),
  );
  return new Set(writable);
}

function cacheId({ id, target }: RunMount): string {
  return id === '' ? cleanPath(target) : id;
}

/** A cache that starts with files of a stage or an image can be of use without being written to. */
function staysEmpty({ read }: PlacedMount, writable: ReadonlySet<string>): boolean {
  if (!read.readonly || read.from !== '' || read.source !== '') return false;
  return !writable.has(cacheId(read));
}

export function mountState(
  use: CacheUse,
  mounts: readonly PlacedMount[],
  others: readonly CacheUse[],
  writable: ReadonlySet<string>,
): MountState {
  const { folder } = use;
  const free = mounts.filter(({ path }) => !others.some((other) => hasMount(other, path, folder)));
  if (folder === null) return unknownFolderState(use, free, others);
  const { parts } = use.cache;
  const enough = [folder, ...parts.map((part) => `${folder}/${part}`)];
  // BuildKit mounts outer folders first, so that the deepest one at or above the folder is what the manager sees.
  const deepest = mounts
    .filter(
      ({ path, read }) =>
        path !== null &&
        (contains(path, folder) || (read.type === 'cache' && enough.includes(path))),
    )
    .reduce<PlacedMount | null>(
      (best, mount) => ((mount.path?.length ?? 0) >= (best?.path?.length ?? 0) ? mount : best),
      null,
    );
  if (deepest !== null) {
    if (deepest.read.type === 'tmpfs') return { kind: 'tmpfs', mount: deepest };
    if (deepest.read.type === 'cache' && staysEmpty(deepest, writable))
      return { kind: 'readonly', mount: deepest };
    if (deepest.read.type === 'cache' && !ownerFits(use, deepest))
      return { kind: 'owner', mount: deepest };
    return { kind: 'covered', mount: deepest };
  }
  const meant = free.find((mount) => looksMeant(use, mount));
  return meant === undefined ? { kind: 'absent' } : { kind: 'elsewhere', mount: meant };
}

/** The mount lies at the folder of another install. */
function hasMount(other: CacheUse, path: string | null, folder: string | null): boolean {
  return other.folder !== null && other.folder !== folder && contains(path ?? '', other.folder);
}

/**
 * Nobody knows the folder: a mount that looks meant for it is believed, unless its owner is wrong for sure. One of the
 * right owner for another install of that kind is meant for that.
 */
function unknownFolderState(
  use: CacheUse,
  mounts: readonly PlacedMount[],
  others: readonly CacheUse[],
): MountState {
  const isOthers = (mount: PlacedMount): boolean =>
    !ownerFits(use, mount) &&
    others.some((one) => one.folder === null && one.user !== null && ownerFits(one, mount));
  const meant = mounts.find((mount) => looksMeant(use, mount) && !isOthers(mount));
  if (meant === undefined) return { kind: 'absent' };
  return use.user !== null && !ownerFits(use, meant)
    ? { kind: 'owner', mount: meant }
    : { kind: 'covered', mount: meant };
}

/**
 * Some managers want root to own the folder, and anybody else must be able to write to it; else they go on without a cache. The
 * permission bits asked for by `mode=` go through the builder's umask, so that they are believed and not counted on.
 */
function ownerFits(use: CacheUse, { read }: PlacedMount): boolean {
  const { user } = use;
  // With a source of its own, owner and mode of the mount are what that source says.
  if (user === null || read.from !== '' || read.source !== '' || read.mode !== null) return true;
  const uid = read.uid ?? 0;
  if (user.isRoot) return uid === 0 || use.cache.owner === 'writable';
  return user.uid === null ? uid !== 0 : uid === user.uid;
}

/** `:rw` of `docker run --volume`: for a mount it is part of the path. */
export const VOLUME_SUFFIX = /:[a-zA-Z,]*$/;

/** A cache mount whose target or id speaks of this cache, such as `/cache/pip` or `~/.cache`, and of no other manager's. */
function looksMeant({ call: { manager }, cache }: CacheUse, { mount, read }: PlacedMount): boolean {
  if (read.type !== 'cache') return false;
  const target = (mount.options['target'] ?? '').replace(VOLUME_SUFFIX, '');
  const text = `${target}/${read.id}`.toLowerCase();
  if (speaksOf(text, cache.names)) return true;
  const isAnothers = PACKAGE_MANAGERS.some(
    (other) => other !== manager && other.caches.some(({ names }) => speaksOf(text, names)),
  );
  if (isAnothers) return false;
  // The folder that several managers share (`.cache`) counts only as a whole: `.cache/other` is somebody else's.
  const [shared = '', own] = homePlace(cache)?.split('/') ?? [];
  return own !== undefined && target.replace(/\/+$/, '').endsWith(shared);
}

/** A name with more than letters counts as a part of the path. */
function speaksOf(text: string, names: readonly string[]): boolean {
  const parts = text.split(/[/_-]/);
  return names.some((name) =>
    /^\w+$/.test(name) ? parts.includes(name) : `/${text}/`.includes(`/${name}/`),
  );
}

/** Where the cache is below a home where nothing moves it; undefined where it is not in one. */
export function homePlace({ places }: CacheUse['cache']): string | undefined {
  return places.flatMap((place) => (place.kind === 'home' ? [place.below] : []))[0];
}
