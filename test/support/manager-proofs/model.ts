/**
 * What it takes to prove a package manager's cache mounts by real builds: a Dockerfile as people write it, a change to what
 * it installs, and how the manager's own output tells that something was fetched or compiled. One file each in `managers/`.
 */

export interface ManagerProof {
  /** As in the table of package managers. */
  readonly id: string;
  readonly image: string;
  /** The build context. */
  readonly files: Readonly<Record<string, string>>;
  /**
   * A Dockerfile whose last stage makes more files of the context, such as a lock file: it names the packages' addresses on
   * this machine, and so cannot be kept here.
   */
  readonly prepare?: string;
  /** The instructions that install, as a user of this kind would write them. */
  readonly install: (user: ProofUser) => readonly string[];
  /** One edit in one file of the context, or in the Dockerfile. */
  readonly change: FileEdit;
  /** A line of the output that says that something was fetched or compiled which a cache can keep. */
  readonly work: RegExp;
  /** Of these lines the ones that the change asks for: what it adds was never there before. */
  readonly asked?: RegExp;
  /**
   * Paths that differ between any two builds of the same Dockerfile, or that are logs, indexes or bytecode; each is the
   * beginning of a path or a pattern of whole ones, with the reason.
   */
  readonly noise: readonly Noise[];
  /** Users as whom the fix asks for review first; it is proved all the same. */
  readonly isReviewed?: (user: ProofUser) => boolean;
  /** For `npm run proofs` only: where the cache is moved to, and how. */
  readonly moved: readonly MovedCache[];
}

export interface ProofUser {
  /** In words, for the title of a test. */
  readonly name: string;
  readonly uid: number;
  /** Makes the user, its home and the folder `/work`, and ends with `WORKDIR` and `USER`. */
  readonly setup: readonly string[];
}

export interface FileEdit {
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

export interface Noise {
  readonly path: string | RegExp;
  readonly reason: string;
}

export interface MovedCache {
  readonly name: string;
  /** Instructions before the install. */
  readonly before?: readonly string[];
  /** Edits of the install instructions. */
  readonly edits?: readonly { readonly from: string; readonly to: string }[];
}
