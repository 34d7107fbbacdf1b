/** Files that a step makes for the image and that a cache mount takes out of it. */
import { argumentsOf, commandUser } from '../../build-model/command-state.ts';
import type { RunView } from '../../build-model/model.ts';
import { baseName, contains } from '../../build-model/paths.ts';
import { matchManager, type ManagerCall } from '../../package-managers/index.ts';
import type { SimpleCommand } from '../../syntax/shell/index.ts';
import { cacheFolder } from './cache-places.ts';
import type { CacheUse } from './cache-use.ts';
import type { CallPlace, StepsAround } from './call-place.ts';
import type { PlacedMount } from './mount-state.ts';
import { readerAfter } from './needed-later.ts';
import { mayBeInside, reachesOf } from './reached-paths.ts';
import { settingsBefore } from './settings-file.ts';

export interface LostFiles {
  readonly kind:
    /** What was installed. */
    | 'installed'
    /** Links into the cache. */
    | 'linked'
    /** A file that belongs to the image lies beside the cache. */
    | 'beside'
    /** A later step fails without them. */
    | 'needed';
  readonly mount: PlacedMount;
  readonly call: ManagerCall;
  /** The folder or file, absolute; of links what makes them. */
  readonly what: string;
  /** Where a mount may lie instead; null where there is no such place. */
  readonly instead: string | null;
  /** The step that needs them. */
  readonly reader: RunView | null;
}

export function lostFiles(
  run: RunView,
  around: StepsAround,
  { mounts, uses }: { readonly mounts: readonly PlacedMount[]; readonly uses: readonly CacheUse[] },
): readonly LostFiles[] {
  const caches = mounts.filter(({ read }) => read.type === 'cache');
  if (caches.length === 0) return [];
  const found = run.script.commands.flatMap((command) => {
    const call = matchManager(argumentsOf(run, command));
    return call?.does === 'install' ? lostOfCall({ run, command, call, around }, caches) : [];
  });
  const linked = uses.flatMap(({ call, folder, linkedBy }): LostFiles[] => {
    const mount = linkedBy === null ? undefined : mountOver(folder, caches);
    if (mount === undefined || linkedBy === null) return [];
    return [{ kind: 'linked', mount, call, what: linkedBy, instead: null, reader: null }];
  });
  const byMount = new Map([...found, ...linked].map((one) => [`${one.kind} ${one.what}`, one]));
  return [...byMount.values()];
}

interface Call {
  readonly run: RunView;
  readonly command: SimpleCommand;
  readonly call: ManagerCall;
  readonly around: StepsAround;
}

function lostOfCall(
  { run, command, call, around }: Call,
  caches: readonly PlacedMount[],
): readonly LostFiles[] {
  const settings = settingsBefore(run, around.settings).filter(
    ({ managerId }) => managerId === call.manager.id,
  );
  const user = commandUser(run, command);
  const place: CallPlace = { run, command, call, settings, user, around };
  const base = { call, reader: null, instead: null };
  const target = cacheFolder(place, { places: call.installsInto });
  const over = mountOver(target, caches);
  // A cache is there to be installed from.
  const installed: readonly LostFiles[] =
    over === undefined || target === null || isCache(place, over) || isTakenOut(place, target)
      ? []
      : [{ ...base, kind: 'installed', mount: over, what: target }];
  const others = call.manager.caches.flatMap((cache): LostFiles[] => {
    if (!call.caches.includes(cache.id)) return [];
    const folder = cacheFolder(place, cache);
    const mount = mountOver(folder, caches);
    if (mount === undefined || folder === null) return [];
    const beside = cache.beside.filter((file) => mountOver(file, [mount]) !== undefined);
    const reader = cache.missedLater === 'fail' ? readerAfter(run, call, cache, around.runs) : null;
    return [
      ...beside.map((what): LostFiles => ({
        ...base,
        kind: 'beside',
        ...{ mount, what, instead: folder },
      })),
      ...(reader === null
        ? []
        : [{ ...base, kind: 'needed' as const, mount, what: folder, reader }]),
    ];
  });
  return [...installed, ...others];
}

/** The mount is at one of the manager's caches, and what is installed comes to lie below it. */
function isCache(place: CallPlace, mount: PlacedMount): boolean {
  return place.call.manager.caches.some((cache) => {
    const folder = cacheFolder(place, cache);
    return folder !== null && folder === mount.path;
  });
}

const TAKES: ReadonlySet<string> = new Set(['cp', 'mv', 'install', 'rsync', 'tar']);

/** A later command of the step takes what was installed out of the mount. */
function isTakenOut({ run, command }: CallPlace, target: string): boolean {
  return run.script.commands
    .filter(({ span }) => span.start > command.span.start)
    .map((later) => ({ later, args: argumentsOf(run, later) }))
    .filter(({ args }) => TAKES.has(baseName(args[0]?.value ?? '')))
    .some(({ later, args }) =>
      args.slice(1).some((one) => reachesOf(run, later, one).some((at) => mayBeInside(at, target))),
    );
}

function mountOver(path: string | null, mounts: readonly PlacedMount[]): PlacedMount | undefined {
  if (path === null) return undefined;
  return mounts.find((mount) => mount.path !== null && contains(mount.path, path));
}
