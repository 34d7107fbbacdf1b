/** The mode bits that new files of this user do not get. */
import { readFileSync } from 'node:fs';

export function umaskNow(): number {
  try {
    // Node itself can only find out by setting another one for a moment.
    const text = readFileSync('/proc/self/status', 'utf8');
    const digits = /^Umask:\s*([0-7]+)$/m.exec(text)?.[1];
    if (digits !== undefined) return parseInt(digits, 8);
  } catch {
    // Only Linux has it.
  }
  const umask = process.umask(0o077);
  process.umask(umask);
  return umask;
}
