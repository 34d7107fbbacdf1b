/**
 * The digests that core gets handed in: sha256 of text or bytes as hex, and short digests of a text's lines, the
 * same for a file on disk, an unsaved buffer and a blob in git, so that the three can be compared.
 */
import * as crypto from 'node:crypto';
import type { Digest } from '../core/forecast/model.ts';
import { wideText } from '../core/text/encodings.ts';

/** Chosen at the first digest: a check that makes none does not load the library (`scripts/loaded-late.ts`). */
export const sha256: Digest = (data) => (chosen ??= fastest())(data);

let chosen: Digest | null = null;

/** `hash` is twice as fast for short texts; the oldest editor's Node does not have it. */
function fastest(): Digest {
  const { createHash } = crypto;
  const { hash } = crypto as Partial<Pick<typeof crypto, 'hash'>>;
  return hash === undefined
    ? (data) => createHash('sha256').update(data).digest('hex')
    : (data) => hash('sha256', data, 'hex');
}

/** Hex digits of a line's digest: enough to tell lines of one file apart, too few to find a secret line again. */
const LINE_DIGEST_LENGTH = 10;

/**
 * Digests of the lines without their line ends; null for what is not text. A final line end starts no line. UTF-16 with
 * its mark is text: PowerShell writes requirements so, and pip reads them.
 */
export function lineDigests(bytes: Uint8Array): readonly string[] | null {
  const wide = wideText(bytes);
  if (wide === null && bytes.includes(0)) return null;
  const text = wide ?? new TextDecoder('utf-8').decode(bytes);
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines.map((line) =>
    sha256(line.endsWith('\r') ? line.slice(0, -1) : line).slice(0, LINE_DIGEST_LENGTH),
  );
}
