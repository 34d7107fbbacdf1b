/**
 * What the commands so far have set: variables and the current folder. Scopes are values; a subshell simply drops the
 * one that it ends with.
 */
import type { Span } from '../../text/span.ts';
import type { ShellVariable, ShellWord, WordPiece } from './model.ts';

export interface Scope {
  readonly variables: ReadonlyMap<string, ShellVariable>;
  readonly folderChanges: readonly ShellWord[] | null;
}

export const EMPTY_SCOPE: Scope = { variables: new Map(), folderChanges: [] };

/** Above these, a script is no longer followed: what it sets further counts as unknown. */
const MAX_VARIABLES = 200;
const MAX_PIECES = 50;
const MAX_FOLDER_CHANGES = 50;

const UNKNOWN: readonly WordPiece[] = [{ kind: 'unknown' }];

export interface Change {
  readonly name: string;
  /** Null: not known. */
  readonly pieces: readonly WordPiece[] | null;
  /** Undefined: as it was before. */
  readonly exported?: boolean;
  readonly span: Span;
}

export function assign(scope: Scope, change: Change): Scope {
  const before = scope.variables.get(change.name);
  if (before === undefined && scope.variables.size >= MAX_VARIABLES) return scope;
  const variables = new Map(scope.variables);
  variables.set(change.name, {
    pieces: change.pieces ?? UNKNOWN,
    state: 'set',
    exported: change.exported ?? before?.exported ?? false,
    span: change.span,
  });
  return { ...scope, variables };
}

export function markExported(scope: Scope, name: string, span: Span): Scope {
  const before = scope.variables.get(name);
  // `export NAME` of a variable of the image changes nothing.
  if (before === undefined) return scope;
  return assign(scope, { name, pieces: before.pieces, exported: true, span });
}

export function unset(scope: Scope, name: string, span: Span): Scope {
  const variables = new Map(scope.variables);
  variables.set(name, { pieces: [], state: 'unset', exported: true, span });
  return { ...scope, variables };
}

export function changeFolder(scope: Scope, target: ShellWord | null): Scope {
  const before = scope.folderChanges;
  const known = target !== null && before !== null && before.length < MAX_FOLDER_CHANGES;
  return { ...scope, folderChanges: known ? [...before, target] : null };
}

/** `popd`, and `cd -` after one `cd`: back to where the last change came from. */
export function leaveFolder(scope: Scope): Scope {
  const before = scope.folderChanges;
  const known = before !== null && before.length > 0;
  return { ...scope, folderChanges: known ? before.slice(0, -1) : null };
}

/** Puts in the values that the script itself set, so that only variables of the environment are left. */
export function resolvePieces(scope: Scope, pieces: readonly WordPiece[]): readonly WordPiece[] {
  if (!pieces.some((piece) => piece.kind === 'variable' && scope.variables.has(piece.name)))
    return pieces;
  const resolved = pieces.flatMap((piece): readonly WordPiece[] => {
    const known = piece.kind === 'variable' ? scope.variables.get(piece.name) : undefined;
    if (piece.kind !== 'variable' || known === undefined) return [piece];
    if (piece.fallback !== null || !splitsLikeVariable(known.pieces, piece.quoted)) return UNKNOWN;
    return known.pieces;
  });
  return resolved.length > MAX_PIECES ? UNKNOWN : resolved;
}

/** After a branch that may not have run, what it changed is unknown. */
export function mergeBranch(before: Scope, branch: Scope): Scope {
  let merged = before;
  for (const [name, variable] of branch.variables) {
    const old = before.variables.get(name);
    if (old === variable) continue;
    const exported = variable.exported || old?.exported === true;
    merged = assign(merged, { name, pieces: null, exported, span: variable.span });
  }
  return branch.folderChanges === before.folderChanges ? merged : changeFolder(merged, null);
}

/** Outside quotes, a text with blanks becomes several words; that is too rare to follow. */
function splitsLikeVariable(pieces: readonly WordPiece[], quoted: boolean): boolean {
  return quoted || !pieces.some(hasBlank);
}

function hasBlank(piece: WordPiece): boolean {
  if (piece.kind === 'choice') return piece.values.some((value) => /\s/.test(value));
  return piece.kind === 'text' && /\s/.test(piece.text);
}
