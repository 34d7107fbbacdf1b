/** The forecast as a table with its reasons in words: the same as the picture, for reading and for screen readers. */
import type { Seconds } from '../../../server/protocol/report.ts';
import type { ForecastView } from '../../../server/protocol/requests.ts';
import { element, type Child } from '../shared/dom.ts';
import { count } from '../shared/format.ts';
import { icon } from '../shared/icons.ts';
import { withShortMounts } from '../shared/instruction.ts';
import { rootOf, type Block, type BlockVerdict, type Lane, type Picture } from './model.ts';
import { blockLook, costCell, costTitle, failingWord, verdictIcon, verdictWord } from './words.ts';
import { prose } from '../shared/prose.ts';

export interface TableHandlers {
  readonly open: ((file: string, line: number) => void) | null;
  readonly showAll: (all: boolean) => void;
}

interface Row {
  readonly lane: Lane;
  readonly block: Block;
}

export function drawTable(
  view: ForecastView,
  picture: Picture,
  how: { readonly all: boolean } & TableHandlers,
): readonly Child[] {
  const rows = picture.lanes.flatMap((lane) =>
    lane.blocks.filter((block) => block.step !== null).map((block) => ({ lane, block })),
  );
  const loud = rows.filter((row) => row.block.verdict !== 'hit' || row.block.asItIs);
  const shown = how.all ? rows : loud;
  const fixes = view.withFixes !== null;
  return [
    shown.length === 0 ? null : drawRows(view, shown, { fixes, open: how.open }),
    drawToggle({ quiet: rows.length - loud.length, loud: loud.length }, how),
  ];
}

function drawRows(
  view: ForecastView,
  rows: readonly Row[],
  how: { readonly fixes: boolean; readonly open: TableHandlers['open'] },
): HTMLElement {
  const causes = new Set<string>();
  return element(
    'table',
    { class: 'steps' },
    element('caption', {}, `Steps of ${view.dockerfile} that run again or depend, and why`),
    element(
      'thead',
      {},
      element(
        'tr',
        {},
        head('step'),
        head('verdict'),
        head('as it is', 'figure'),
        how.fixes ? head('with fixes', 'figure') : null,
      ),
    ),
    element('tbody', {}, ...rows.map((row) => drawRow(row, how, causes))),
  );
}

function drawRow(
  { lane, block }: Row,
  how: { readonly fixes: boolean; readonly open: TableHandlers['open'] },
  causes: Set<string>,
): HTMLElement {
  const asItIs = block.asItIs ?? { verdict: block.verdict, seconds: block.seconds };
  const fixed = block.fixed ?? { verdict: block.verdict, seconds: block.seconds };
  const better = block.asItIs !== null || block.fixed !== null;
  return element(
    'tr',
    { class: blockLook(block) },
    element(
      'th',
      { scope: 'row' },
      element(
        'span',
        { class: 'row-name' },
        element('span', { class: 'row-stage' }, lane.name),
        stepName(block, how.open),
      ),
      reasonsInWords(block, causes),
    ),
    element('td', { class: 'verdict' }, icon(verdictIcon(block)), verdictWord(block)),
    failingWord(block) === null ? figure(asItIs.verdict, asItIs.seconds, 'figure') : element('td'),
    how.fixes ? figure(fixed.verdict, fixed.seconds, better ? 'figure good-text' : 'figure') : null,
  );
}

function figure(verdict: BlockVerdict, seconds: Seconds | null, name: string): HTMLElement {
  const unmeasured = verdict !== 'hit' && !seconds;
  return element(
    'td',
    { class: unmeasured ? `${name} unmeasured` : name, title: costTitle(seconds) },
    costCell(verdict, seconds),
  );
}

function stepName(block: Block, open: TableHandlers['open']): HTMLElement {
  const text = withShortMounts(block.text);
  if (!open) return element('code', { title: block.text }, text);
  const link = element('a', { href: '#', class: 'row-step', title: block.text }, text);
  link.addEventListener('click', (event) => {
    event.preventDefault();
    open(block.file, block.line);
  });
  return link;
}

/** `causes`: the changes that the rows above name. A row that follows the same one names the step above only. */
function reasonsInWords(block: Block, causes: Set<string>): HTMLElement | null {
  if (block.reasons.length === 0 || block.verdict === 'hit') return null;
  // The links between are in the panel; here the nearest reason and the change that it comes from are enough.
  const sentences = block.reasons.map((reason) => {
    const cause = rootOf(reason).text;
    const isNamed = causes.has(cause);
    causes.add(cause);
    return reason.because && !isNamed ? `${reason.text}, because ${cause}` : reason.text;
  });
  return element('span', { class: 'row-reason' }, ...prose(sentences.join('; ')));
}

function drawToggle(
  rows: { readonly quiet: number; readonly loud: number },
  how: { readonly all: boolean } & TableHandlers,
): HTMLElement | null {
  if (rows.quiet === 0) return null;
  const steps = count(rows.quiet, 'cached step');
  const show = rows.loud === 0 ? `Show the ${steps} as a table` : `Show ${steps} too`;
  const text = how.all ? 'Hide the cached steps' : show;
  const button = element('button', { type: 'button', class: 'quiet' }, text);
  button.addEventListener('click', () => how.showAll(!how.all));
  return button;
}

function head(text: string, name: string | null = null): HTMLElement {
  return element('th', { scope: 'col', class: name }, text);
}
