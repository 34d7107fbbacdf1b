/** The Build Timings view: one state, drawn part by part; while a build runs its clock runs on between two updates. */
import type { TimingsView } from '../../../server/protocol/requests.ts';
import type { TimingsHostMessage, TimingsViewMessage } from '../../../server/protocol/views.ts';
import { element, redrawIfChanged, setAttributes, type Child } from '../shared/dom.ts';
import { icon } from '../shared/icons.ts';
import { buildDetail } from '../shared/which-build.ts';
import { drawFailure } from './failure.ts';
import { drawCards, drawHeadline, drawLegend, drawSentence } from './header.ts';
import { stagesOf } from './model.ts';
import { buildScale } from './scale.ts';
import { createTimeline } from './timeline.ts';
import { headlineOf, sublineOf, whyOf } from './words.ts';

/** What stays while the view is hidden. */
export interface KeptTimings {
  readonly version: number;
  readonly view: TimingsView | null;
  readonly open: readonly (readonly [string, boolean])[];
}

export const KEPT_VERSION = 1;

/** Ten times a second, as the updates. */
const CLOCK_STEP = 100;

export interface TimingsSurroundings {
  readonly post: (message: TimingsViewMessage) => void;
  readonly kept: KeptTimings | null;
  readonly keep: (state: KeptTimings) => void;
}

export interface TimingsApp {
  readonly receive: (message: TimingsHostMessage) => void;
}

export function startTimings(root: HTMLElement, around: TimingsSurroundings): TimingsApp {
  const { post } = around;
  let view: TimingsView | null = around.kept?.view ?? null;
  let open: ReadonlyMap<string, boolean> = new Map(around.kept?.open ?? []);
  let received = performance.now();
  let clock: ReturnType<typeof setInterval> | null = null;

  const timeline = createTimeline(
    {
      open: (place) => post({ kind: 'open', ...place }),
      chosen: (next) => {
        open = new Map(next);
        keep();
      },
    },
    open,
  );
  const page = makePage(timeline.root);
  root.replaceChildren(page.root);
  page.cards.addEventListener('click', (event) => {
    const bar = event.target instanceof Element ? event.target.closest('[data-build]') : null;
    const id = bar?.getAttribute('data-build');
    if (id) post({ kind: 'choose-recorded', id });
  });
  document.addEventListener('visibilitychange', setClock);
  // A build that ran when the view was hidden may be over: without news its clock stands still.
  if (view && view.state !== 'running') draw();

  function draw(): void {
    if (!view) return;
    const shown = view;
    const seconds = secondsBy(shown, (performance.now() - received) / 1000);
    const headline = headlineOf(shown, seconds);
    redrawIfChanged(page.headline, headline, () => drawHeadline(headline));
    const why = whyOf(shown);
    redrawIfChanged(page.why, why, () => drawSentence(why));
    const subline = sublineOf(shown, new Date());
    redrawIfChanged(page.subline, subline, () => [subline]);
    setAttributes(page.subline, { title: shown.invocation ? buildDetail(shown.invocation) : null });
    redrawIfChanged(page.outcome, [shown.state, shown.build?.started], () => [
      shown.state === 'running' ? 'The build runs' : headline.map((part) => part.text).join(''),
    ]);
    redrawIfChanged(page.actions, shown.state, () => drawActions(shown, post));
    redrawIfChanged(page.problem, [shown.problem, shown.failure, shown.state], () =>
      drawProblem(shown, post),
    );
    page.timeline.hidden = shown.build === null;
    if (shown.build) {
      const running = shown.state === 'running';
      const expected = running ? expectedSeconds(shown) : 0;
      timeline.show(stagesOf(shown, seconds), buildScale(seconds, expected), { running });
    }
  }

  /** What does not change from one tick of the clock to the next. */
  function drawParts(): void {
    if (!view) return;
    const shown = view;
    const now = new Date();
    const shows = [shown.build, shown.before, shown.trend, shown.state, shown.explanation];
    const focused = document.activeElement?.getAttribute('data-build') ?? null;
    redrawIfChanged(page.cards, shows, () => drawCards(shown, now));
    // Drawing replaces the chosen bar, so the focus is set again.
    if (focused !== null) trendButton(page.cards, focused)?.focus();
    redrawIfChanged(page.legend, [shown.build, shown.before === null, shown.state], () =>
      drawLegend(shown, stagesOf(shown, shown.build?.seconds ?? 0)),
    );
  }

  function setClock(): void {
    const runs = view?.state === 'running' && !document.hidden;
    if (runs && clock === null) clock = setInterval(draw, CLOCK_STEP);
    if (!runs && clock !== null) {
      clearInterval(clock);
      clock = null;
    }
  }

  function keep(): void {
    around.keep({ version: KEPT_VERSION, view, open: [...open] });
  }

  drawParts();
  return {
    receive: (message) => {
      view = message.view;
      received = performance.now();
      draw();
      drawParts();
      setClock();
      // A running build would be kept ten times a second, and is old news when the view comes back.
      if (view.state !== 'running') keep();
    },
  };
}

