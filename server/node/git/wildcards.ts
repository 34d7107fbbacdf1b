/**
 * Path patterns as git reads them in `.gitattributes` and for sparse checkouts: `*`, `?`, `[a-z]`, `**` between slashes.
 * Each star is tried once more for each letter at most, so that no pattern hangs.
 */

/** A pattern without a slash in it is about names in all folders below, any other about paths from here. */
export function matchesPath(pattern: string, path: string): boolean {
  const anchored = pattern.startsWith('/') ? pattern.slice(1) : pattern;
  if (!anchored.includes('/') && anchored === pattern)
    return matchesName(pattern, path.slice(path.lastIndexOf('/') + 1));
  return matchesParts(anchored.split('/'), path.split('/'));
}

function matchesParts(pattern: readonly string[], parts: readonly string[]): boolean {
  return matchesWithStars(parts.length, pattern.length, {
    isStar: (at) => pattern[at] === '**',
    // `a/**` is about what is in the folder, not about the folder.
    isEmptyStar: (at) => at < pattern.length - 1 || pattern.length === 1,
    fits: (at, part) => matchesName(pattern[at] ?? '', parts[part] ?? ''),
  });
}

function matchesName(pattern: string, name: string): boolean {
  const pieces = piecesOf(pattern);
  return matchesWithStars(name.length, pieces.length, {
    isStar: (at) => pieces[at] === '*',
    isEmptyStar: () => true,
    fits: (at, letter) => {
      const piece = pieces[at];
      return typeof piece === 'function' && piece(name[letter] ?? '');
    },
  });
}

interface StarQuestions {
  readonly isStar: (at: number) => boolean;
  /** Whether this star may stand for nothing. */
  readonly isEmptyStar: (at: number) => boolean;
  readonly fits: (at: number, item: number) => boolean;
}

/** The usual walk: after a mismatch the last star takes one more. */
function matchesWithStars(nItems: number, nPieces: number, questions: StarQuestions): boolean {
  let [item, at] = [0, 0];
  let star: { at: number; item: number } | null = null;
  while (item < nItems) {
    if (at < nPieces && questions.isStar(at)) {
      const first: number = questions.isEmptyStar(at) ? item : item + 1;
      star = { at: at + 1, item: first };
      [at, item] = [star.at, star.item];
    } else if (at < nPieces && questions.fits(at, item)) {
      at += 1;
      item += 1;
    } else if (star !== null) {
      star.item += 1;
      [at, item] = [star.at, star.item];
    } else return false;
  }
  while (at < nPieces && questions.isStar(at) && questions.isEmptyStar(at)) at += 1;
  return at === nPieces && item === nItems;
}

type Piece = '*' | ((letter: string) => boolean);

function piecesOf(pattern: string): readonly Piece[] {
  const pieces: Piece[] = [];
  for (let at = 0; at < pattern.length; at++) {
    const char = pattern[at] ?? '';
    if (char === '*') {
      if (pieces.at(-1) !== '*') pieces.push('*');
    } else if (char === '?') pieces.push(() => true);
    else if (char === '[') {
      const set = readSet(pattern, at);
      if (set === null) return [() => false];
      pieces.push(set.fits);
      at = set.end;
    } else {
      if (char === '\\') at += 1;
      const wanted = pattern[at] ?? '';
      pieces.push((letter) => letter === wanted);
    }
  }
  return pieces;
}

const CLASSES: Readonly<Record<string, RegExp>> = {
  alpha: /[A-Za-z]/,
  digit: /\d/,
  alnum: /[A-Za-z0-9]/,
  upper: /[A-Z]/,
  lower: /[a-z]/,
  space: /\s/,
  punct: /[!-/:-@[-`{-~]/,
  xdigit: /[0-9A-Fa-f]/,
};

/** `[abc]`, `[a-z]`, `[!x]`, `[[:digit:]]`; null where it is not closed. */
function readSet(
  pattern: string,
  start: number,
): { readonly fits: (letter: string) => boolean; readonly end: number } | null {
  let at = start + 1;
  const isNegated = pattern[at] === '!' || pattern[at] === '^';
  if (isNegated) at += 1;
  const tests: ((letter: string) => boolean)[] = [];
  for (let isFirst = true; at < pattern.length; isFirst = false) {
    const char = pattern[at] ?? '';
    if (char === ']' && !isFirst)
      return { fits: (letter) => tests.some((test) => test(letter)) !== isNegated, end: at };
    const known = /^\[:([a-z]+):\]/.exec(pattern.slice(at, at + 12));
    if (known !== null) {
      const letters = CLASSES[known[1] ?? ''];
      tests.push((letter) => letters?.test(letter) ?? false);
      at += known[0].length;
      continue;
    }
    if (char === '\\') at += 1;
    const from = pattern[at] ?? '';
    const isRange = pattern[at + 1] === '-' && at + 2 < pattern.length && pattern[at + 2] !== ']';
    const to = isRange ? (pattern[at + 2] ?? '') : from;
    tests.push((letter) => letter >= from && letter <= to);
    at += isRange ? 3 : 1;
  }
  return null;
}
