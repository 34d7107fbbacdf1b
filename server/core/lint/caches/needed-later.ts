/** Caches that a later step fails without: in a mount they would be gone from its image. */
import { argumentsOf } from '../../build-model/command-state.ts';
import type { RunView } from '../../build-model/model.ts';
import { matchManager, type ManagerCache, type ManagerCall } from '../../package-managers/index.ts';
import { runsAfter } from './call-place.ts';

/** Whether what the call leaves in the cache is for a step that does not fetch it itself. */
export function leavesNeeded(
  run: RunView,
  call: ManagerCall,
  cache: ManagerCache,
  runs: readonly RunView[],
): boolean {
  if (cache.missedLater !== 'fail') return false;
  if (!readsIt(run, call, cache, call.span.start)) return true;
  return readerAfter(run, call, cache, runs) !== null;
}

/** The first later RUN that needs what is in the cache and does not fill it before. */
export function readerAfter(
  run: RunView,
  call: ManagerCall,
  cache: ManagerCache,
  runs: readonly RunView[],
): RunView | null {
  return runsAfter(run, runs).find((other) => readsIt(other, call, cache, -1)) ?? null;
}

/** A call behind `from` needs the cache before the step fills it (again). */
function readsIt(
  run: RunView,
  { manager }: ManagerCall,
  { id }: ManagerCache,
  from: number,
): boolean {
  for (const command of run.script.commands) {
    if (command.span.start <= from) continue;
    const call = matchManager(argumentsOf(run, command));
    if (call?.manager !== manager) continue;
    if (call.reads.includes(id)) return true;
    if (from < 0 && call.does === 'install' && call.caches.includes(id)) return false;
  }
  return false;
}
