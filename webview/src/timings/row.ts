/** One line of the timeline: what it is, when it was, how long it took. Made once, then only changed. */
import { formatSeconds } from '../../../server/protocol/seconds.ts';
import type { Reason } from '../../../server/protocol/shapes.ts';
import {
  element,
  hiddenText,
  redrawIfChanged,
  setAttributes,
  setText,
  setVariables,
  toggleClasses,
} from '../shared/dom.ts';
import { count, formatWithRange } from '../shared/format.ts';
import { icon, type IconName } from '../shared/icons.ts';
import { withShortMounts } from '../shared/instruction.ts';
import { prose } from '../shared/prose.ts';
import { hasMore, type Line } from './lines.ts';
import type { PartRow, Segment, StageGroup, StepRow, StepState } from './model.ts';
import { shareOf, ticksOf, type TimeScale } from './scale.ts';

const STATE_ICONS: Readonly<Record<StepState, IconName>> = {
  cached: 'check',
  ran: 'again',
  running: 'waiting',
  failed: 'error',
};

export function createLine(line: Line): HTMLElement {
  const row = element('div', { class: `line ${line.kind}`, role: 'row', tabindex: -1 });
  if (line.kind === 'error') {
    row.append(element('div', { class: 'error-text', role: 'gridcell' }));
    return row;
  }
  if (line.kind === 'reason') {
    row.append(element('div', { class: 'reason-text', role: 'gridcell' }));
    return row;
  }
  row.append(
    element(
      'div',
      { class: 'label', role: 'rowheader' },
      element('span', { class: 'twist' }, icon('chevron')),
      element('span', { class: 'state-icon' }),
      element('span', { class: 'name' }),
      element('span', { class: 'detail' }),
    ),
    element('div', { class: 'track', role: 'gridcell' }),
    element(
      'div',
      { class: 'value', role: 'gridcell' },
      element('span', { class: 'was' }),
      element('span', { class: 'now' }),
    ),
  );
  return row;
}

export function updateLine(row: HTMLElement, line: Line): void {
  switch (line.kind) {
    case 'stage':
      setAttributes(row, { 'aria-level': 1, 'aria-expanded': String(line.open) });
      updateStage(row, line.stage);
      return;
    case 'step':
      setAttributes(row, {
        'aria-level': 2,
        'aria-expanded': hasMore(line.step) ? String(line.open) : null,
      });
      updateStep(row, line.step, line.scale);
      return;
    case 'reason':
      setAttributes(row, { 'aria-level': 3 });
      updateReason(cell(row, '.reason-text'), line.reason);
      return;
    case 'error':
      setAttributes(row, { 'aria-level': 3 });
      setText(cell(row, '.error-text'), line.step.error ?? '');
      return;
    case 'zoom':
      setAttributes(row, { 'aria-hidden': 'true' });
      updateZoom(row, line.scale);
      return;
    case 'part':
      setAttributes(row, { 'aria-level': 3 });
      toggleClasses(row, { zoomed: line.zoomed });
      updatePart(row, line.part, line.scale);
      return;
  }
}

function updateStage(row: HTMLElement, stage: StageGroup): void {
  setText(cell(row, '.name'), stage.name);
  setText(cell(row, '.detail'), count(stage.steps.length, 'step'));
  setText(cell(row, '.now'), formatSeconds(stage.seconds));
}

function updateStep(row: HTMLElement, step: StepRow, scale: TimeScale): void {
  for (const state of ['cached', 'ran', 'running', 'failed'] as const) {
    row.classList.toggle(state, state === step.state);
  }
  const stateIcon = cell(row, '.state-icon');
  if (stateIcon.dataset['state'] !== step.state) {
    stateIcon.dataset['state'] = step.state;
    stateIcon.replaceChildren(icon(STATE_ICONS[step.state]));
  }
  const name = cell(row, '.name');
  setText(name, withShortMounts(step.text));
  setAttributes(name, { title: step.text });
  toggleClasses(name, { 'opens-line': step.line !== null });
  drawStepTrack(cell(row, '.track'), step, scale);
  setText(cell(row, '.now'), stepValue(step));
  setText(cell(row, '.was'), wasText(step.seconds, step.before, step.state === 'cached'));
}

function stepValue(step: StepRow): string {
  switch (step.state) {
    case 'cached':
      return 'cached';
    case 'failed':
      return `failed, ${formatSeconds(step.seconds)}`;
    case 'running':
    case 'ran':
      return formatSeconds(step.seconds);
  }
}

/** Only where it differs enough to be worth reading. */
function wasText(seconds: number, before: number | null, cached: boolean): string {
  if (before === null || before < 0.05) return '';
  const now = cached ? 0 : seconds;
  return Math.abs(before - now) < Math.max(0.1, before * 0.1) ? '' : `was ${formatSeconds(before)}`;
}

function drawStepTrack(track: HTMLElement, step: StepRow, scale: TimeScale): void {
  const bars: Bar[] = [];
  if (step.before !== null) {
    bars.push({ name: 'bar ghost', start: step.start, seconds: step.before });
  }
  bars.push({ name: `bar ${step.state}`, start: step.start, seconds: step.seconds });
  if (step.forecast) {
    const { low, median, high } = step.forecast;
    bars.push({ name: 'forecast-range', start: step.start + low, seconds: high - low });
    bars.push({ name: 'tick', start: step.start + median, seconds: 0 });
  }
  drawBars(track, bars, scale);
  setSpoken(track, spokenStep(step));
  setAttributes(track, { title: spokenStep(step) });
}

