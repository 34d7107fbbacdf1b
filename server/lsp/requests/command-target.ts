/** What a command of a client without the extension is about. */

/** What a lens gives: a document, and the id of the invocation where there are several. */
export interface CommandTarget {
  readonly uri: string;
  readonly invocation?: string;
}
