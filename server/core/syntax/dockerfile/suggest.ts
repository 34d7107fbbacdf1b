/** "Did you mean": the known name nearest to a misspelled one, where one is near enough to be meant. */

/** A name at most two letters away, or null. */
export function nearestName(written: string, names: readonly string[]): string | null {
  const wanted = written.toLowerCase();
  // Longer words than any name have no near one; this also bounds the work.
  if (wanted.length > 32) return null;
  let best: string | null = null;
  let bestDistance = 3;
  for (const name of names) {
    if (Math.abs(name.length - wanted.length) > 2) continue;
    const distance = editDistance(wanted, name.toLowerCase());
    if (distance > 0 && distance < bestDistance) {
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

function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const change = a[row - 1] === b[column - 1] ? 0 : 1;
      current.push(
        Math.min(
          (previous[column] ?? 0) + 1,
          (current[column - 1] ?? 0) + 1,
          (previous[column - 1] ?? 0) + change,
        ),
      );
    }
    previous = current;
  }
  return previous[b.length] ?? 0;
}