function spokenStep(step: StepRow): string {
  const parts = [`starts at ${formatSeconds(step.start)}`];
  if (step.state === 'cached') parts.push('from the cache');
  else parts.push(`takes ${formatSeconds(step.seconds)}`);
  if (step.state === 'running') parts.push('still running');
  if (step.before !== null) parts.push(`the build before ${formatSeconds(step.before)}`);
  if (step.forecast) parts.push(`forecast ${formatWithRange(step.forecast)}`);
  const why = step.reasons.map((reason) =>
    chainOf(reason)
      .map(({ text }) => text)
      .join(': '),
  );
  return [parts.join(', '), ...why].join('. ');
}

/** The nearest cause, and what the user did, which stands out. The whole chain is in the title. */
function updateReason(cellOfText: HTMLElement, reason: Reason): void {
  redrawIfChanged(cellOfText, reason, () => {
    const chain = chainOf(reason);
    const change = chain.at(-1) ?? reason;
    setAttributes(cellOfText, { title: chain.map(({ text }) => text).join('\n← ') });
    if (change === reason) return [drawReasonLink(reason, true)];
    const because = element(
      'span',
      { class: 'because' },
      hiddenText(' because '),
      element('span', { 'aria-hidden': 'true' }, ' ←\u00a0'),
    );
    return [drawReasonLink(reason, false), because, drawReasonLink(change, true)];
  });
}

/** With a place it opens it. */
function drawReasonLink({ text, file, line }: Reason, isChange: boolean): HTMLElement {
  const link = element('span', { class: 'link' }, ...prose(text));
  toggleClasses(link, { change: isChange, 'opens-line': line !== undefined });
  setAttributes(link, { 'data-file': file ?? null, 'data-line': line ?? null });
  return link;
}

function chainOf(reason: Reason): readonly Reason[] {
  return reason.because === undefined ? [reason] : [reason, ...chainOf(reason.because)];
}

function updatePart(row: HTMLElement, part: PartRow, scale: TimeScale): void {
  setText(cell(row, '.name'), part.version === '' ? part.name : `${part.name} ${part.version}`);
  const detail = cell(row, '.detail');
  setText(detail, part.detail);
  setAttributes(cell(row, '.label'), {
    title: [part.name, part.version, part.detail].filter((text) => text !== '').join(' '),
  });
  const bars: Bar[] = [];
  if (part.before !== null) {
    bars.push({ name: 'bar ghost', start: part.start, seconds: part.before });
  }
  for (const segment of part.segments) bars.push(segmentBar(segment));
  const track = cell(row, '.track');
  drawBars(track, bars, scale);
  setSpoken(track, part.segments.map(spokenSegment).join(', '));
  setAttributes(track, { title: part.segments.map(spokenSegment).join('\n') });
  setText(cell(row, '.now'), part.segments.length === 0 ? '' : formatSeconds(part.seconds));
  setText(cell(row, '.was'), wasText(part.seconds, part.before, false));
}

function segmentBar(segment: Segment): Bar {
  return { name: `bar ${segment.kind}`, start: segment.start, seconds: segment.seconds };
}

function spokenSegment(segment: Segment): string {
  return `${segment.label}: ${formatSeconds(segment.seconds)}`;
}

interface Bar {
  readonly name: string;
  readonly start: number;
  readonly seconds: number;
}

/** What ends beyond the track is cut there, and marked so. */
function drawBars(track: HTMLElement, bars: readonly Bar[], scale: TimeScale): void {
  const marks = [...track.querySelectorAll<HTMLElement>(':scope > i')];
  const visible = bars.filter((bar) => shareOf(scale, bar.start) <= 1);
  visible.forEach((bar, index) => {
    let mark = marks[index];
    if (!mark) {
      mark = element('i', { 'aria-hidden': 'true' });
      track.append(mark);
    }
    const from = Math.min(1, Math.max(0, shareOf(scale, bar.start)));
    const to = shareOf(scale, bar.start + bar.seconds);
    const cut = to > 1.001;
    const name = cut ? `${bar.name} cut` : bar.name;
    if (mark.className !== name) mark.className = name;
    setVariables(mark, {
      '--from': from.toFixed(4),
      '--share': Math.max(0, Math.min(1, to) - from).toFixed(4),
    });
  });
  for (const extra of marks.slice(visible.length)) extra.remove();
}

function updateZoom(row: HTMLElement, scale: TimeScale): void {
  setText(cell(row, '.name'), 'a closer look at this step');
  const track = cell(row, '.track');
  const ticks = ticksOf(scale, 5);
  const labels = [...track.querySelectorAll<HTMLElement>('.tick-label')];
  ticks.forEach((tick, index) => {
    let label = labels[index];
    if (!label) {
      label = element('span', { class: 'tick-label' });
      track.append(label);
    }
    setText(label, tick.text);
    setVariables(label, { '--from': tick.at.toFixed(4) });
  });
  for (const extra of labels.slice(ticks.length)) extra.remove();
}

function setSpoken(track: HTMLElement, text: string): void {
  const spoken = track.querySelector('.visually-hidden') ?? track.appendChild(hiddenText(text));
  setText(spoken, text);
}

function cell(row: HTMLElement, selector: string): HTMLElement {
  // Every line was made with these cells.
  return row.querySelector<HTMLElement>(selector) ?? row;
}
