/** The Layer Forecast view: one state, drawn part by part; only parts that show something else are drawn again. */
import type { Reason } from '../../../server/protocol/shapes.ts';
import type { ContextView, ForecastView } from '../../../server/protocol/requests.ts';
import type { ForecastHostMessage, ForecastViewMessage } from '../../../server/protocol/views.ts';
import { element, redrawIfChanged, type Child } from '../shared/dom.ts';
import { shortened } from '../shared/format.ts';
import { icon } from '../shared/icons.ts';
import { prose } from '../shared/prose.ts';
import { buildDetail } from '../shared/which-build.ts';
import { drawChoosers, showChosen } from './choosers.ts';
import { drawContext } from './context-section.ts';
import { blockByKey, firstToExplain, pictureOf, type Block } from './model.ts';
import { createPicture } from './picture.ts';
import { drawTable } from './step-table.ts';
import { drawWhy } from './why-panel.ts';

/** What stays while the view is hidden. */
export interface KeptForecast {
  readonly version: number;
  readonly view: ForecastView | null;
  readonly withFixes: boolean;
  readonly allSteps: boolean;
  readonly contextOpen: boolean;
}

export const KEPT_VERSION = 4;

export interface ForecastApp {
  readonly receive: (message: ForecastHostMessage) => void;
}

export interface ForecastSurroundings {
  /** Null in a page outside an editor. */
  readonly post: ((message: ForecastViewMessage) => void) | null;
  readonly kept: KeptForecast | null;
  readonly keep: (state: KeptForecast) => void;
}

export function startForecast(root: HTMLElement, around: ForecastSurroundings): ForecastApp {
  const { post } = around;
  let view: ForecastView | null = around.kept?.view ?? null;
  let withFixes = around.kept?.withFixes ?? false;
  let allSteps = around.kept?.allSteps ?? false;
  let contextOpen = around.kept?.contextOpen ?? false;
  /** Of the build in view; null as long as it is not known. */
  let context: ContextView | null = null;
  let selected: string | null = null;
  let dismissed = false;

  const open = post && ((file: string, line: number) => post({ kind: 'open', file, line }));
  const page = makePage();
  const picture = createPicture({
    select: (key) => {
      dismissed = key === null;
      selected = key;
      picture.light(key);
      if (view) drawPanel(view);
    },
    open: (block) => open?.(block.file, block.line),
    openChange: open && ((change: Reason) => open(change.file ?? '', change.line ?? 1)),
  });
  page.left.append(picture.root);
  root.replaceChildren(page.root);
  page.fixes.addEventListener('click', () => {
    withFixes = !withFixes;
    draw();
  });
  if (view) {
    draw();
    setBusy(true);
  }

  function draw(): void {
    if (!view) return;
    const shown = view;
    const drawn = pictureOf(shown, withFixes && shown.withFixes !== null);
    const current = blockByKey(drawn, selected);
    selected = current?.key ?? (dismissed ? null : (firstToExplain(drawn)?.key ?? null));
    page.root.hidden = false;
    redrawIfChanged(
      page.head,
      [shown.headline, shown.dockerfile, basisOf(shown), shown.build?.invocation],
      () => drawHead(shown),
    );
    redrawIfChanged(
      page.choosers,
      [
        ...[shown.baseline, shown.baselines, shown.after, shown.change],
        ...[shown.targets, shown.forecast.target, shown.buildArgs, shown.build],
      ],
      () => drawChoosers(shown, post),
    );
    showChosen(page.choosers, shown);
    page.fixes.hidden = shown.withFixes === null;
    page.fixes.setAttribute('aria-checked', String(withFixes));
    redrawIfChanged(page.problem, [shown.problem, shown.baseline === null, shown.after], () =>
      drawProblem(shown, post),
    );
    page.why.hidden = shown.forecast.steps.length === 0;
    const empty = shown.stages.length === 0;
    page.body.hidden = empty;
    if (!empty) {
      picture.show(drawn, selected);
      drawPanel(shown);
      redrawIfChanged(page.table, [shown.forecast, shown.withFixes, withFixes, allSteps], () =>
        drawTable(shown, drawn, { all: allSteps, open, showAll }),
      );
    }
    redrawIfChanged(
      page.notes,
      [shown.forecast.assumed, shown.forecast.warnings, shown.forecast.fails, shown.record],
      () => drawNotes(shown),
    );
    keep(shown);
  }

  function keep(shown: ForecastView): void {
    around.keep({ version: KEPT_VERSION, view: shown, withFixes, allSteps, contextOpen });
  }

  function showContext(): void {
    const hadFocus = page.context.contains(document.activeElement);
    redrawIfChanged(page.context, context, () =>
      drawContext(context, {
        open,
        openEntry: post && ((path, isFolder) => post({ kind: 'open-entry', path, isFolder })),
        isOpen: contextOpen,
        toggled: (isOpen) => {
          contextOpen = isOpen;
          if (view) keep(view);
        },
      }),
    );
    if (hadFocus && !page.context.contains(document.activeElement))
      page.context.querySelector('summary')?.focus();
  }

  function drawPanel(shown: ForecastView): void {
    const drawn = pictureOf(shown, withFixes && shown.withFixes !== null);
    const block: Block | null = blockByKey(drawn, selected);
    redrawIfChanged(page.why, [block, shown.notes, shown.fixTitles, shown.withFixes?.totals], () =>
      drawWhy(shown, block, {
        open,
        applyFixes: post && (() => post({ kind: 'apply-fixes' })),
      }),
    );
  }

  function showAll(all: boolean): void {
    allSteps = all;
    draw();
    page.table.querySelector('button')?.focus();
  }

  function setBusy(busy: boolean): void {
    page.root.classList.toggle('busy', busy);
    page.root.setAttribute('aria-busy', String(busy));
  }

  return {
    receive: (message) => {
      switch (message.kind) {
        case 'busy':
          setBusy(true);
          return;
        case 'forecast':
          // What was measured of another build says nothing of this one.
          if (!isSameBuild(view, message.view)) context = null;
          view = message.view;
          setBusy(false);
          draw();
          showContext();
          return;
        case 'context':
          context = message.context;
          showContext();
          return;
      }
    },
  };
}

