/** Whether a file has the bytes of this text in UTF-8: else a change of the text would write other bytes as well. */
import { readFileSync } from 'node:fs';

export function isFileText(file: string, text: string): boolean {
  try {
    return readFileSync(file).equals(Buffer.from(text));
  } catch {
    return false;
  }
}
