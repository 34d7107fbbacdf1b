/** Numbers and times in words, the same in both views. */
import type { Seconds } from '../../../server/protocol/report.ts';
import { formatRange, formatSeconds } from '../../../server/protocol/seconds.ts';

/** `18 s (17 to 19 s)`, for a place with room. */
export function formatWithRange(seconds: Seconds): string {
  const median = formatSeconds(seconds.median);
  const range = formatRange(seconds.low, seconds.high);
  return range === median ? median : `${median} (${range})`;
}

/** `1 step`, `3 steps`. */
export function count(amount: number, one: string, many = `${one}s`): string {
  return `${amount} ${amount === 1 ? one : many}`;
}

/** `a`, `a and b`, `a, b and c`; after `most` names `and 3 more`. */
export function listInWords(names: readonly string[], most = Infinity): string {
  if (names.length > most) {
    return `${names.slice(0, most).join(', ')} and ${names.length - most} more`;
  }
  const last = names[names.length - 1] ?? '';
  if (names.length <= 1) return last;
  return `${names.slice(0, -1).join(', ')} and ${last}`;
}

/** `today 14:07`, `yesterday 09:30`, `3 Nov 14:07`, `3 Nov 2023 14:07`; empty for what is not a time. */
export function formatDay(started: string, now: Date): string {
  const time = new Date(started);
  if (Number.isNaN(time.getTime())) return '';
  const clock = `${twoDigits(time.getHours())}:${twoDigits(time.getMinutes())}`;
  const days = Math.round((startOfDay(now) - startOfDay(time)) / 86_400_000);
  if (days === 0) return `today ${clock}`;
  if (days === 1) return `yesterday ${clock}`;
  const day = `${time.getDate()} ${MONTHS[time.getMonth()] ?? ''}`;
  const year = time.getFullYear() === now.getFullYear() ? '' : ` ${time.getFullYear()}`;
  return `${day}${year} ${clock}`;
}

const MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');

function startOfDay(time: Date): number {
  return new Date(time.getFullYear(), time.getMonth(), time.getDate()).getTime();
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0');
}

/** Cut at a word where there is one near the end; the full text belongs into a title. */
export function shortened(text: string, most: number): string {
  if (text.length <= most) return text;
  const cut = text.slice(0, most - 1);
  const blank = cut.lastIndexOf(' ');
  return `${(blank > most / 2 ? cut.slice(0, blank) : cut).replace(/[\s,;]+$/, '')}…`;
}
