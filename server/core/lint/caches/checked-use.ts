/** A cache that an install fills, with all that keeps it from being there the next time. */
import type { CacheUse } from './cache-use.ts';
import type { Cleaning } from './cleanings.ts';
import type { MountState } from './mount-state.ts';

export interface CheckedUse {
  readonly use: CacheUse;
  readonly state: MountState;
  readonly cleanings: readonly Cleaning[];
  /** The id of a new mount; null where the default does. */
  readonly id: string | null;
}

/**
 * No mount lies at the folder: what switches the cache off or empties it keeps the image small as it is, and is in the way
 * of a mount only, so that it has to go together with its coming.
 */
export function isBare({ use, state }: CheckedUse): boolean {
  return (
    state.kind === 'absent' ||
    state.kind === 'elsewhere' ||
    state.kind === 'tmpfs' ||
    use.misplaced.length > 0
  );
}