function trendButton(cards: HTMLElement, id: string): HTMLElement | undefined {
  const buttons = cards.querySelectorAll<HTMLElement>('[data-build]');
  return [...buttons].find((one) => one.dataset['build'] === id);
}

function secondsBy(view: TimingsView, since: number): number {
  const seconds = view.build?.seconds ?? 0;
  return view.state === 'running' ? seconds + since : seconds;
}

function expectedSeconds(view: TimingsView): number {
  return view.forecast?.totals.seconds?.median ?? view.before?.seconds ?? 0;
}

interface Page {
  readonly root: HTMLElement;
  readonly headline: HTMLElement;
  /** Why the build ran what it ran. */
  readonly why: HTMLElement;
  readonly subline: HTMLElement;
  /** Says to a screen reader that a build begins and how it ended, not each tenth of a second. */
  readonly outcome: HTMLElement;
  readonly actions: HTMLElement;
  readonly problem: HTMLElement;
  readonly cards: HTMLElement;
  readonly timeline: HTMLElement;
  readonly legend: HTMLElement;
}

function makePage(timeline: HTMLElement): Page {
  const headline = element('h1', {}, 'Waiting for the build…');
  const why = element('p', { class: 'why' });
  const subline = element('p', { class: 'sub' });
  const outcome = element('p', { class: 'visually-hidden', role: 'status' });
  const actions = element('div', { class: 'actions' });
  const problem = element('div', { class: 'problem' });
  const cards = element('div', { class: 'cards' });
  const legend = element('ul', { class: 'legend', 'aria-label': 'Legend' });
  timeline.hidden = true;
  const root = element(
    'main',
    { class: 'page' },
    element(
      'header',
      { class: 'head' },
      element('div', { class: 'head-text' }, headline, why, subline, outcome),
      actions,
    ),
    problem,
    cards,
    timeline,
    legend,
  );
  return { root, headline, why, subline, outcome, actions, problem, cards, timeline, legend };
}

function drawActions(
  view: TimingsView,
  post: (message: TimingsViewMessage) => void,
): readonly Child[] {
  if (view.state === 'running') {
    const cancel = element(
      'button',
      { type: 'button', class: 'secondary' },
      icon('stop'),
      'Cancel build',
    );
    cancel.addEventListener('click', () => {
      cancel.disabled = true;
      cancel.replaceChildren('Cancelling…');
      post({ kind: 'cancel' });
    });
    return [cancel];
  }
  const first = view.state === 'empty';
  const build = element(
    'button',
    { type: 'button', class: first ? 'primary' : 'secondary' },
    icon('play'),
    first ? 'Build Image' : 'Build again',
  );
  build.addEventListener('click', () => post({ kind: 'build' }));
  return [build];
}

function drawProblem(
  { problem, failure, state }: TimingsView,
  post: (message: TimingsViewMessage) => void,
): readonly Child[] {
  if (failure && state === 'failed') return [drawFailure(failure, post)];
  if (problem === null) return [];
  return [
    element(
      'div',
      { class: 'problem-card', role: 'status' },
      icon('info'),
      element('p', {}, problem),
    ),
  ];
}
