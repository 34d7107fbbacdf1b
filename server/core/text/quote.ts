/** Quotes what the user wrote inside a message: as code, short enough to read, and without credentials of URLs. */
import { maskSecrets } from './mask.ts';

const MAX_LENGTH = 60;

export function quoted(text: string): string {
  // Far more than is shown, so that a URL is masked before it is cut.
  const oneLine = maskSecrets(text.slice(0, 2500), [])
    .replace(/[\r\n\u2028\u2029]/g, ' ')
    .replace(CONTROL, pictureOf);
  if (oneLine.length <= MAX_LENGTH) return `\`${oneLine}\``;
  // A pair of surrogates is not torn apart.
  const isPair = /[\uD800-\uDBFF]$/.test(oneLine.slice(0, MAX_LENGTH));
  return `\`${oneLine.slice(0, MAX_LENGTH - (isPair ? 1 : 0))}…\``;
}

/** A terminal would obey them; a tab does no harm. */
// eslint-disable-next-line no-control-regex -- control characters are what is looked for
const CONTROL = /[\x00-\x08\x0b-\x1f\x7f-\x9f]/g;

/** Unicode has a picture of each of the old ones: `\u001b` is shown as `␛`. */
function pictureOf(sign: string): string {
  const code = sign.charCodeAt(0);
  if (code < 0x20) return String.fromCharCode(0x2400 + code);
  return code === 0x7f ? '\u2421' : '\uFFFD';
}
