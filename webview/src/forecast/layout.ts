/**
 * Where lanes and blocks go: lanes in columns by what they build on, long runs of cached steps folded, arrows on ways
 * that cross no text, and the way of the arrow keys. Numbers in, numbers out.
 */
import type { Block, Lane } from './model.ts';

export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Below this a block cannot show an instruction and its seconds. */
const NARROWEST_LANE = 236;
export const LANE_GAP = 44;

/** Folding starts with lanes longer than this, and folds at least this many cached steps. */
const LONG_LANE = 16;
const SHORTEST_FOLD = 4;

/**
 * The lanes of each column, left to right. A lane stands right of what it builds on, so arrows run to the right; where
 * the width does not hold that many columns, the last column takes the rest.
 */
export function columnsOf(lanes: readonly Lane[], width: number): readonly (readonly Lane[])[] {
  const fitting = Math.max(1, Math.floor((width + LANE_GAP) / (NARROWEST_LANE + LANE_GAP)));
  const ranks = ranksOf(lanes);
  const columns: Lane[][] = [];
  lanes.forEach((lane, index) => {
    const column = Math.min(ranks[index] ?? 0, fitting - 1);
    while (columns.length <= column) columns.push([]);
    columns[column]?.push(lane);
  });
  return columns.filter((column) => column.length > 0);
}

function ranksOf(lanes: readonly Lane[]): readonly number[] {
  const ranks: number[] = [];
  lanes.forEach((lane, index) => {
    const sources = new Set([lane.baseStage, ...lane.blocks.flatMap((block) => block.from)]);
    let rank = 0;
    // A stage can only build on stages above it.
    for (let above = 0; above < index; above += 1) {
      if (sources.has(lanes[above]?.name ?? '')) rank = Math.max(rank, (ranks[above] ?? 0) + 1);
    }
    ranks.push(rank);
  });
  return ranks;
}

export type LanePart =
  | { readonly kind: 'block'; readonly block: Block }
  | { readonly kind: 'fold'; readonly key: string; readonly blocks: readonly Block[] };

/** In a long lane, runs of cached steps become one line each; the first step always stays. */
export function foldLane(lane: Lane, unfolded: ReadonlySet<string>): readonly LanePart[] {
  const parts: LanePart[] = [];
  let run: Block[] = [];
  const endRun = (): void => {
    const key = `fold|${run[0]?.key ?? ''}`;
    const fold =
      lane.blocks.length > LONG_LANE && run.length >= SHORTEST_FOLD && !unfolded.has(key);
    if (fold) parts.push({ kind: 'fold', key, blocks: run });
    else for (const block of run) parts.push({ kind: 'block', block });
    run = [];
  };
  lane.blocks.forEach((block, index) => {
    if (index > 0 && block.verdict === 'hit') {
      run.push(block);
      return;
    }
    endRun();
    parts.push({ kind: 'block', block });
  });
  endRun();
  return parts;
}

/** From the right edge of one box to the left edge of another in a column further right. */
export function arrowAcross(from: Box, to: Box): string {
  const source = { x: from.left + from.width, y: middle(from) };
  const target = { x: to.left, y: middle(to) };
  // The curve bends in the gap before its target; on its way there it runs straight, behind the blocks.
  const bend = Math.max(source.x, target.x - LANE_GAP);
  const half = round((bend + target.x) / 2);
  const [startY, endY] = [round(source.y), round(target.y)];
  const straight = bend > source.x ? `H${round(bend)}` : '';
  return `M${round(source.x)},${startY}${straight}C${half},${startY} ${half},${endY} ${round(target.x)},${endY}`;
}

/** Within a column: out to the left of both boxes, along, and back in. */
export function arrowAround(from: Box, to: Box, reach: number): string {
  const out = Math.min(from.left, to.left) - reach;
  return bracket({ x: from.left, y: middle(from) }, { x: to.left, y: middle(to) }, out);
}

/** From a change above the picture down its gutter into a block. */
export function arrowFromChange(change: Box, to: Box, turn: number, reach: number): string {
  const start = { x: change.left + 14, y: change.top + change.height };
  const out = to.left - reach;
  const end = { x: to.left, y: middle(to) };
  const r = Math.min(6, Math.abs(start.x - out) / 2);
  const side = out < start.x ? -1 : 1;
  if (Math.abs(start.x - out) < 1) {
    return `M${round(out)},${round(start.y)}V${round(end.y - 6)}q0,6 6,6H${round(end.x)}`;
  }
  return [
    `M${round(start.x)},${round(start.y)}V${round(turn - r)}`,
    `q0,${round(r)} ${round(side * r)},${round(r)}H${round(out - side * r)}`,
    `q${round(side * r)},0 ${round(side * r)},${round(r)}V${round(end.y - 6)}`,
    `q0,6 6,6H${round(end.x)}`,
  ].join('');
}

export type Direction = 'up' | 'down' | 'left' | 'right' | 'first' | 'last';

export interface Cell {
  readonly key: string;
  readonly column: number;
  readonly box: Box;
}

/** Where an arrow key leads; the current cell's own key where there is nothing that way. */
export function nextCell(cells: readonly Cell[], current: string, direction: Direction): string {
  const at = cells.find((cell) => cell.key === current);
  if (!at) return current;
  const column = cells.filter((cell) => cell.column === at.column);
  const index = column.indexOf(at);
  switch (direction) {
    case 'up':
      return (column[index - 1] ?? at).key;
    case 'down':
      return (column[index + 1] ?? at).key;
    case 'first':
      return (column[0] ?? at).key;
    case 'last':
      return (column[column.length - 1] ?? at).key;
    case 'left':
      return nearest(cells, at, at.column - 1).key;
    case 'right':
      return nearest(cells, at, at.column + 1).key;
  }
}

function nearest(cells: readonly Cell[], at: Cell, column: number): Cell {
  let best = at;
  let distance = Infinity;
  for (const cell of cells) {
    if (cell.column !== column) continue;
    const away = Math.abs(middle(cell.box) - middle(at.box));
    if (away < distance) {
      best = cell;
      distance = away;
    }
  }
  return best;
}

function bracket(from: Point, to: Point, out: number): string {
  const down = to.y >= from.y ? 1 : -1;
  const r = Math.min(6, Math.abs(to.y - from.y) / 2);
  return [
    `M${round(from.x)},${round(from.y)}H${round(out + r)}`,
    `q${-r},0 ${-r},${down * r}V${round(to.y - down * r)}`,
    `q0,${down * r} ${r},${down * r}H${round(to.x)}`,
  ].join('');
}

function middle(box: Box): number {
  return box.top + box.height / 2;
}

function round(value: number): number {
  return Math.round(value * 2) / 2;
}
