/**
 * The diagnostics that the client has. Those of a file are what was found in it, and the other ends of what was found in
 * other files; each source can say something new at any time, and then the whole of a file is sent again.
 */
import type { Diagnostic } from 'vscode-languageserver/node';

export interface FoundIn {
  readonly version: number;
  readonly own: readonly Diagnostic[];
  /** By URI of another file. */
  readonly elsewhere: ReadonlyMap<string, readonly Diagnostic[]>;
}

export interface FileDiagnostics {
  readonly uri: string;
  /** Of an open document that was looked at. */
  readonly version?: number;
  readonly diagnostics: readonly Diagnostic[];
}

export interface Published {
  /** What has to be sent now that this was found in an open document. */
  readonly found: (uri: string, found: FoundIn) => readonly FileDiagnostics[];
  /** The same for a document that was closed. */
  readonly closed: (uri: string) => readonly FileDiagnostics[];
  /** The documents in which something was found that has an end in this file. */
  readonly ownersOf: (uri: string) => readonly string[];
}

export function createPublished(): Published {
  const known = new Map<string, FoundIn>();

  function ownersOf(uri: string): readonly string[] {
    return [...known].flatMap(([owner, { elsewhere }]) => (elsewhere.has(uri) ? [owner] : []));
  }

  function all(uri: string): FileDiagnostics {
    const here = known.get(uri);
    const own = here?.own ?? [];
    const ends = ownersOf(uri).flatMap((owner) => known.get(owner)?.elsewhere.get(uri) ?? []);
    // Where the file's own rules found the same from their end, that says more.
    const others = ends.filter(
      (end, at) => ![...own, ...ends.slice(0, at)].some((one) => isSame(one, end)),
    );
    const version = here === undefined ? {} : { version: here.version };
    return { uri, ...version, diagnostics: [...own, ...others] };
  }

  function replaced(uri: string, found: FoundIn | null): readonly FileDiagnostics[] {
    const before = known.get(uri)?.elsewhere.keys() ?? [];
    const others = new Set([...before, ...(found?.elsewhere.keys() ?? [])]);
    if (found === null) known.delete(uri);
    else known.set(uri, found);
    others.delete(uri);
    return [uri, ...others].map(all);
  }

  return { ownersOf, found: replaced, closed: (uri) => replaced(uri, null) };
}

function isSame(a: Diagnostic, b: Diagnostic): boolean {
  const [one, other] = [a.range.start, b.range.start];
  return a.code === b.code && one.line === other.line && one.character === other.character;
}
