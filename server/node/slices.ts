/**
 * Long work in slices, so that a language server stays answerable: file calls are made synchronously (a thread pool
 * costs more than the calls on a local disk) and the event loop gets its turn every few milliseconds.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';

const SLICE_MS = 8;

export interface Slices {
  /** True when it is time to `rest`; a plain check, so that the common case costs no promise. */
  due(): boolean;
  /** Lets other work run; rejects with the signal's reason where the work was cancelled meanwhile. */
  rest(): Promise<void>;
}

/** Milliseconds. Node loads `performance` at its first use, which takes a millisecond. */
function now(): number {
  return process.uptime() * 1000;
}

export function createSlices(signal?: AbortSignal): Slices {
  let started = now();
  let calls = 0;
  return {
    due() {
      if (signal?.aborted === true) return true;
      calls += 1;
      return calls % 4 === 0 && now() - started > SLICE_MS;
    },
    async rest() {
      await nextTurn();
      signal?.throwIfAborted();
      started = now();
    },
  };
}
