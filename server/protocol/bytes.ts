/** Sizes as people read them: on the command line and in the views. Nobody else writes a unit. */

const UNITS = ['kB', 'MB', 'GB', 'TB'] as const;

/** `17 bytes`, `65 kB`, `1.2 MB`, `412 MB`: thousands, as docker and pip count. */
export function formatBytes(bytes: number): string {
  if (!Number.isFinite(bytes) || bytes <= 0) return '0 bytes';
  if (bytes < 999.5)
    return `${String(Math.round(bytes))} ${Math.round(bytes) === 1 ? 'byte' : 'bytes'}`;
  let value = bytes / 1000;
  let unit = 0;
  while (value >= 999.5 && unit < UNITS.length - 1) {
    value /= 1000;
    unit++;
  }
  // What rounds to ten has no decimal, and nobody needs tenths of a kilobyte.
  const figure = unit > 0 && value < 9.95 ? value.toFixed(1) : value.toFixed(0);
  return `${figure} ${UNITS[unit] ?? ''}`;
}

/** Letters of the longest size, for columns. */
export const BYTES_WIDTH = '999 bytes'.length;

/** `8,120`. */
export function formatCount(amount: number): string {
  return String(amount).replace(/\B(?=(?:\d{3})+$)/g, ',');
}
