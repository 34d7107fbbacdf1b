/** Quotes what the user wrote inside a message: as code, short enough to read, and without credentials of URLs. */
import { maskSecrets } from './mask.ts';

const MAX_LENGTH = 60;

export function quoted(text: string): string {
  // Far more than is shown, so that a URL is masked before it is cut.
  const oneLine = maskSecrets(text.slice(0, 2500), []).replace(/[\r\n\u2028\u2029]/g, ' ');
  if (oneLine.length <= MAX_LENGTH) return `\`${oneLine}\``;
  // A pair of surrogates is not torn apart.
  const isPair = /[\uD800-\uDBFF]$/.test(oneLine.slice(0, MAX_LENGTH));
  return `\`${oneLine.slice(0, MAX_LENGTH - (isPair ? 1 : 0))}…\``;
}
