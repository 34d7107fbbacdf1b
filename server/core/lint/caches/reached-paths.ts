/** Which paths the words of a command can name, as far as the Dockerfile tells. */
import { cleanPath, isAbsolute, joinPath } from '../../build-model/paths.ts';
import {
  piecesValue,
  type Argument,
  type SimpleCommand,
  type ValueLookup,
  type WordPiece,
} from '../../syntax/shell/index.ts';
import { commandFolder, valueLookup } from '../../build-model/command-state.ts';
import { contains } from '../../build-model/paths.ts';
import type { RunView } from '../../build-model/model.ts';

export interface Reach {
  /** Absolute; with `whole` false only what the path begins with, and empty where nothing is known of it. */
  readonly path: string;
  readonly whole: boolean;
}

export function reachesOf(
  run: RunView,
  command: SimpleCommand,
  { value, word }: Pick<Argument, 'value' | 'word'>,
): readonly Reach[] {
  const starts = knownStarts(word.pieces, valueLookup(run, command));
  if (starts.length === 0) return value === null ? [NOWHERE] : [placed(value, true)];
  return starts.map((start) => {
    // `*.egg-info` stays in its folder; of a variable that nobody knows nothing is known.
    if (start === '' && word.pieces[0]?.kind !== 'glob') return NOWHERE;
    return placed(start, false);
  });

  function placed(path: string, whole: boolean): Reach {
    if (isAbsolute(path)) return { path: whole ? cleanPath(path) : path, whole };
    const base = commandFolder(run, command);
    if (base === null) return NOWHERE;
    // The slash keeps a pattern in its folder.
    return path === '' ? { path: `${base}/`, whole } : { path: joinPath(base, path), whole };
  }
}

/** It can be any path. */
const NOWHERE: Reach = { path: '', whole: false };

/** The folder itself, or one above it. */
export function mayBeAbove({ path, whole }: Reach, folder: string): boolean {
  return whole ? contains(path, folder) : folder.startsWith(path);
}

/** The folder itself, or what is in it. */
export function mayBeInside({ path, whole }: Reach, folder: string): boolean {
  if (whole) return contains(folder, path);
  return folder.startsWith(path) || path.startsWith(`${folder}/`);
}

/** What a word can begin with before its first pattern or unknown variable; none where all of it is known. */
function knownStarts(pieces: readonly WordPiece[], lookup: ValueLookup): readonly string[] {
  let start = '';
  for (const piece of pieces) {
    if (piece.kind === 'choice') return piece.values.map((value) => start + value);
    const value = piece.kind === 'glob' ? null : piecesValue([piece], lookup);
    if (value === null) return [start];
    // Bash makes several words of braces.
    const brace = value.search(/\{[^{}]*,/);
    if (brace >= 0) return [start + value.slice(0, brace)];
    start += value;
  }
  return [];
}
