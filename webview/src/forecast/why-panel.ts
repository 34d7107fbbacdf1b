/** Beside the picture: why the selected step runs again, from the user's change down to it, and what to do about it. */
import type { Reason } from '../../../server/protocol/shapes.ts';
import type { ForecastView } from '../../../server/protocol/requests.ts';
import { formatSeconds } from '../../../server/protocol/seconds.ts';
import { append, element, type Child } from '../shared/dom.ts';
import { formatWithRange } from '../shared/format.ts';
import { icon } from '../shared/icons.ts';
import { shortText } from '../shared/instruction.ts';
import { prose } from '../shared/prose.ts';
import { fromTheChange, savedSeconds, type Block } from './model.ts';
import {
  costText,
  failingWord,
  linkText,
  NOT_MEASURED,
  plainAnswer,
  question,
  verdictWord,
} from './words.ts';

export interface WhyHandlers {
  /** Null in a page outside an editor. */
  readonly open: ((file: string, line: number) => void) | null;
  readonly applyFixes: (() => void) | null;
}

export function drawWhy(
  view: ForecastView,
  block: Block | null,
  handlers: WhyHandlers,
): readonly Child[] {
  if (!block) return [drawNothingSelected(view), drawFixes(view, handlers)];
  const answer = plainAnswer(block);
  const notes = (view.notes ?? []).filter((note) => note.step === block.step);
  return [
    element('h2', {}, question(block)),
    ...block.reasons.map((reason) => drawChain(reason, block, handlers)),
    answer === null ? null : element('p', { class: 'answer' }, answer),
    ...notes.map((note) => element('p', { class: 'note' }, ...prose(note.text))),
    drawSeconds(block),
    drawPlace(block, handlers),
    drawFixes(view, handlers),
  ];
}

function drawNothingSelected(view: ForecastView): HTMLElement {
  const { miss, conditional } = view.forecast.totals;
  const text =
    miss + conditional === 0
      ? 'Every step is cached.'
      : 'Point at a step, or reach it with the Tab and arrow keys, to see why.';
  return element('p', { class: 'answer' }, text);
}

function drawChain(reason: Reason, block: Block, handlers: WhyHandlers): HTMLElement {
  const links = fromTheChange(reason);
  const isLast = reason === block.reasons[block.reasons.length - 1];
  return element(
    'ol',
    { class: `chain ${block.verdict}` },
    ...links.map((link, index) => drawLink(link, index === 0, handlers)),
    isLast ? drawOutcome(block) : null,
  );
}

/** The chain ends in the step itself. */
function drawOutcome(block: Block): HTMLElement {
  const outcome = block.verdict === 'conditional' ? 'may run again' : verdictWord(block);
  return element(
    'li',
    { class: 'chain-step chain-end' },
    element('code', {}, shortText(block.text)),
    ` ${outcome}`,
  );
}

function drawLink(link: Reason, isChange: boolean, handlers: WhyHandlers): HTMLElement {
  const item = element('li', { class: isChange ? 'chain-change' : 'chain-step' });
  const text = linkText(link);
  const spoken = spokenPlace(link, text);
  const place = placeOf(link.file, link.line, handlers, spoken);
  if (!place) append(item, prose(text));
  else if (spoken === null) append(item, [...prose(text), ' ', place]);
  else {
    const start = text.indexOf(spoken);
    append(item, [
      ...prose(text.slice(0, start)),
      place,
      ...prose(text.slice(start + spoken.length)),
    ]);
  }
  return item;
}

/**
 * The words of a sentence that say its place are the link: `requirements.txt line 3` of `requirements.txt line 3
 * changed`, `line 4` of `COPY a . (line 4) runs again`. Null where it does not say its place.
 */
function spokenPlace({ file, line }: Reason, text: string): string | null {
  if (file === undefined) return null;
  const names = [file, baseName(file)];
  const places = names.flatMap((name) => [`${name} line ${line ?? 0}`, name]);
  const first = places.find(
    (place) => /^[ :]/.test(text.slice(place.length)) && text.startsWith(place),
  );
  if (first !== undefined) return first;
  const inParentheses = `line ${line ?? 0}`;
  return text.includes(`(${inParentheses})`) ? inParentheses : null;
}

function baseName(file: string): string {
  return file.slice(file.lastIndexOf('/') + 1);
}

function placeOf(
  file: string | undefined,
  line: number | undefined,
  handlers: WhyHandlers,
  words: string | null = null,
): HTMLElement | null {
  if (file === undefined) return null;
  const short = line === undefined ? baseName(file) : `${baseName(file)}:${line}`;
  const text = words ?? short;
  const name = words === null ? 'place short' : 'place';
  const { open } = handlers;
  if (!open) return element('span', { class: name, title: file }, text);
  const link = element('a', { href: '#', class: name, title: `Open ${file}` }, text);
  link.addEventListener('click', (event) => {
    event.preventDefault();
    open(file, line ?? 1);
  });
  return link;
}

function drawSeconds(block: Block): HTMLElement | null {
  if (block.step === null || (block.verdict === 'hit' && !block.asItIs)) return null;
  if (failingWord(block) !== null) return null;
  const facts = element('dl', { class: 'facts' });
  const add = (term: string, text: string, name = ''): void => {
    facts.append(
      element('dt', {}, term),
      element('dd', { class: name === '' ? null : name }, text),
    );
  };
  const asItIs = block.asItIs ?? block;
  const fixed = block.asItIs ? block : block.fixed;
  add('as it is', asItIs.seconds ? formatWithRange(asItIs.seconds) : NOT_MEASURED);
  if (fixed) add('with fixes', costText(fixed.verdict, fixed.seconds), 'good-text');
  if (asItIs.seconds) add('measured', asItIs.seconds.basis);
  return facts;
}

function drawPlace(block: Block, handlers: WhyHandlers): HTMLElement | null {
  const place = placeOf(block.file, block.line, handlers);
  return place ? element('p', { class: 'step-place' }, 'Step in ', place) : null;
}

function drawFixes(view: ForecastView, handlers: WhyHandlers): HTMLElement | null {
  if (view.fixTitles.length === 0) return null;
  const titles = element(
    'ul',
    { class: 'fix-titles' },
    ...countedTitles(view.fixTitles).map((title) =>
      element('li', {}, icon('wand'), element('span', {}, title)),
    ),
  );
  const fixes = element('div', { class: 'fixes' }, titles);
  const { applyFixes } = handlers;
  if (applyFixes) {
    const button = element('button', { type: 'button', class: 'primary' }, applyText(view));
    button.addEventListener('click', applyFixes);
    fixes.append(button);
  }
  return fixes;
}

/** Several steps can need the same fix: "Keep pip's cache in a mount at /root/.cache/pip (2 times)". */
function countedTitles(titles: readonly string[]): readonly string[] {
  return [...new Set(titles)].map((title) => {
    const times = titles.filter((other) => other === title).length;
    return times === 1 ? title : `${title} (${String(times)} times)`;
  });
}

export function applyText(view: ForecastView): string {
  const amount = view.fixTitles.length;
  const what = amount === 1 ? 'Apply the fix' : `Apply ${amount} fixes`;
  const saved = savedSeconds(view);
  return saved === null ? what : `${what} (saves about ${formatSeconds(saved)})`;
}
