/** Sizes as managers print them. */

const UNITS: Readonly<Record<string, number>> = {
  ...{ b: 1, byte: 1, bytes: 1, kb: 1e3, mb: 1e6, gb: 1e9 },
  ...{ kib: 2 ** 10, mib: 2 ** 20, gib: 2 ** 30 },
};

/** `3.5 MB`, `102 bytes`, `17.4MiB`, `1,042 kB`, `1.0 MB/3.5 MB` (a resumed download: the whole). */
export function parseSize(size: string | undefined): number | null {
  const match = /(\d[\d.,]*)\s*(bytes?|[kMG]?i?B)$/i.exec(size ?? '');
  const unit = UNITS[(match?.[2] ?? '').toLowerCase()];
  const amount = Number((match?.[1] ?? '').replaceAll(',', ''));
  return match && unit !== undefined && Number.isFinite(amount) ? Math.round(amount * unit) : null;
}

/** Seconds of `2.93s`, `130ms`, `1m 5s`, `2m`, `400us`; null for what is no duration. */
export function parseDuration(text: string): number | null {
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)\s*(ms|us|µs|ns|h|m|s)(?![a-z])/g)];
  if (parts.length === 0) return null;
  return parts.reduce((sum, [, amount = '0', unit = 's']) => {
    return sum + Number(amount) * (DURATIONS[unit] ?? 0);
  }, 0);
}

const DURATIONS: Readonly<Record<string, number>> = {
  ...{ h: 3600, m: 60, s: 1, ms: 1e-3, us: 1e-6, µs: 1e-6, ns: 1e-9 },
};

/** `1 package`, `4 packages`. */
export function countPackages(count: number): string {
  return `${String(count)} package${count === 1 ? '' : 's'}`;
}
