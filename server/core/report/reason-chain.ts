/**
 * The chain of a reason as it leaves the product. In a long row of stages each step rests on the one before: a chain of
 * thirty links is neither read nor worth the sending, so that its middle is one link.
 */
import type { Reason } from '../../protocol/shapes.ts';
import type { ForecastReason } from '../forecast/model.ts';
import type { Mask } from '../text/mask.ts';

const N_FIRST = 4;
const N_LAST = 3;

export interface ReasonInput {
  /** The path of a file that a reason names by its role. */
  readonly fileOf: (role: string) => string;
  readonly mask: Mask;
}

export function reasonChain(reason: ForecastReason, input: ReasonInput): Reason {
  const links: ForecastReason[] = [];
  for (let link: ForecastReason | undefined = reason; link; link = link.because) links.push(link);
  const nBetween = links.length - N_FIRST - N_LAST;
  // A single link takes as little room as the words for it.
  const isLong = nBetween > 1;
  const last = isLong ? links.slice(-N_LAST) : links.slice(1);
  let chain: Reason | undefined;
  for (const link of last.reverse()) chain = chained(link, input, chain);
  if (!isLong) return chained(reason, input, chain);
  const text = input.mask(`${String(nBetween)} more steps in between`);
  chain = { kind: links[N_FIRST]?.kind ?? reason.kind, text, ...(chain && { because: chain }) };
  for (const link of links.slice(1, N_FIRST).reverse()) chain = chained(link, input, chain);
  return chained(reason, input, chain);
}

function chained(
  { kind, text, file, line }: ForecastReason,
  { fileOf, mask }: ReasonInput,
  because: Reason | undefined,
): Reason {
  return {
    kind,
    text: mask(text),
    ...(file === undefined ? {} : { file: fileOf(file) }),
    ...(line === undefined ? {} : { line }),
    ...(because === undefined ? {} : { because }),
  };
}
