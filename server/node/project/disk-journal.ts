/**
 * The changes on disk that were reported since the start, so that a context that was read some time ago can tell what to
 * read again.
 */

export interface DiskJournal {
  /** Grows with every change. */
  readonly count: number;
  /** Absolute paths that changed after that count; null where nobody knows them all. */
  readonly changedSince: (count: number) => readonly string[] | null;
}

export interface WritableJournal extends DiskJournal {
  /** Null: anything may have changed. */
  readonly changed: (files: readonly string[] | null) => void;
}

/** After a checkout of another branch, reading all at once is quicker. */
const MAX_FILES = 500;

export function createDiskJournal(): WritableJournal {
  let count = 0;
  /** Changes up to this count are forgotten. */
  let forgotten = 0;
  let changes: { readonly count: number; readonly file: string }[] = [];
  return {
    get count() {
      return count;
    },
    changedSince: (since) =>
      since < forgotten
        ? null
        : [...new Set(changes.filter((one) => one.count > since).map(({ file }) => file))],
    changed: (files) => {
      count++;
      for (const file of files ?? []) changes.push({ count, file });
      if (files !== null && changes.length <= MAX_FILES) return;
      const last = files === null ? count : (changes.at(-MAX_FILES - 1)?.count ?? count);
      forgotten = Math.max(forgotten, last);
      changes = changes.filter((one) => one.count > forgotten);
    },
  };
}

/** No-op journal for one-shot callers. */
export const STILL_DISK: DiskJournal = { count: 0, changedSince: () => [] };
