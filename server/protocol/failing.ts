/** A step of a build that ends with an error: its reasons say whether it fails itself or is never reached. */
import type { Reason } from './shapes.ts';

export type Failing = 'fails' | 'not-reached';

/** Null where nothing is known to fail at the step or above it. */
export function failingOf(reasons: readonly Reason[]): Failing | null {
  const isFailure = ({ kind }: Reason): boolean => kind === 'fails';
  if (reasons.some(isFailure)) return 'fails';
  return reasons.some((reason) => isFailure(rootOf(reason))) ? 'not-reached' : null;
}

function rootOf(reason: Reason): Reason {
  let root = reason;
  while (root.because) root = root.because;
  return root;
}
