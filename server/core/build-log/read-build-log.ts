/** A finished build log, from the bytes of its file to its builds. */
import type { Build } from '../../protocol/report.ts';
import { decodeText } from '../text/decode.ts';
import { logicalLines } from './logical-lines.ts';
import { createBuildLogReader } from './reader.ts';

export function readBuildLog(bytes: Uint8Array): readonly Build[] {
  const reader = createBuildLogReader();
  for (const line of logicalLines(decodeText(bytes).text)) reader.push(`${line}\n`);
  reader.end();
  return reader.builds();
}
