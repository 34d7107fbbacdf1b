/** What git's plumbing prints: the index, and what differs between it, a revision and the disk. */

export interface Tracked {
  readonly mode: string;
  readonly id: string;
  /** Marked so that git does not look at the file. */
  readonly isTrusted: boolean;
  /** The mark that sparse checkouts use for files that they leave out. */
  readonly isSkipped: boolean;
}

/** `git ls-files -z --stage -v`: `H 100644 <id> 0\t<path>`, in lower case or `S` for a mark. */
export function readTracked(text: string): ReadonlyMap<string, Tracked> {
  const tracked = new Map<string, Tracked>();
  for (const line of text.split('\0')) {
    const tab = line.indexOf('\t');
    if (tab === -1) continue;
    const [mark = '', mode = '', id = ''] = line.slice(0, tab).split(' ');
    const isSkipped = mark === 'S' || mark === 's';
    const isTrusted = isSkipped || mark !== mark.toUpperCase();
    tracked.set(line.slice(tab + 1), { mode, id, isTrusted, isSkipped });
  }
  return tracked;
}

export interface EarlierSide {
  /** Null where the revision does not have the path. */
  readonly mode: string | null;
  readonly id: string;
}

/** `git diff-index --raw -z`: `:100644 100755 <id> <id> M`, and the path. */
export function readDiff(text: string): ReadonlyMap<string, EarlierSide> {
  const changes = new Map<string, EarlierSide>();
  const fields = text.split('\0');
  for (let at = 0; at + 1 < fields.length; at += 2) {
    const [mode = '', , id = ''] = (fields[at] ?? '').slice(1).split(' ');
    changes.set(fields[at + 1] ?? '', { mode: mode === '000000' ? null : mode, id });
  }
  return changes;
}

export interface ChangedFile {
  readonly path: string;
  /** Announced with `git add -N`: only the disk has it. */
  readonly isNew: boolean;
  readonly isGone: boolean;
}

/** `git status --porcelain=v2 -z`: files that are other on disk than in the index. */
export function readChanged(text: string): readonly ChangedFile[] {
  return text.split('\0').flatMap((line) => {
    // Matches `1 .M N... 100644 100644 100644 <id> <id> <path>`, and `u` with two more modes and ids.
    const match = /^(?:1 .(.) (?:\S+ ){6}|u (..) (?:\S+ ){8})([^]*)$/.exec(line);
    if (match === null) return [];
    const [, letter = '', , path = ''] = match;
    if (letter === '.') return [];
    return [{ path, isNew: letter === 'A', isGone: letter === 'D' }];
  });
}
