/**
 * The timeline: an axis, and under it a tree of lines. Updates come ten times a second, so a line that stays is kept
 * with its focus, and what the user opened stays open.
 */
import { element, setText, setVariables, syncChildren } from '../shared/dom.ts';
import type { Reason } from '../../../server/protocol/shapes.ts';
import { hasMore, linesOf, type Line } from './lines.ts';
import type { StageGroup } from './model.ts';
import { createLine, updateLine } from './row.ts';
import { ticksOf, type TimeScale } from './scale.ts';

/** Without a file it is a line of the Dockerfile. */
export interface Place {
  readonly line: number;
  readonly file?: string;
}

export interface TimelineHandlers {
  readonly open: (place: Place) => void;
  readonly chosen: (open: ReadonlyMap<string, boolean>) => void;
}

export interface TimelineView {
  readonly root: HTMLElement;
  readonly show: (
    stages: readonly StageGroup[],
    scale: TimeScale,
    how: { readonly running: boolean },
  ) => void;
}

export function createTimeline(
  handlers: TimelineHandlers,
  startOpen: ReadonlyMap<string, boolean>,
): TimelineView {
  // The inner elements lie in the tracks' column.
  const axis = element('div');
  const grid = element('div');
  const body = element('div', {
    class: 'lines',
    role: 'treegrid',
    'aria-label':
      'Timeline of the build. Arrow keys move, right and left open and close, Enter opens the line in the Dockerfile.',
  });
  const root = element(
    'section',
    { class: 'timeline' },
    element('div', { class: 'grid-lines', 'aria-hidden': 'true' }, grid),
    element('div', { class: 'axis', 'aria-hidden': 'true' }, axis),
    body,
  );
  const chosen = new Map(startOpen);
  let stages: readonly StageGroup[] = [];
  let scale: TimeScale = { start: 0, end: 1 };
  let lines: readonly Line[] = [];
  let running = false;
  let current: string | null = null;

  function draw(): void {
    lines = linesOf(stages, scale, { chosen, closer: !running });
    const focusWas = focusedKey();
    const topWas = topOfFocused();
    drawAxis(axis, grid, scale);
    syncChildren(body, lines, { key: (line) => line.key, create: createLine, update: updateLine });
    if (focusWas !== null && focusedKey() === null) focusNear(focusWas);
    // Reasons come above the lines of a build that has ended: what the user reads stays where it is.
    else if (topWas !== null) window.scrollBy(0, (topOfFocused() ?? topWas) - topWas);
    setTabStop();
  }

  /** One stop of the Tab key: where the user was last, else the first line. */
  function setTabStop(): void {
    const reachable = lines.filter((line) => line.kind !== 'zoom');
    const stop = reachable.find((line) => line.key === current) ?? reachable[0];
    for (const row of body.children) {
      if (!(row instanceof HTMLElement)) continue;
      const index = row.dataset['key'] === stop?.key ? 0 : -1;
      if (row.tabIndex !== index) row.tabIndex = index;
    }
  }

  function focusedKey(): string | null {
    const row = document.activeElement?.closest<HTMLElement>('[data-key]');
    return row && body.contains(row) ? (row.dataset['key'] ?? null) : null;
  }

  function topOfFocused(): number | null {
    const key = focusedKey();
    return key === null ? null : (rowOf(key)?.getBoundingClientRect().top ?? null);
  }

  function rowOf(key: string): HTMLElement | null {
    const rows = [...body.children].filter((row) => row instanceof HTMLElement);
    return rows.find((row) => row.dataset['key'] === key) ?? null;
  }

  function focusLine(line: Line | undefined): void {
    if (!line) return;
    current = line.key;
    setTabStop();
    const row = rowOf(line.key);
    row?.focus();
    row?.scrollIntoView({ block: 'nearest' });
  }

  /** The focused line was folded away: its step, else its stage has the focus then. */
  function focusNear(key: string): void {
    const step = stages
      .flatMap((stage) => stage.steps)
      .find((one) => one.parts.some((part) => part.key === key));
    const stage = stages.find((one) => one.steps.some((own) => own.key === (step?.key ?? key)));
    const near = [step?.key, stage?.key];
    focusLine(lines.find((line) => near.includes(line.key)));
  }

  function setOpen(line: Line, open: boolean): void {
    if (line.kind !== 'stage' && line.kind !== 'step') return;
    chosen.set(line.key, open);
    handlers.chosen(chosen);
    draw();
  }

  function onKey(event: KeyboardEvent): void {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const key = focusedKey();
    const reachable = lines.filter((line) => line.kind !== 'zoom');
    const index = reachable.findIndex((line) => line.key === key);
    const line = reachable[index];
    if (!line) return;
    switch (event.key) {
      case 'ArrowDown':
        focusLine(reachable[index + 1]);
        break;
      case 'ArrowUp':
        focusLine(reachable[index - 1]);
        break;
      case 'Home':
        focusLine(reachable[0]);
        break;
      case 'End':
        focusLine(reachable[reachable.length - 1]);
        break;
      case 'ArrowRight':
        if (canOpen(line)) setOpen(line, true);
        else if (isOpen(line)) focusLine(reachable[index + 1]);
        break;
      case 'ArrowLeft':
      case 'Escape':
        if (isOpen(line)) setOpen(line, false);
        else focusLine(parentOf(line, stages, lines));
        break;
      case ' ':
        setOpen(line, !isOpen(line));
        break;
      case 'Enter':
        activate(line);
        break;
      default:
        return;
    }
    event.preventDefault();
  }

  function activate(line: Line): void {
    const place = placeOfLine(line);
    if (place !== null) handlers.open(place);
    else setOpen(line, !isOpen(line));
  }

  body.addEventListener('keydown', onKey);
  body.addEventListener('focusin', () => {
    current = focusedKey();
    setTabStop();
  });
  body.addEventListener('click', (event) => {
    if (!(event.target instanceof Element)) return;
    const row = event.target.closest<HTMLElement>('[data-key]');
    const line = lines.find((one) => one.key === row?.dataset['key']);
    if (!line) return;
    const link = event.target.closest<HTMLElement>('.link.opens-line');
    if (link) handlers.open(placeOfLink(link));
    else if (event.target.closest('.opens-line')) activate(line);
    else setOpen(line, !isOpen(line));
  });

  return {
    root,
    show: (next, nextScale, how) => {
      stages = next;
      scale = nextScale;
      running = how.running;
      draw();
    },
  };
}

