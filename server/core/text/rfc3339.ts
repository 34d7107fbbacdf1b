/** Times as RFC 3339 writes them, and as seconds since 1970. */

/** Seconds since 1970 of a time with up to nine decimals; undefined where it is none. */
export function rfc3339Seconds(value: string): number | undefined {
  const match =
    /^(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d):(\d\d)(\.\d+)?([Zz]|([+-])(\d\d):(\d\d))$/.exec(
      value,
    );
  if (!match) return undefined;
  const part = (index: number) => Number(match[index] ?? 0);
  const time = new Date(0);
  // Unlike `Date.UTC` this takes the years before 100 as they are: Go's zero time is in the year 1.
  time.setUTCFullYear(part(1), part(2) - 1, part(3));
  time.setUTCHours(part(4), part(5), part(6));
  const offset = (match[9] === '-' ? -1 : 1) * (part(10) * 3600 + part(11) * 60);
  return time.getTime() / 1000 + part(7) - offset;
}

/** With milliseconds; empty for a time that no calendar has. */
export function rfc3339(seconds: number): string {
  const time = new Date(Math.floor(seconds * 1000));
  return Number.isNaN(time.getTime()) ? '' : time.toISOString();
}
