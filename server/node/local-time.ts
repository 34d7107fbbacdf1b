/** Times for people, in the zone of this machine: `today 14:02`, `2026-11-24 14:02`. */

export function formatLocalTime(rfc3339: string, now = new Date()): string {
  const time = new Date(rfc3339);
  if (Number.isNaN(time.getTime())) return rfc3339;
  const pad = (value: number) => String(value).padStart(2, '0');
  const clock = `${pad(time.getHours())}:${pad(time.getMinutes())}`;
  if (time.toDateString() === now.toDateString()) return `today ${clock}`;
  return `${String(time.getFullYear())}-${pad(time.getMonth() + 1)}-${pad(time.getDate())} ${clock}`;
}
