/** A forecast for each keystroke in a large Dockerfile: what it takes the server's main thread, the answer included. */
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { ForecastView } from '../../server/protocol/requests.ts';
import { ensureBundles } from '../support/runner/bundles.ts';
import {
  startServer,
  stopServers,
  uriOf,
  type TestServer,
} from '../support/server/language-server.ts';
import { recordBuild } from '../support/server/records.ts';
import { belowLimit, measured, median, type Bench, type BenchRow } from './model.ts';
import { busyMilliseconds } from './process-usage.ts';
import { largeDockerfile, REQUIREMENTS } from './typing/dockerfile.ts';

const N_WARM = 40;
const N_KEYSTROKES = 100;
const LIMIT_MILLISECONDS = 10;

export const bench: Bench = { name: 'typing', run };

async function run(): Promise<readonly BenchRow[]> {
  const failed = ensureBundles();
  if (failed) throw new Error(failed.failure);
  const kept = await typing(largeDockerfile({ cacheMounts: true }));
  const toFix = await typing(largeDockerfile({ cacheMounts: false }));
  return [
    belowLimit(
      `forecast at a keystroke, median of ${N_KEYSTROKES}`,
      median(kept.forecasts),
      'ms',
      LIMIT_MILLISECONDS,
    ),
    measured('and once more after 30 fixes, median', median(toFix.forecasts), 'ms'),
    measured('findings at a keystroke, median', median(toFix.findings), 'ms'),
  ];
}

interface TypingTimes {
  readonly forecasts: readonly number[];
  readonly findings: readonly number[];
}

async function typing(text: string): Promise<TypingTimes> {
  const folder = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'typing-')));
  const dockerfile = path.join(folder, 'Dockerfile');
  try {
    const files = { Dockerfile: text, 'requirements.txt': REQUIREMENTS, 'app.py': 'print(1)\n' };
    for (const [name, content] of Object.entries(files))
      writeFileSync(path.join(folder, name), content);
    const state = path.join(folder, '.state');
    const place = { dockerfile, context: folder };
    await recordBuild(state, { place });
    const env = { LAYER_FORECAST_STATE: state };
    const server = await startServer({ folders: [folder], env });
    await server.open(dockerfile, text);
    return await typeInto(server, dockerfile, text);
  } finally {
    await stopServers();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** At the end of a line in the middle, a letter at a time. */
async function typeInto(
  server: TestServer,
  dockerfile: string,
  text: string,
): Promise<TypingTimes> {
  const lines = text.split('\n');
  const line = lines.findIndex((one, at) => at > lines.length / 2 && one.startsWith('RUN mkdir'));
  const forecasts: number[] = [];
  const findings: number[] = [];
  await server.diagnostics(dockerfile);
  for (let n = 0; n < N_WARM + N_KEYSTROKES; n++) {
    const place = { line, character: (lines[line] ?? '').length + n };
    const before = busyMilliseconds(server.pid);
    await server.change(dockerfile, { range: { start: place, end: place }, text: 'x' });
    await server.diagnostics(dockerfile);
    const between = busyMilliseconds(server.pid);
    const view: ForecastView | null = await server.request('layerForecast/forecast', {
      uri: uriOf(dockerfile),
    });
    const after = busyMilliseconds(server.pid);
    if ((view?.forecast.totals.miss ?? 0) === 0)
      throw new Error('The edit is not in the forecast.');
    // The first ones find the code not compiled yet.
    if (n < N_WARM) continue;
    findings.push(between - before);
    forecasts.push(after - between);
  }
  return { forecasts, findings };
}