function drawAxis(axis: HTMLElement, grid: HTMLElement, scale: TimeScale): void {
  const ticks = ticksOf(scale, 5);
  for (const [host, labelled] of [
    [axis, true],
    [grid, false],
  ] as const) {
    syncChildren(
      host,
      ticks.map((tick, index) => ({ ...tick, index })),
      {
        key: (tick) => String(tick.index),
        create: () => element('span', { class: labelled ? 'tick-label' : 'grid-line' }),
        update: (mark, tick) => {
          setVariables(mark, { '--from': tick.at.toFixed(4) });
          if (labelled) setText(mark, tick.text);
        },
      },
    );
  }
}

function canOpen(line: Line): boolean {
  if (line.kind === 'stage') return !line.open;
  return line.kind === 'step' && hasMore(line.step) && !line.open;
}

function isOpen(line: Line): boolean {
  return (line.kind === 'stage' || line.kind === 'step') && line.open;
}

function placeOfLine(line: Line): Place | null {
  switch (line.kind) {
    case 'step':
    case 'error':
      return line.step.line === null ? null : { line: line.step.line };
    case 'reason':
      return placeOfReason(line.reason);
    case 'part':
      return line.parent.line === null ? null : { line: line.parent.line };
    case 'stage':
    case 'zoom':
      return null;
  }
}

/** What the user changed, else the nearest link of the chain that has a place. */
function placeOfReason({ because, file, line }: Reason): Place | null {
  const deeper = because === undefined ? null : placeOfReason(because);
  if (deeper !== null || line === undefined) return deeper;
  return { line, ...(file === undefined ? {} : { file }) };
}

function placeOfLink({ dataset }: HTMLElement): Place {
  const { file, line } = dataset;
  return { line: Number(line), ...(file === undefined ? {} : { file }) };
}

function parentOf(
  line: Line,
  stages: readonly StageGroup[],
  lines: readonly Line[],
): Line | undefined {
  switch (line.kind) {
    case 'part':
      return lines.find((one) => one.key === line.parent.key);
    case 'error':
    case 'reason':
      return lines.find((one) => one.key === line.step.key);
    case 'step': {
      const stage = stages.find((one) => one.steps.includes(line.step));
      return lines.find((one) => one.key === stage?.key);
    }
    case 'stage':
    case 'zoom':
      return undefined;
  }
}
