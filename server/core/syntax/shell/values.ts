/** What words come to when the values of variables are known. */
import type { ShellWord, SimpleCommand, WordPiece } from './model.ts';

export interface ValueLookup {
  /** Value of an environment variable; undefined where it is not known. */
  readonly variable: (name: string) => string | undefined;
  /** The home folder; null where it is not known. */
  readonly home: string | null;
}

/** One argument as the command gets it. */
export interface Argument {
  /** Null where it cannot be known. */
  readonly value: string | null;
  /** Where the value cannot be known: the file names that it can end in, such as `pip` of `$V/bin/pip`. */
  readonly names: readonly string[];
  readonly word: ShellWord;
  /** The word is written out: deleting the word deletes this argument and nothing else. */
  readonly own: boolean;
}

/** Null where a part of it cannot be known. A glob stays as it is written. */
export function piecesValue(pieces: readonly WordPiece[], lookup: ValueLookup): string | null {
  let value = '';
  for (const piece of pieces) {
    const next = pieceValue(piece, lookup);
    if (next === null) return null;
    value += next;
  }
  return value;
}

/** The command's words as arguments; a bare `$FLAGS` is split at blanks as the shell splits it. */
export function commandArguments(command: SimpleCommand, lookup: ValueLookup): readonly Argument[] {
  return command.words.flatMap((word): Argument[] => {
    const value = piecesValue(word.pieces, lookup);
    const splits = word.pieces.some((piece) => piece.kind === 'variable' && !piece.quoted);
    const names = value === null ? fileNames(word.pieces, lookup) : [];
    if (value === null || !splits) return [{ value, names, word, own: word.literal }];
    const fields = value.split(/[ \t\n]+/).filter((field) => field !== '');
    return fields.map((field) => ({ value: field, names: [], word, own: false }));
  });
}

function pieceValue(piece: WordPiece, lookup: ValueLookup): string | null {
  switch (piece.kind) {
    case 'text':
    case 'glob':
      return piece.text;
    case 'home':
      return lookup.home;
    case 'variable': {
      const value = lookup.variable(piece.name);
      if (value === undefined) return piece.fallback;
      return value === '' && piece.fallback !== null ? piece.fallback : value;
    }
    case 'choice':
    case 'unknown':
      return null;
  }
}

/** Loops over more words than this are not followed. */
const MAX_CHOICES = 30;

function fileNames(pieces: readonly WordPiece[], lookup: ValueLookup): readonly string[] {
  // Null: what the name begins with is not known.
  let names: readonly (string | null)[] = [''];
  for (const piece of pieces) {
    const values = piece.kind === 'choice' ? piece.values : [pieceValue(piece, lookup)];
    if (names.length * values.length > MAX_CHOICES) return [];
    names = names.flatMap((name) => values.map((value) => appendName(name, value)));
  }
  return names.flatMap((name) => (name === null || name === '' ? [] : [name]));
}

function appendName(name: string | null, value: string | null): string | null {
  if (value === null) return null;
  const slash = value.lastIndexOf('/');
  if (slash >= 0) return value.slice(slash + 1);
  return name === null ? null : name + value;
}

/** A word that stands nowhere in the file. */
export function plainWord(value: string): ShellWord {
  const nowhere = { start: 0, end: 0 };
  const pieces = [{ kind: 'text', text: value }] as const;
  return { raw: value, value, literal: true, pieces, span: nowhere, removal: nowhere };
}
