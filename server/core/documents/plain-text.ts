/** Files whose tools take bytes as they come, or look for a byte order mark at most. */
import { byteOrderMark, decodeLeniently } from '../text/encodings.ts';
import type { DecodedDocument } from './model.ts';

/** For tools that read UTF-8 and nothing else. */
export function decodePlainText(bytes: Uint8Array): DecodedDocument {
  return { text: decodeLeniently(bytes, 'utf-8'), encoding: 'utf-8', problem: null };
}

/** For YAML, which may be UTF-16 with a mark, as `docker compose config > compose.yaml` of Windows PowerShell writes it. */
export function decodeMarkedText(bytes: Uint8Array): DecodedDocument {
  const mark = byteOrderMark(bytes);
  if (mark === null || mark.encoding === 'utf-8') return decodePlainText(bytes);
  const { encoding, length } = mark;
  return { text: decodeLeniently(bytes.subarray(length), encoding), encoding, problem: null };
}
