/** Phases can run at the same time: how much time has at least one of them. */
import type { Phase } from './report.ts';

export function coveredSeconds(phases: readonly Pick<Phase, 'start' | 'seconds'>[]): number {
  const sorted = [...phases].sort((a, b) => a.start - b.start);
  let covered = 0;
  let until = -Infinity;
  for (const { start, seconds } of sorted) {
    const end = start + seconds;
    covered += Math.max(0, end - Math.max(start, until));
    until = Math.max(until, end);
  }
  return covered;
}
