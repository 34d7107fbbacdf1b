/** Above the timeline: the outcome in a sentence, the totals as cards, the builds so far as bars. */
import type { HeadlinePart, TimingsView, TrendPoint } from '../../../server/protocol/requests.ts';
import { formatSeconds } from '../../../server/protocol/seconds.ts';
import { element, setVariables, type Child } from '../shared/dom.ts';
import { count, formatDay, listInWords } from '../shared/format.ts';
import { prose } from '../shared/prose.ts';
import { countSteps, type StageGroup } from './model.ts';
import { savingsOf } from './savings.ts';
import { MADE_OUTSIDE } from './words.ts';

export function drawHeadline(parts: readonly HeadlinePart[]): readonly Child[] {
  return parts.map((part) =>
    part.tone === 'plain'
      ? part.text
      : element('strong', { class: `${part.tone}-text` }, part.text),
  );
}

/** A sentence that quotes code between backticks. */
export function drawSentence(parts: readonly HeadlinePart[]): readonly Child[] {
  return parts.flatMap((part) => (part.tone === 'plain' ? prose(part.text) : drawHeadline([part])));
}

interface Card {
  readonly figure: string;
  readonly text: string;
  readonly tone?: 'good-text' | 'loud-text';
  readonly title?: string;
}

/** Without the running seconds, which change ten times a second and stand in the headline. */
export function cardsOf(view: TimingsView): readonly Card[] {
  if (!view.build) return [];
  const cards: Card[] = [];
  const running = view.state === 'running';
  if (!running) cards.push({ figure: formatSeconds(view.build.seconds), text: 'this build' });
  if (view.before) {
    cards.push({ figure: formatSeconds(view.before.seconds), text: 'the build before' });
  }
  const predicted = view.forecast?.totals.seconds;
  if (running && predicted) {
    cards.push({ figure: formatSeconds(predicted.median), text: 'forecast' });
  }
  const { saved, wasted, again } = savingsOf(view);
  if (saved >= 0.05) {
    cards.push({
      figure: formatSeconds(saved),
      text: 'saved by caches',
      tone: 'good-text',
      title: 'What the build before took for the steps and packages that came from a cache now.',
    });
  }
  if (wasted >= 0.05) {
    cards.push({
      figure: formatSeconds(wasted),
      text: `fetched and compiled again: ${listInWords(again, 2)}`,
      tone: 'loud-text',
      title: 'The same version as in the build before. A cache mount keeps it.',
    });
  }
  cards.push(stepsCard(view, running));
  return cards;
}

function stepsCard(view: TimingsView, running: boolean): Card {
  const { cached, all } = countSteps(view);
  const expected = view.forecast?.steps.length ?? 0;
  if (running && expected > 0) return { figure: `${all} of ${expected}`, text: 'steps begun' };
  return { figure: `${cached} of ${all}`, text: 'steps from the cache' };
}

export function drawCards(view: TimingsView, now: Date): readonly Child[] {
  const cards = cardsOf(view).map((card) =>
    element(
      'div',
      { class: 'card', title: card.title ?? null },
      element('strong', { class: card.tone ?? null }, card.figure),
      element('span', {}, card.text),
    ),
  );
  return view.trend.length > 1 ? [...cards, drawTrend(view, now)] : cards;
}

/** The bars say the same as their texts, which a screen reader gets as a list. */
function drawTrend({ trend, build, state }: TimingsView, now: Date): HTMLElement {
  const canChoose = state !== 'running';
  const longest = Math.max(...trend.map((point) => point.seconds), 0.1);
  const bars = element('ol', { class: 'trend-bars' });
  trend.forEach((point) => {
    const last = point.started === build?.started;
    const bar = element('i', {});
    setVariables(bar, { '--share': (point.seconds / longest).toFixed(4) });
    const text = trendText(point, last, now);
    const spoken = element('span', { class: 'visually-hidden' }, text);
    const shown = canChoose && point.id !== undefined ? chooser(point.id, last) : null;
    shown?.append(bar, spoken);
    bars.append(
      element(
        'li',
        { class: trendClass(point, last), title: text },
        ...(shown ? [shown] : [bar, spoken]),
      ),
    );
  });
  return element(
    'div',
    { class: 'card trend' },
    bars,
    element('span', {}, `last ${count(trend.length, 'build')}, up to ${formatSeconds(longest)}`),
  );
}

/** Shows the build of its bar. */
function chooser(id: string, isShown: boolean): HTMLElement {
  return element('button', {
    type: 'button',
    class: 'chooser',
    'data-build': id,
    'aria-current': isShown ? 'true' : null,
  });
}

function trendClass({ succeeded, madeOutside }: TrendPoint, last: boolean): string {
  const kinds = [last ? 'latest' : '', succeeded ? '' : 'failed', madeOutside ? 'outside' : ''];
  return kinds.filter((kind) => kind !== '').join(' ');
}

function trendText(point: TrendPoint, last: boolean, now: Date): string {
  const outcome = point.succeeded ? '' : ', failed';
  const which = last ? ', this build' : '';
  const ran = count(point.misses, 'step');
  const origin = point.madeOutside ? `, ${MADE_OUTSIDE}` : '';
  return `${formatDay(point.started, now)}: ${formatSeconds(point.seconds)}, ${ran} ran${outcome}${origin}${which}`;
}

/** What the marks mean; only those that are there. */
export function drawLegend(view: TimingsView, stages: readonly StageGroup[]): readonly Child[] {
  const steps = stages.flatMap((stage) => stage.steps);
  if (steps.length === 0) return [];
  const parts = steps.flatMap((step) => step.parts);
  const phases = new Set(parts.flatMap((part) => part.segments.map((segment) => segment.kind)));
  const entry = (name: string, text: string, shown = true): HTMLElement | null =>
    shown
      ? element('li', {}, element('i', { class: `swatch ${name}`, 'aria-hidden': 'true' }), text)
      : null;
  return [
    entry(
      'ran',
      'ran',
      steps.some((step) => step.state === 'ran'),
    ),
    entry('cached', 'from a cache'),
    entry('running', 'running', view.state === 'running'),
    entry(
      'failed',
      'failed',
      steps.some((step) => step.state === 'failed'),
    ),
    entry('resolve', 'resolve', phases.has('resolve')),
    entry('download', 'download', phases.has('download')),
    entry('build', 'compile', phases.has('build')),
    entry('install', 'install', phases.has('install')),
    entry('ghost', 'the build before', view.before !== null),
    entry('tick', 'forecast', view.forecast !== null),
  ];
}
