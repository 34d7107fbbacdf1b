/** A step as a block of the picture, and a folded run of cached ones. */
import { formatSeconds } from '../../../server/protocol/seconds.ts';
import { element, setVariables } from '../shared/dom.ts';
import { count } from '../shared/format.ts';
import { icon } from '../shared/icons.ts';
import { withShortMounts } from '../shared/instruction.ts';
import { medianOf, type Block } from './model.ts';
import { blockLook, costText, costTitle, failingWord, spokenBlock, verdictIcon } from './words.ts';
import { prose } from '../shared/prose.ts';

export function drawBlock(
  block: Block,
  where: { readonly stage: string; readonly longest: number },
): HTMLElement {
  const button = element(
    'button',
    {
      type: 'button',
      class: `block ${blockLook(block)}`,
      tabindex: -1,
      'data-block': block.key,
      'aria-label': spokenBlock(block, where.stage),
    },
    element(
      'span',
      { class: 'block-head' },
      icon(verdictIcon(block)),
      element('code', { class: 'block-text', title: block.text }, withShortMounts(block.text)),
      costOf(block),
    ),
    barsOf(block, where.longest),
    reasonOf(block),
  );
  return element('li', {}, button);
}

export function drawFold(key: string, blocks: readonly Block[]): HTMLElement {
  const words = count(blocks.length, 'cached step');
  return element(
    'li',
    {},
    element(
      'button',
      {
        type: 'button',
        class: 'fold',
        tabindex: -1,
        'data-block': key,
        'aria-expanded': 'false',
        'aria-label': `${words}, folded. Enter unfolds them.`,
      },
      icon('chevron'),
      words,
    ),
  );
}

function costOf(block: Block): HTMLElement {
  const cost = element(
    'span',
    { class: 'block-cost', title: costTitle(block.seconds) },
    failingWord(block) ?? costText(block.verdict, block.seconds),
  );
  const mayRun = block.verdict === 'miss' || block.verdict === 'conditional';
  if (!block.seconds && mayRun && failingWord(block) === null) {
    cost.classList.add('unmeasured');
  }
  if (!block.asItIs) return cost;
  const was = element('s', {}, costText(block.asItIs.verdict, block.asItIs.seconds));
  return element('span', { class: 'block-cost-both' }, was, cost);
}

/** The block's seconds as a length, and below it the length with (or without) the fixes. */
function barsOf(block: Block, longest: number): HTMLElement | null {
  const now = medianOf(block.seconds);
  const other = block.fixed ?? block.asItIs;
  const compared = other ? medianOf(other.verdict === 'hit' ? null : other.seconds) : null;
  const shown = block.verdict === 'hit' ? 0 : now;
  if (longest <= 0 || (shown <= 0 && !compared)) return null;
  const bars = element('span', { class: 'bars', 'aria-hidden': 'true' });
  bars.append(bar(block.asItIs ? 'bar fixed' : 'bar', shown / longest));
  if (compared !== null) {
    bars.append(bar(block.asItIs ? 'bar ghost' : 'bar fixed', compared / longest));
  }
  return bars;
}

function bar(name: string, share: number): HTMLElement {
  const fill = element('span', { class: 'bar-fill' });
  setVariables(fill, { '--share': share.toFixed(4) });
  return element('span', { class: name }, fill);
}

function reasonOf(block: Block): HTMLElement | null {
  if (block.verdict === 'hit' && !block.asItIs) return null;
  const parts: string[] = [];
  const reason = block.reasons[0];
  if (reason) parts.push(reason.text);
  if (block.fixed) parts.push(fixedWords(block));
  if (parts.length === 0) return null;
  return element('span', { class: 'block-reason' }, ...prose(parts.join(' · ')));
}

function fixedWords(block: Block): string {
  if (!block.fixed) return '';
  if (block.fixed.verdict === 'hit') return 'cached with the fix';
  return block.fixed.seconds ? `${formatSeconds(block.fixed.seconds.median)} with the fix` : '';
}
