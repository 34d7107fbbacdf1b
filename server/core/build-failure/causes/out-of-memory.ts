/** The kernel or a limit stopped the step for want of memory. */
import { advice, lineWith } from '../edits.ts';
import type { FindCause } from '../model.ts';

const OUT_OF_MEMORY =
  /^MemoryError\b|Cannot allocate memory|std::bad_alloc|heap out of memory|Killed signal terminated program|signal: killed|(?:^|: |\s)Killed(?:\s|$)|ENOMEM/;
/** 128 + SIGKILL: who ends a build with this signal is nearly always the kernel. */
const KILLED = 137;

export const outOfMemory: FindCause = ({ output, error, exitCode }) => {
  const said = lineWith([...output.slice(-40), error], OUT_OF_MEMORY);
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
