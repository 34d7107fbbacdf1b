/**
 * The picture: the user's changes on top, under them the stages as lanes. Pointing at a block, or reaching it with the
 * arrow keys, selects it; Enter or a click opens its line.
 */
import type { Reason } from '../../../server/protocol/shapes.ts';
import { formatSeconds } from '../../../server/protocol/seconds.ts';
import { element, redrawIfChanged, setVariables, svgElement } from '../shared/dom.ts';
import { icon } from '../shared/icons.ts';
import { prose } from '../shared/prose.ts';
import { drawArrows, fitLayer, lightArrows, type ArrowScene } from './arrows.ts';
import { drawBlock, drawFold } from './block.ts';
import { chainOf, edgesOf } from './chain.ts';
import {
  columnsOf,
  foldLane,
  LANE_GAP,
  nextCell,
  type Cell,
  type Direction,
  type LanePart,
} from './layout.ts';
import {
  blocksOf,
  changeKey,
  changesOf,
  rootOf,
  type Block,
  type Lane,
  type Picture,
} from './model.ts';

export interface PictureHandlers {
  readonly select: (key: string | null) => void;
  readonly open: (block: Block) => void;
  /** Null where nothing can be opened. */
  readonly openChange: ((change: Reason) => void) | null;
}

export interface PictureView {
  readonly root: HTMLElement;
  readonly show: (picture: Picture, selected: string | null) => void;
  /** Lights the way of the change to this block. */
  readonly light: (selected: string | null) => void;
}

/** A pointer on its way elsewhere does not select what it crosses. */
const POINTING_DELAY = 90;

const KEYS: Readonly<Record<string, Direction>> = {
  ArrowUp: 'up',
  ArrowDown: 'down',
  ArrowLeft: 'left',
  ArrowRight: 'right',
  Home: 'first',
  End: 'last',
};

