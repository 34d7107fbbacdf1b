/** What a build took: the seconds of its commands, and the bytes that came in meanwhile. */
import { readFileSync } from 'node:fs';
import type { Built, Vertex } from '../engine.ts';

export function secondsOfRuns(built: Built): number {
  const vertices = new Map<string, Vertex>();
  for (const vertex of built.events.flatMap((event) => event.vertexes ?? []))
    vertices.set(vertex.digest, { ...vertices.get(vertex.digest), ...vertex });
  let milliseconds = 0;
  for (const { name, started, completed, cached } of vertices.values()) {
    if (cached === true || started === undefined || completed === undefined) continue;
    if (/^\[[^\]]*\] RUN /.test(name)) milliseconds += Date.parse(completed) - Date.parse(started);
  }
  return milliseconds / 1000;
}

/** Of all interfaces of this machine, since it started; 0 where the system does not tell. */
export function receivedBytes(): number {
  try {
    const rows = readFileSync('/proc/net/dev', 'utf8').split('\n').slice(2);
    return rows
      .map((row) => Number(row.split(':')[1]?.trim().split(/\s+/)[0] ?? 0))
      .reduce((sum, bytes) => sum + bytes, 0);
  } catch {
    return 0;
  }
}
