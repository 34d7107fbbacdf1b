/** What a build context weighs: of each folder the files below it, and the largest files that are directly in it. */

export interface Amount {
  /** Everything but folders: links, pipes and sockets are files without bytes. */
  readonly files: number;
  readonly bytes: number;
}

export interface SizedEntry extends Amount {
  /** Relative to the context; empty for the context itself. */
  readonly path: string;
  readonly kind: 'folder' | 'file';
  /** Indexes of the steps that ask for something of it. */
  readonly steps: readonly number[];
}

export interface SizedFolder extends SizedEntry {
  readonly kind: 'folder';
  readonly folders: readonly SizedFolder[];
  /** The largest files directly in it, as many as a report can have. */
  readonly largest: readonly SizedEntry[];
}
