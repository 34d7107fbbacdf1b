/**
 * How the user's change reaches a step: over the steps above it in its stage, over the stage it starts from, over the
 * stages it copies from. The picture lights this way when a block is pointed at.
 */
import { blocksOf, changeKey, rootOf, type Block, type Lane, type Picture } from './model.ts';

export interface Chain {
  /** Keys of the blocks from the change to the step, the step itself among them. */
  readonly blocks: ReadonlySet<string>;
  /** Edges between lanes that the change takes: `<from block>><to block>`. */
  readonly edges: ReadonlySet<string>;
  /** Keys of the changes that it starts with. */
  readonly changes: ReadonlySet<string>;
}

export interface Edge {
  readonly id: string;
  readonly kind: 'base' | 'copy';
  readonly from: Block;
  readonly to: Block;
  /** The change can pass here: neither end comes whole from the cache. */
  readonly live: boolean;
}

export const NO_CHAIN: Chain = { blocks: new Set(), edges: new Set(), changes: new Set() };

/** The arrows of the picture: `FROM` a stage, `COPY --from` and mounts from a stage. */
export function edgesOf(lanes: readonly Lane[]): readonly Edge[] {
  const edges: Edge[] = [];
  const lanesByName = new Map(lanes.map((lane) => [lane.name, lane]));
  const add = (kind: Edge['kind'], source: string, to: Block): void => {
    const from = lastLayer(lanesByName.get(source));
    if (!from || from === to) return;
    const live = isLive(from) && isLive(to);
    edges.push({ id: edgeId(from, to), kind, from, to, live });
  };
  for (const lane of lanes) {
    const first = lane.blocks[0];
    if (lane.baseStage !== null && first) add('base', lane.baseStage, first);
    for (const block of lane.blocks) {
      for (const source of new Set(block.from)) add('copy', source, block);
    }
  }
  return edges;
}

export function chainOf(picture: Picture, key: string | null): Chain {
  const start = blocksOf(picture).find((block) => block.key === key);
  if (!start || !isLive(start)) return NO_CHAIN;
  const edges = edgesOf(picture.lanes);
  const blocks = new Set<string>();
  const lit = new Set<string>();
  const changes = new Set<string>();
  const waiting = [start];
  for (let block = waiting.pop(); block; block = waiting.pop()) {
    if (blocks.has(block.key)) continue;
    blocks.add(block.key);
    for (const reason of block.reasons) changes.add(changeKey(rootOf(reason)));
    const above = liveAbove(picture, block);
    if (above) waiting.push(above);
    for (const edge of edges) {
      if (edge.to !== block || !edge.live) continue;
      lit.add(edge.id);
      waiting.push(edge.from);
    }
  }
  return { blocks, edges: lit, changes: causesOnly(start, changes) };
}

/** The chain shows all that leads here; the changes are those that the step's own reasons end in. */
function causesOnly(start: Block, all: ReadonlySet<string>): ReadonlySet<string> {
  const own = new Set(start.reasons.map((reason) => changeKey(rootOf(reason))));
  return own.size > 0 ? own : all;
}

/**
 * The nearest step above that runs or may run, but only where this step says that it follows it: a step with a
 * change of its own starts a chain.
 */
function liveAbove(picture: Picture, block: Block): Block | null {
  const follows =
    block.reasons.length === 0 || block.reasons.some((one) => one.kind === 'step-above');
  if (!follows) return null;
  const lane = picture.lanes.find((one) => one.blocks.includes(block));
  if (!lane) return null;
  const above = lane.blocks.slice(0, lane.blocks.indexOf(block)).filter(isLive);
  return above[above.length - 1] ?? null;
}

function edgeId(from: Block, to: Block): string {
  return `${from.key}>${to.key}`;
}

function isLive(block: Block): boolean {
  return block.verdict === 'miss' || block.verdict === 'conditional';
}

function lastLayer(lane: Lane | undefined): Block | null {
  const layers = lane?.blocks.filter((block) => block.step !== null) ?? [];
  return layers[layers.length - 1] ?? null;
}
