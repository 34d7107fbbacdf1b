/** Files whose tools read UTF-8 and nothing else, and take what is not UTF-8 as it comes. */
import { decodeLeniently } from '../text/encodings.ts';
import type { DecodedDocument } from './model.ts';

export function decodePlainText(bytes: Uint8Array): DecodedDocument {
  return { text: decodeLeniently(bytes, 'utf-8'), encoding: 'utf-8', problem: null };
}