export function createPicture(handlers: PictureHandlers): PictureView {
  const changes = element('div', { class: 'changes' });
  const columns = element('div', { class: 'columns' });
  const layer = svgElement('svg', { class: 'arrows', 'aria-hidden': 'true' });
  const root = element(
    'section',
    { class: 'picture', 'aria-label': 'Stages and steps. Arrow keys move, Enter opens the line.' },
    changes,
    columns,
    layer,
  );
  const unfolded = new Set<string>();
  let picture: Picture = { lanes: [], steps: [], longest: 0 };
  let selected: string | null = null;
  let width = 0;
  let scene: ArrowScene | null = null;

  function draw(): void {
    redrawIfChanged(changes, changesOf(picture), () => drawChanges(picture, handlers.openChange));
    const laidOut = columnsOf(picture.lanes, columns.clientWidth);
    const focused = focusedKey(root);
    redrawIfChanged(columns, [laidOut, picture.longest, [...unfolded]], () => {
      setVariables(columns, { '--columns': String(laidOut.length), '--gap': `${LANE_GAP}px` });
      return laidOut.map((lanes, index) => drawColumn(lanes, index, picture.longest, unfolded));
    });
    if (focused !== null) buttonOf(columns, focused)?.focus({ preventScroll: true });
    drawScene();
    light(selected);
  }

  function drawScene(): void {
    const blocks = placeOfBlocks(picture, columns, unfolded);
    const inColumns = new Map<string, number>();
    for (const [key, button] of blocks) inColumns.set(key, columnOf(button));
    const chips = new Map<string, HTMLElement>();
    for (const chip of changes.querySelectorAll<HTMLElement>('[data-change]')) {
      chips.set(chip.dataset['change'] ?? '', chip);
    }
    fitLayer(layer, root.clientWidth, root.scrollHeight);
    const edges = edgesOf(picture.lanes);
    const changesEnd = changes.offsetTop + changes.offsetHeight;
    scene = { layer, blocks, columns: inColumns, changes: chips, changesEnd, edges };
    drawArrows(scene);
  }

  function light(key: string | null): void {
    selected = key;
    const chain = chainOf(picture, key);
    const buttons = columns.querySelectorAll<HTMLElement>('[data-block]');
    const tabStop = tabStopOf(columns, key);
    for (const button of buttons) {
      const own = button.dataset['block'] ?? '';
      button.classList.toggle('lit', chain.blocks.has(own));
      button.classList.toggle('selected', own === key);
      button.tabIndex = button === tabStop ? 0 : -1;
    }
    for (const chip of changes.querySelectorAll<HTMLElement>('[data-change]')) {
      chip.classList.toggle('lit', chain.changes.has(chip.dataset['change'] ?? ''));
    }
    if (scene) lightArrows(scene, chain);
  }

  function activate(key: string): void {
    if (key.startsWith('fold|')) {
      unfolded.add(key);
      draw();
      buttonOf(columns, key.slice('fold|'.length))?.focus();
      return;
    }
    const block = blocksOf(picture).find((one) => one.key === key);
    if (block) handlers.open(block);
  }

  function onKey(event: KeyboardEvent): void {
    const key = focusedKey(root);
    if (key === null) return;
    if (event.key === 'Escape') {
      handlers.select(null);
      event.preventDefault();
      return;
    }
    const direction = KEYS[event.key];
    if (!direction || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    const target = buttonOf(columns, nextCell(cellsOf(columns), key, direction));
    target?.focus();
    target?.scrollIntoView({ block: 'nearest' });
  }

  let pointing: ReturnType<typeof setTimeout> | undefined;
  columns.addEventListener('pointerover', (event) => {
    const key = keyAt(event.target);
    clearTimeout(pointing);
    if (key === null || key === selected || key.startsWith('fold|')) return;
    pointing = setTimeout(() => handlers.select(key), POINTING_DELAY);
  });
  columns.addEventListener('pointerleave', () => clearTimeout(pointing));
  columns.addEventListener('focusin', (event) => {
    const key = keyAt(event.target);
    if (key !== null && !key.startsWith('fold|')) handlers.select(key);
  });
  columns.addEventListener('click', (event) => {
    const key = keyAt(event.target);
    if (key !== null) activate(key);
  });
  columns.addEventListener('keydown', onKey);
  new ResizeObserver(() => {
    if (root.clientWidth === width || picture.lanes.length === 0) return;
    width = root.clientWidth;
    draw();
  }).observe(root);

  return {
    root,
    show: (next, key) => {
      picture = next;
      selected = key;
      width = root.clientWidth;
      draw();
    },
    light,
  };
}

function drawChanges(
  picture: Picture,
  open: PictureHandlers['openChange'],
): readonly HTMLElement[] {
  return changesOf(picture).map((change) => {
    const key = changeKey(change);
    const affected = blocksOf(picture)
      .filter((block) => block.reasons.some((reason) => changeKey(rootOf(reason)) === key))
      .map((block) => block.key);
    const canOpen = open !== null && change.file !== undefined;
    const attributes = {
      class: 'change',
      'data-change': key,
      'data-blocks': affected.join('\n'),
    };
    const inside = [icon('edit'), element('span', {}, ...prose(change.text))];
    if (!canOpen) return element('span', attributes, ...inside);
    const button = element('button', { type: 'button', ...attributes }, ...inside);
    button.addEventListener('click', () => open(change));
    return button;
  });
}

function drawColumn(
  lanes: readonly Lane[],
  index: number,
  longest: number,
  unfolded: ReadonlySet<string>,
): HTMLElement {
  const column = element('div', { class: 'column', 'data-column': index });
  for (const lane of lanes) column.append(drawLane(lane, longest, unfolded));
  return column;
}

function drawLane(lane: Lane, longest: number, unfolded: ReadonlySet<string>): HTMLElement {
  const seconds =
    lane.seconds === null
      ? null
      : element('span', { class: 'lane-seconds' }, `about ${formatSeconds(lane.seconds)}`);
  const parts = foldLane(lane, unfolded);
  return element(
    'section',
    { class: 'lane', 'aria-label': `Stage ${lane.name}` },
    element(
      'h2',
      { class: 'lane-head' },
      element('span', { class: 'lane-name', title: lane.name }, lane.name),
      element('span', { class: 'lane-base', title: lane.base }, `from ${lane.base}`),
      seconds,
    ),
    element('ol', {}, ...parts.map((part) => drawPart(part, lane.name, longest))),
  );
}

function drawPart(part: LanePart, stage: string, longest: number): HTMLElement {
  return part.kind === 'fold'
    ? drawFold(part.key, part.blocks)
    : drawBlock(part.block, { stage, longest });
}

/** A folded block stands where its fold stands. */
function placeOfBlocks(
  picture: Picture,
  columns: HTMLElement,
  unfolded: ReadonlySet<string>,
): ReadonlyMap<string, HTMLElement> {
  const buttons = new Map<string, HTMLElement>();
  for (const button of columns.querySelectorAll<HTMLElement>('[data-block]')) {
    buttons.set(button.dataset['block'] ?? '', button);
  }
  const places = new Map<string, HTMLElement>();
  for (const lane of picture.lanes) {
    for (const part of foldLane(lane, unfolded)) {
      const button = buttons.get(part.kind === 'fold' ? part.key : part.block.key);
      const blocks = part.kind === 'fold' ? part.blocks : [part.block];
      if (button) for (const block of blocks) places.set(block.key, button);
    }
  }
  return places;
}

function cellsOf(columns: HTMLElement): readonly Cell[] {
  return [...columns.querySelectorAll<HTMLElement>('[data-block]')].map((button) => ({
    key: button.dataset['block'] ?? '',
    column: columnOf(button),
    box: button.getBoundingClientRect(),
  }));
}

function columnOf(button: HTMLElement): number {
  return Number(button.closest<HTMLElement>('[data-column]')?.dataset['column'] ?? 0);
}

function buttonOf(columns: HTMLElement, key: string): HTMLElement | null {
  const buttons = [...columns.querySelectorAll<HTMLElement>('[data-block]')];
  return buttons.find((button) => button.dataset['block'] === key) ?? null;
}

/** The picture is one stop of the Tab key: the selected block, else the first. */
function tabStopOf(columns: HTMLElement, key: string | null): HTMLElement | null {
  const selected = key === null ? null : buttonOf(columns, key);
  return selected ?? columns.querySelector<HTMLElement>('[data-block]');
}

function focusedKey(root: HTMLElement): string | null {
  const focused = document.activeElement;
  return focused && root.contains(focused) ? keyAt(focused) : null;
}

function keyAt(target: EventTarget | null): string | null {
  if (!(target instanceof Element)) return null;
  return target.closest<HTMLElement>('[data-block]')?.dataset['block'] ?? null;
}
