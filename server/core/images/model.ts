/** What is known of an image, and who uses it. */

/** The configuration of a base image, where somebody knows it. */
export interface BaseImage {
  /** `sha256:…`; null where only the family is known by its name. */
  readonly digest: string | null;
  /** In order. */
  readonly env: readonly string[];
  readonly workdir: string;
  readonly user: string;
  readonly shell: readonly string[] | null;
  readonly onbuild: readonly string[];
  /**
   * Digest over the image's layers (the chain of their diff ids), where it is known: the second key of an image, by
   * which BuildKit recognizes one whose layers it has under another configuration.
   */
  readonly layers?: string;
  /** Where this knowledge comes from: an engine, the recorded last build, or the image's name alone. */
  readonly source: 'engine' | 'last-build' | 'assumed';
}

/** Null where nothing is known of the image at all. */
export type ImageLookup = (reference: string, platform: string) => BaseImage | null;

export interface UserIds {
  readonly uid: number;
  readonly gid: number | null;
  readonly home: string | null;
  /** The build arguments that uid and gid were made with, as a mount can name them: `${APP_UID}`. */
  readonly written?: { readonly uid?: string; readonly gid?: string };
}
