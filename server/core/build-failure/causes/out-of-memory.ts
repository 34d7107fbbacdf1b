/** The kernel or a limit stopped the step for want of memory. */
import { advice, lineWith } from '../edits.ts';
import type { FindCause } from '../model.ts';

const OUT_OF_MEMORY =
  /^MemoryError\b|Cannot allocate memory|std::bad_alloc|heap out of memory|Killed signal terminated program|signal: killed|^Killed$|ENOMEM/;
/** `/bin/sh: line 1:     7 Killed                  python x.py`; other programs say the word of their own. */
const KILLED_BY_SHELL = /(?:^|\s)Killed(?:\s|$)/;
/** 128 + SIGKILL: who ends a build with this signal is nearly always the kernel. */
const KILLED = 137;

export const outOfMemory: FindCause = ({ output, error, exitCode }) => {
  const lines = [...output.slice(-40), error];
  const ofShell = exitCode === KILLED ? lineWith(lines, KILLED_BY_SHELL) : null;
  const said = lineWith(lines, OUT_OF_MEMORY) ?? ofShell;
  if (said === null && exitCode !== KILLED) return null;
  return {
    kind: 'out-of-memory',
    reason:
      said ?? 'The process was killed (exit code 137), most often because the memory was used up.',
    waysOut: [
      advice(
        'Give the builder more memory. In Docker Desktop that is Settings, Resources; in CI a larger machine.',
      ),
      advice(
        'Let the step do less at once: `MAKEFLAGS=-j1` for compilers, a wheel instead of a build from source for packages.',
      ),
    ],
  };
};
