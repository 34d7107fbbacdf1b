/** The arrows between lanes, and from the user's change to the step that is pointed at, over the laid-out blocks. */
import { setAttributes, svgElement } from '../shared/dom.ts';
import { NO_CHAIN, type Chain, type Edge } from './chain.ts';
import { arrowAcross, arrowAround, arrowFromChange, type Box } from './layout.ts';

const GUTTER_STEP = 4;

export interface ArrowScene {
  readonly layer: SVGSVGElement;
  /** Element of a block's key, or of the fold that it is in. */
  readonly blocks: ReadonlyMap<string, HTMLElement>;
  readonly columns: ReadonlyMap<string, number>;
  readonly changes: ReadonlyMap<string, HTMLElement>;
  /** Where the changes end and the lanes' room begins. */
  readonly changesEnd: number;
  readonly edges: readonly Edge[];
}

/** Draws all edges where the blocks stand now. */
export function drawArrows(scene: ArrowScene): void {
  const { layer } = scene;
  const origin = layer.getBoundingClientRect();
  const drawn: SVGElement[] = [arrowHead('head', ''), arrowHead('head-live', 'live')];
  let around = 0;
  for (const edge of scene.edges) {
    const from = boxOf(scene.blocks.get(edge.from.key), origin);
    const to = boxOf(scene.blocks.get(edge.to.key), origin);
    if (!from || !to) continue;
    const across = (scene.columns.get(edge.from.key) ?? 0) < (scene.columns.get(edge.to.key) ?? 0);
    const reach = 10 + (around % 3) * GUTTER_STEP;
    if (!across) around += 1;
    drawn.push(
      svgElement('path', {
        class: edge.live ? 'arrow live' : 'arrow',
        'data-edge': edge.id,
        d: across ? arrowAcross(from, to) : arrowAround(from, to, reach),
        'marker-end': edge.live ? 'url(#head-live)' : 'url(#head)',
      }),
    );
  }
  layer.replaceChildren(...drawn);
}

/** Lights what the change passes, and draws the way from the change into the first of it. */
export function lightArrows(scene: ArrowScene, chain: Chain): void {
  const { layer } = scene;
  for (const old of layer.querySelectorAll('.from-change')) old.remove();
  for (const path of layer.querySelectorAll('[data-edge]')) {
    path.classList.toggle('lit', chain.edges.has(path.getAttribute('data-edge') ?? ''));
  }
  if (chain === NO_CHAIN) return;
  const origin = layer.getBoundingClientRect();
  const turn = scene.changesEnd + 8;
  for (const [key, change] of scene.changes) {
    if (!chain.changes.has(key)) continue;
    const from = boxOf(change, origin);
    const first = firstAffected(scene, chain, change);
    const to = boxOf(first, origin);
    if (!from || !to) continue;
    layer.append(
      svgElement('path', {
        class: 'arrow live lit from-change',
        d: arrowFromChange(from, to, turn, 10),
        'marker-end': 'url(#head-live)',
      }),
    );
  }
}

/** Keeps the drawing as large as the picture under it. */
export function fitLayer(layer: SVGSVGElement, width: number, height: number): void {
  setAttributes(layer, { width, height, viewBox: `0 0 ${width} ${height}` });
}

function firstAffected(
  scene: ArrowScene,
  chain: Chain,
  change: HTMLElement,
): HTMLElement | undefined {
  const affected = new Set((change.dataset['blocks'] ?? '').split('\n'));
  for (const [key, block] of scene.blocks) {
    if (chain.blocks.has(key) && affected.has(key)) return block;
  }
  return undefined;
}

function boxOf(block: HTMLElement | undefined, origin: DOMRect): Box | null {
  if (!block) return null;
  const box = block.getBoundingClientRect();
  return {
    left: box.left - origin.left,
    top: box.top - origin.top,
    width: box.width,
    height: box.height,
  };
}

function arrowHead(id: string, name: string): SVGElement {
  return svgElement(
    'marker',
    {
      id,
      class: `arrow-head ${name}`,
      viewBox: '0 0 8 8',
      refX: 6.4,
      refY: 4,
      markerWidth: 8,
      markerHeight: 8,
      markerUnits: 'userSpaceOnUse',
      orient: 'auto',
    },
    svgElement('path', { d: 'M1.5 1 6.5 4 1.5 7' }),
  );
}
