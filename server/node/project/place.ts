/** Where a build takes its files from. */
export interface BuildPlace {
  /** Absolute path of the Dockerfile. */
  readonly dockerfile: string;
  /** Absolute path of the context's folder. */
  readonly context: string;
  /** The Dockerfile's text where it is written inside the file that describes the build. */
  readonly inline?: string;
}