function isSameBuild(one: ForecastView | null, other: ForecastView): boolean {
  return (
    one?.dockerfileUri === other.dockerfileUri &&
    one.build?.invocation.id === other.build?.invocation.id
  );
}

interface Page {
  readonly root: HTMLElement;
  readonly head: HTMLElement;
  readonly choosers: HTMLElement;
  readonly fixes: HTMLElement;
  readonly problem: HTMLElement;
  readonly body: HTMLElement;
  readonly left: HTMLElement;
  readonly why: HTMLElement;
  readonly table: HTMLElement;
  readonly context: HTMLElement;
  readonly notes: HTMLElement;
}

function makePage(): Page {
  const head = element('header', { class: 'head' });
  head.append(element('p', { class: 'waiting' }, icon('waiting'), 'Working out the forecast…'));
  const choosers = element('div', { class: 'choosers' });
  const fixes = element(
    'button',
    { type: 'button', class: 'switch', role: 'switch', 'aria-checked': 'false', hidden: true },
    element('span', {}, 'with fixes'),
    element('span', { class: 'switch-track', 'aria-hidden': 'true' }, element('span')),
  );
  const problem = element('div', { class: 'problem' });
  const left = element('div', { class: 'left' });
  const why = element('section', { class: 'why', 'aria-label': 'Why', 'aria-live': 'polite' });
  const table = element('div', { class: 'table' });
  const context = element('div', { class: 'context' });
  const below = element('div', { class: 'below' }, table, context);
  const notes = element('div', { class: 'notes' });
  const side = element('div', { class: 'side' }, why, notes);
  const body = element('div', { class: 'body', hidden: true }, left, side, below);
  const bar = element('div', { class: 'bar-of-choices' }, choosers, fixes);
  const progress = element('div', { class: 'progress', 'aria-hidden': 'true' });
  const root = element('main', { class: 'page' }, progress, head, bar, problem, body);
  return { root, head, choosers, fixes, problem, body, left, why, table, context, notes };
}

