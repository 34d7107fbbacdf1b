/** Which lines of a small text file changed, by the digests of its lines before and after. */

export interface ChangedLines {
  /** The first of them, in the file as it is now. */
  readonly line: number;
  /** `lines 3 and 7 to 9 changed`, `line 4 was added`, `2 lines were removed after line 6`. */
  readonly text: string;
  /** `lines 3 and 7 to 9`, `after line 6`: the lines alone. */
  readonly where: string;
}

/** Null where the lines of one of the two are not known, or none differ. */
export function changedLines(
  before: readonly string[] | undefined,
  after: readonly string[] | undefined,
): ChangedLines | null {
  if (before === undefined || after === undefined) return null;
  const hunks = hunksOf(before, after);
  const [first] = hunks;
  if (first === undefined) return null;
  const changed = hunks.filter(({ nOld, nNew }) => nOld > 0 && nNew > 0);
  const added = hunks.filter(({ nOld }) => nOld === 0);
  const removed = hunks.filter(({ nNew }) => nNew === 0);
  const parts = [
    changed.length === 0 ? [] : [`${linesText(changed)} changed`],
    added.length === 0 ? [] : [`${linesText(added)} ${nLines(added) === 1 ? 'was' : 'were'} added`],
    removed.length === 0 ? [] : [removedText(removed)],
  ].flat();
  const touched = hunks.filter(({ nNew }) => nNew > 0);
  return {
    line: Math.min(first.start + 1, Math.max(after.length, 1)),
    text: inWords(parts),
    where: touched.length > 0 ? linesText(touched) : afterText(first.start),
  };
}

/** Lines that take the place of others. */
interface Hunk {
  /** Lines of the new file above it. */
  readonly start: number;
  readonly nOld: number;
  readonly nNew: number;
}

function hunksOf(before: readonly string[], after: readonly string[]): readonly Hunk[] {
  let start = 0;
  while (start < Math.min(before.length, after.length) && before[start] === after[start]) start++;
  let [endBefore, endAfter] = [before.length, after.length];
  while (endBefore > start && endAfter > start && before[endBefore - 1] === after[endAfter - 1]) {
    endBefore--;
    endAfter--;
  }
  if (endBefore === start && endAfter === start) return [];
  const [old, now] = [before.slice(start, endBefore), after.slice(start, endAfter)];
  const kept = commonLines(old, now) ?? [];
  const hunks: Hunk[] = [];
  let [a, b] = [0, 0];
  for (const [keptOld, keptNew] of [...kept, [old.length, now.length] as const]) {
    if (keptOld > a || keptNew > b)
      hunks.push({ start: start + b, nOld: keptOld - a, nNew: keptNew - b });
    [a, b] = [keptOld + 1, keptNew + 1];
  }
  return hunks;
}

type Pair = readonly [number, number];

/** Beyond as many differences the lines are not told apart one by one: the reader would not, either. */
const MAX_DIFFERENCES = 400;

/**
 * Pairs of equal lines on a shortest way from one text to the other (E. W. Myers, An O(ND) difference algorithm); null
 * where there is too much between them.
 */
function commonLines(old: readonly string[], now: readonly string[]): readonly Pair[] | null {
  const furthest = new Map<number, number>([[1, 0]]);
  const rounds: ReadonlyMap<number, number>[] = [];
  const most = Math.min(old.length + now.length, MAX_DIFFERENCES);
  for (let n = 0; n <= most; n++) {
    rounds.push(new Map(furthest));
    for (let k = -n; k <= n; k += 2) {
      let x = isDown(furthest, k, n) ? (furthest.get(k + 1) ?? 0) : (furthest.get(k - 1) ?? 0) + 1;
      while (x < old.length && x - k < now.length && old[x] === now[x - k]) x++;
      furthest.set(k, x);
      if (x >= old.length && x - k >= now.length) return wayBack(rounds, old.length, now.length);
    }
  }
  return null;
}

/** Whether the way to diagonal `k` in round `n` comes over an added line, not over a removed one. */
function isDown(furthest: ReadonlyMap<number, number>, k: number, n: number): boolean {
  return k === -n || (k !== n && (furthest.get(k - 1) ?? -1) < (furthest.get(k + 1) ?? -1));
}

function wayBack(
  rounds: readonly ReadonlyMap<number, number>[],
  nOld: number,
  nNew: number,
): readonly Pair[] {
  const pairs: Pair[] = [];
  let [x, y] = [nOld, nNew];
  for (let n = rounds.length - 1; n >= 0; n--) {
    const furthest = rounds[n] ?? new Map<number, number>();
    const k = x - y;
    const from = isDown(furthest, k, n) ? k + 1 : k - 1;
    const startX = n === 0 ? 0 : (furthest.get(from) ?? 0);
    const startY = n === 0 ? 0 : startX - from;
    while (x > startX && y > startY) {
      x--;
      y--;
      pairs.push([x, y]);
    }
    [x, y] = [startX, startY];
  }
  return pairs.reverse();
}

const MAX_RANGES = 4;

/** `line 3`, `lines 3 and 7 to 9`, `lines 3, 7, 9, 12 and 5 more`. */
function linesText(hunks: readonly Hunk[]): string {
  const shown = hunks.slice(0, MAX_RANGES);
  const nMore = nLines(hunks.slice(MAX_RANGES));
  const ranges = shown.map(({ start, nNew }) =>
    nNew === 1 ? String(start + 1) : `${start + 1} to ${start + nNew}`,
  );
  const words = inWords(nMore > 0 ? [...ranges, `${nMore} more`] : ranges);
  return `${nLines(hunks) === 1 ? 'line' : 'lines'} ${words}`;
}

function nLines(hunks: readonly Hunk[]): number {
  return hunks.reduce((sum, { nNew }) => sum + nNew, 0);
}

function removedText(hunks: readonly Hunk[]): string {
  const n = hunks.reduce((sum, { nOld }) => sum + nOld, 0);
  const what = n === 1 ? '1 line was removed' : `${n} lines were removed`;
  const [first, ...others] = hunks;
  return others.length === 0 && first !== undefined ? `${what} ${afterText(first.start)}` : what;
}

function afterText(line: number): string {
  return line === 0 ? 'at the top' : `after line ${line}`;
}

/** `a`, `a and b`, `a, b and c`. */
function inWords(parts: readonly string[]): string {
  if (parts.length < 2) return parts.join('');
  return `${parts.slice(0, -1).join(', ')} and ${parts.at(-1) ?? ''}`;
}
