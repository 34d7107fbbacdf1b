/** "Did you mean": the known name nearest to a misspelled one, where one is near enough to be meant. */

/** The name that is few slips away from the word, or null. */
export function nearestName(written: string, names: readonly string[]): string | null {
  const wanted = written.toLowerCase();
  // Longer words than any name have no near one; this also bounds the work.
  if (wanted.length > 32) return null;
  let best: string | null = null;
  let bestDistance = Infinity;
  for (const name of names) {
    if (Math.abs(name.length - wanted.length) > 2) continue;
    const distance = editDistance(wanted, name.toLowerCase());
    // Another case is a slip as well.
    const isNear = name !== written && distance <= allowedSlips(wanted, name.toLowerCase());
    if (isNear && distance < bestDistance) {
      best = name;
      bestDistance = distance;
    }
  }
  return best;
}

/** The clause of a message that names the suggestion; empty where there is none. */
export function didYouMean(written: string, names: readonly string[], prefix = ''): string {
  const name = nearestName(written, names);
  return name === null ? '' : ` Did you mean \`${prefix}${name}\`?`;
}

/** A short word is near to almost any other short word, so it has to resemble the name more closely. */
function allowedSlips(word: string, name: string): number {
  if (word.length < 2) return 0;
  // `cash` and `cache`: two slips behind the same beginning.
  const isLikeIt = word.length === 4 && word.slice(0, 2) === name.slice(0, 2);
  return word.length < 5 && !isLikeIt ? 1 : 2;
}

/** Letters that are added, left out, replaced, or swapped with their neighbor. */
function editDistance(a: string, b: string): number {
  let beforePrevious: readonly number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const change = a[row - 1] === b[column - 1] ? 0 : 1;
      const isSwap = a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      const swapped =
        isSwap && row > 1 && column > 1 ? (beforePrevious[column - 2] ?? 0) + 1 : Infinity;
      current.push(
        Math.min(
          (previous[column] ?? 0) + 1,
          (current[column - 1] ?? 0) + 1,
          (previous[column - 1] ?? 0) + change,
          swapped,
        ),
      );
    }
    beforePrevious = previous;
    previous = current;
  }
  return previous[b.length] ?? 0;
}