function drawHead(view: ForecastView): readonly Child[] {
  const headline = view.headline.flatMap(({ tone, text }): readonly Child[] =>
    tone === 'plain' ? prose(text) : [element('strong', { class: `${tone}-text` }, text)],
  );
  const basis = basisOf(view);
  const said: Child[] = [view.dockerfile, ...contextInWords(view)];
  if (basis !== null) said.push(`from ${basis}`, 'seconds are medians, point at one for its range');
  return [element('h1', {}, ...headline), element('p', { class: 'sub' }, ...separated(said))];
}

function separated(parts: readonly Child[]): readonly Child[] {
  return parts.flatMap((part, index) => (index === 0 ? [part] : ['\u00a0· ', part]));
}

/** Enough for a service and its file; longer evidence would take the place of the picture. */
const EVIDENCE_LENGTH = 90;

/** The context decides on every COPY, so the view says which one it is and why. */
function contextInWords({ build, forecast }: ForecastView): readonly Child[] {
  if (!build) return [];
  const { detail, evidence } = build.invocation;
  // Without a forecast nothing was read yet, and the build itself says which context it has.
  const what = forecast.context === '' ? detail : `context ${forecast.context}`;
  const text = `${what} (${shortened(evidence, EVIDENCE_LENGTH)})`;
  return [element('span', { title: buildDetail(build.invocation) }, text)];
}

function basisOf(view: ForecastView): string | null {
  return view.forecast.totals.seconds?.basis ?? null;
}

const BUILD_ONCE = 'Build the image once. After that, this view shows what each edit costs.';

function drawProblem(view: ForecastView, post: ForecastSurroundings['post']): readonly Child[] {
  if (view.problem === null && view.baseline !== null) return [];
  const headline = view.headline.map((part) => part.text).join('');
  const isNew = view.baseline === null && view.stages.length > 0 && !hasLastBuild(view);
  // The headline says already what the matter is: then the card says what to do.
  const text = isNew && view.problem === headline ? BUILD_ONCE : view.problem;
  const card = element(
    'div',
    { class: 'problem-card', role: 'status' },
    icon(isNew ? 'info' : 'alert'),
    element('p', {}, ...prose(text ?? BUILD_ONCE)),
  );
  // A build does not help where the Dockerfile or the supposed change is what is wrong.
  const isBroken = view.problem !== null && (view.stages.length === 0 || view.after !== null);
  if (post && view.baseline === null && !isBroken) {
    const button = element(
      'button',
      { type: 'button', class: 'primary' },
      icon('play'),
      'Build Image',
    );
    button.addEventListener('click', () => post({ kind: 'build' }));
    card.append(button);
  }
  return [card];
}

function hasLastBuild({ baselines }: ForecastView): boolean {
  return baselines.some(({ choice, available }) => choice.kind === 'last-build' && available);
}

function warningOf(text: string): HTMLElement {
  return element('p', { class: 'warning' }, icon('alert'), element('span', {}, ...prose(text)));
}

function drawNotes(view: ForecastView): readonly Child[] {
  const { assumed, warnings, fails } = view.forecast;
  return [
    // The first one is the headline.
    ...fails
      .slice(1)
      .map(({ line, message }) => warningOf(`Line ${String(line)} fails, too: ${message}`)),
    ...warnings.map(warningOf),
    assumed.length === 0
      ? null
      : element(
          'details',
          { class: 'assumed', open: assumed.length <= 3 },
          element('summary', {}, 'Assumptions of this forecast'),
          element('ul', {}, ...assumed.map((text) => element('li', {}, text))),
        ),
    view.record === null ? null : element('p', { class: 'record' }, view.record),
  ];
}
