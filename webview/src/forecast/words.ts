/** The verdicts in words: never by color alone, and the same words in picture, table and panel. */
import { failingOf } from '../../../server/protocol/failing.ts';
import type { Reason } from '../../../server/protocol/shapes.ts';
import type { Seconds } from '../../../server/protocol/report.ts';
import { formatRange, formatSeconds } from '../../../server/protocol/seconds.ts';
import { formatWithRange } from '../shared/format.ts';
import type { IconName } from '../shared/icons.ts';
import { shortText } from '../shared/instruction.ts';
import type { Block, BlockVerdict } from './model.ts';

export const NOT_MEASURED = 'not measured yet';

export function verdictIcon({ verdict, reasons }: Block): IconName {
  const failing = failingOf(reasons);
  if (failing !== null) return failing === 'fails' ? 'error' : 'skipped';
  switch (verdict) {
    case 'hit':
      return 'check';
    case 'miss':
      return 'again';
    case 'conditional':
      return 'depends';
    case 'none':
    case 'unknown':
      return 'none';
  }
}

/** The class that a block's colors go by. */
export function blockLook({ verdict, reasons }: Block): string {
  return failingOf(reasons) ?? (verdict === 'unknown' ? 'none' : verdict);
}

/** A step that was never built before does not run *again*. */
export function verdictWord(block: Block): string {
  switch (block.verdict) {
    case 'hit':
      return 'cached';
    case 'miss':
      return failingWord(block) ?? (isNew(block) ? 'runs' : 'runs again');
    case 'conditional':
      return 'depends';
    case 'none':
      return 'no layer';
    case 'unknown':
      return 'no forecast';
  }
}

/** The figure at the end of a block: what it costs, or why there is no figure. */
export function costText(verdict: BlockVerdict, seconds: Seconds | null): string {
  switch (verdict) {
    case 'hit':
      return 'cached';
    case 'none':
      return 'no layer';
    case 'unknown':
      return '';
    case 'miss':
      return seconds ? formatSeconds(seconds.median) : NOT_MEASURED;
    case 'conditional':
      return seconds ? formatRange(0, seconds.median) : NOT_MEASURED;
  }
}

export function costTitle(seconds: Seconds | null): string | null {
  if (!seconds) return null;
  return `${formatWithRange(seconds)}, from ${seconds.basis}`;
}

/** For a table cell, where `cached` already stands in another column. */
export function costCell(verdict: BlockVerdict, seconds: Seconds | null): string {
  return verdict === 'hit' ? '0 s' : costText(verdict, seconds);
}

export function question(block: Block): string {
  const name = `“${shortText(block.text)}”`;
  switch (block.verdict) {
    case 'hit':
      return `Why is ${name} cached?`;
    case 'miss':
      if (failingOf(block.reasons) === 'fails') return `Why does ${name} fail?`;
      if (failingOf(block.reasons) !== null) return `Why is ${name} not reached?`;
      return isNew(block) ? `Why does ${name} run?` : `Why does ${name} run again?`;
    case 'conditional':
      return `Why might ${name} run again?`;
    case 'none':
    case 'unknown':
      return `What does ${name} cost?`;
  }
}

/** Where there is no reason chain to show. */
export function plainAnswer(block: Block): string | null {
  if (block.asItIs && block.asItIs.verdict !== 'hit' && block.verdict === 'hit') {
    return 'Cached with the fixes.';
  }
  if (block.reasons.length > 0) return null;
  switch (block.verdict) {
    case 'hit':
      return 'Neither its files nor a step above it changed.';
    case 'none':
      return 'Nothing: it only sets the image’s configuration and makes no layer.';
    case 'miss':
    case 'conditional':
    case 'unknown':
      return 'No reason is known.';
  }
}

/**
 * A reason as a link of the chain from the change down to the step, which reads from above: of ``follows `COPY a .`
 * (line 3), which runs again`` it is the step above that comes next.
 */
export function linkText({ kind, text }: Reason): string {
  const match = kind === 'step-above' ? /^follows (.*), which (.*)$/s.exec(text) : null;
  return match === null ? text : `${match[1] ?? ''} ${match[2] ?? ''}`;
}

/** One sentence for a screen reader. */
export function spokenBlock(block: Block, stage: string): string {
  const reason = block.reasons[0];
  const cost = failingWord(block) ?? costText(block.verdict, block.seconds);
  const word = verdictWord(block);
  const parts = [block.text, word];
  if (cost !== word && cost !== '') parts.push(cost);
  if (reason && block.verdict !== 'hit') parts.push(reason.text);
  if (block.fixed) {
    parts.push(`with the fixes ${costText(block.fixed.verdict, block.fixed.seconds)}`);
  }
  parts.push(`stage ${stage}`);
  return parts.join(', ');
}

export function failingWord({ reasons }: Block): string | null {
  const failing = failingOf(reasons);
  if (failing === null) return null;
  return failing === 'fails' ? 'fails' : 'not reached';
}

function isNew(block: Block): boolean {
  const kind = block.reasons[0]?.kind;
  return kind === 'no-baseline' || kind === 'instruction-added';
}
