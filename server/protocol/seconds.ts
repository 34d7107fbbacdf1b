/** Seconds as people read them: on the command line, in lenses and hovers, in the views. Nobody else writes a unit. */

/**
 * `<0.1 s`, `9.6 s`, `18 s`, `2 min 5 s`, `1 h 4 min`. Two figures are as many as a measurement is good for: the same
 * build takes a little more or less each time.
 */
export function formatSeconds(seconds: number): string {
  if (!Number.isFinite(seconds) || seconds <= 0) return '0 s';
  if (seconds < 0.05) return '<0.1 s';
  if (isBelowMinute(seconds)) return `${figure(seconds)} s`;
  const whole = Math.round(seconds);
  if (whole < 3600) return `${String(Math.floor(whole / 60))} min ${String(whole % 60)} s`;
  const minutes = Math.round(seconds / 60);
  return `${String(Math.floor(minutes / 60))} h ${String(minutes % 60)} min`;
}

/** Letters of the longest figure below ten hours, for columns. */
export const SECONDS_WIDTH = '59 min 59 s'.length;

/** `17 to 19 s`, `50 s to 1 min 10 s`; one figure where both ends read alike. */
export function formatRange(low: number, high: number): string {
  const from = formatSeconds(low);
  const to = formatSeconds(high);
  if (from === to) return to;
  return isBelowMinute(high) ? `${from.replace(/ s$/, '')} to ${to}` : `${from} to ${to}`;
}

/** What rounds to a minute is a minute: no `60 s`. */
function isBelowMinute(seconds: number): boolean {
  return seconds < 59.5;
}

/** What rounds to ten has no decimal: no `10.0`. */
function figure(seconds: number): string {
  return seconds.toFixed(seconds < 9.95 ? 1 : 0);
}
