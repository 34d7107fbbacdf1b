/**
 * Gives memory back after large work. To read a context of 100,000 files, or the snapshot of one, makes more garbage
 * than it keeps; then nothing more is allocated, so that the engine sees no reason to collect it, and a server that
 * does nothing holds hundreds of megabytes. The collection takes a moment: it waits until nobody asks for anything.
 */
import { Session } from 'node:inspector';

/** Garbage that is worth the pause. */
const WORTHWHILE_BYTES = 32 * 1024 * 1024;
const QUIET_MILLISECONDS = 1_500;

let afterLast = 0;
let waiting: NodeJS.Timeout | undefined;

/** To be called when something large may just have been done. */
export function releaseMemorySoon(): void {
  clearTimeout(waiting);
  waiting = undefined;
  const { heapUsed } = process.memoryUsage();
  afterLast = Math.min(afterLast, heapUsed);
  if (heapUsed - afterLast < WORTHWHILE_BYTES) return;
  waiting = setTimeout(release, QUIET_MILLISECONDS);
  // An idle server must be able to end.
  waiting.unref();
}

function release(): void {
  waiting = undefined;
  const session = new Session();
  session.connect();
  session.post('HeapProfiler.collectGarbage', () => {
    afterLast = process.memoryUsage().heapUsed;
    // Node hangs where the answer's own handler ends the session.
    setImmediate(() => session.disconnect());
  });
}
