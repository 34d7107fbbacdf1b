/** Which step fetches a package index, and which later steps install with it without fetching it themselves. */
import { argumentsOf, variableValue } from '../../../build-model/command-state.ts';
import type { BuildModel, RunView } from '../../../build-model/model.ts';
import { contains } from '../../../build-model/paths.ts';
import {
  fetchesNothing,
  matchManager,
  type ManagerCache,
} from '../../../package-managers/index.ts';
import { cacheFolder } from '../../caches/cache-places.ts';
import { runsBefore, type CallPlace, type StepsAround } from '../../caches/call-place.ts';
import { cleaningFinder } from '../../caches/cleanings.ts';
import { isOpaque } from '../../caches/opaque-steps.ts';
import { placedMounts } from '../../caches/mount-state.ts';
import { placedSettings, settingsBefore } from '../../caches/settings-file.ts';

export interface IndexCall extends Pick<CallPlace, 'run' | 'command' | 'call'> {
  readonly does: 'fetch' | 'read';
  readonly cache: ManagerCache;
  /** Where the index is, absolute. */
  readonly folder: string;
}

/** What a command does with an index: an `unseen` one may do anything. */
type IndexEvent = IndexCall | 'empty' | 'unseen';

export interface FetchForLater {
  readonly fetched: IndexCall;
  /** The first install of each later step, in order. */
  readonly readers: readonly IndexCall[];
}

export function fetchesForLater({ dockerfile, runs }: BuildModel): readonly FetchForLater[] {
  const around = { runs, settings: placedSettings(runs) };
  const isMounted = (run: RunView, folder: string): boolean =>
    placedMounts(run, dockerfile).some(({ path }) => path !== null && contains(path, folder));
  const calls = runs
    .filter(({ onbuild, command }) => !onbuild && command.network !== 'none')
    .flatMap((run) => callsOf(run, around))
    // Whether an index in a mount is old does not show here, and no later step gets it from the image.
    .filter(({ run, folder }) => !isMounted(run, folder));
  if (!calls.some(({ does }) => does === 'fetch')) return [];
  const byFetched = new Map<IndexCall, IndexCall[]>();
  for (const reader of calls) {
    if (reader.does !== 'read' || reader.call.does !== 'install') continue;
    const fetched = fetchedBefore(reader, calls, runs, dockerfile.text);
    if (fetched !== null) byFetched.set(fetched, [...(byFetched.get(fetched) ?? []), reader]);
  }
  return [...byFetched].map(([fetched, readers]) => ({ fetched, readers }));
}

function callsOf(run: RunView, around: StepsAround): readonly IndexCall[] {
  return run.script.commands.flatMap((command) => {
    const call = matchManager(argumentsOf(run, command));
    if (call === null || fetchesNothing(call, (name) => variableValue(run, command, name)))
      return [];
    const settings = settingsBefore(run, around.settings).filter(
      ({ managerId }) => managerId === call.manager.id,
    );
    return call.manager.caches.flatMap((cache): IndexCall[] => {
      if (!cache.keeps.includes('index') || cache.missedLater !== 'fail') return [];
      const fills = call.does === 'install' && call.caches.includes(cache.id);
      if (!fills && !call.reads.includes(cache.id)) return [];
      const folder = cacheFolder({ run, command, call, settings, user: null, around }, cache);
      if (folder === null) return [];
      return [{ run, command, call, does: fills ? 'fetch' : 'read', cache, folder }];
    });
  });
}

/** The fetch that the install gets its index from; null where its step reads that index too, or nothing is certain. */
function fetchedBefore(
  reader: IndexCall,
  calls: readonly IndexCall[],
  runs: readonly RunView[],
  text: string,
): IndexCall | null {
  const own = eventsOf(reader.run, reader, calls, text);
  if (own[0] !== reader) return null;
  for (const run of [...runsBefore(reader.run, runs)].reverse()) {
    const events = eventsOf(run, reader, calls, text);
    const last = events.at(-1);
    if (last === undefined) continue;
    if (typeof last !== 'string' && last.does === 'fetch') return last;
    // Another step that installs with the same index.
    if (!events.every((one) => typeof one !== 'string' && one.does === 'read')) return null;
  }
  return null;
}

/** What the commands of a step do with the reader's index, in order. */
function eventsOf(
  run: RunView,
  { call, cache, folder }: IndexCall,
  calls: readonly IndexCall[],
  text: string,
): readonly IndexEvent[] {
  const own = calls.filter(
    (one) => one.run === run && one.cache === cache && one.folder === folder,
  );
  const cleanings = cleaningFinder(run, text)({ call, cache, folder });
  const emptying = cleanings.filter(({ part }) => part === null).map(({ command }) => command);
  return run.script.commands.flatMap((command): IndexEvent[] => {
    const found = own.find((one) => one.command === command);
    if (found !== undefined) return [found];
    if (emptying.includes(command)) return ['empty'];
    return isOpaque(run, command) ? ['unseen'] : [];
  });
}
