/**
 * What a keystroke in a large Dockerfile costs: until the findings are there, and of the server's main thread for a forecast.
 * The peer is the language server that most editors have for Dockerfiles: it gets the same keystrokes in turns with ours.
 */
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { TextDocumentContentChangeEvent } from 'vscode-languageserver-protocol/node';
import type { ForecastView } from '../../server/protocol/requests.ts';
import { projectRoot } from '../support/paths.ts';
import { ensureBundles } from '../support/runner/bundles.ts';
import {
  startServer,
  stopServers,
  uriOf,
  type TestServer,
} from '../support/server/language-server.ts';
import { recordBuild } from '../support/server/records.ts';
import { measured, median, type Bench, type BenchRow } from './model.ts';
import { busyMilliseconds } from './process-usage.ts';
import { largeDockerfile, REQUIREMENTS } from './typing/dockerfile.ts';
import { startStdioServer, type StdioServer } from './typing/stdio-server.ts';

const N_WARM = 40;
const N_KEYSTROKES = 100;
/** Times what the peer takes from an edit to its findings. */
const FINDINGS_LIMIT = 1.5;
/** The peer reads the text once; a forecast also makes a plan and the keys of all its steps, and compares and explains them. */
const FORECAST_LIMIT = 2;
/** After it both servers have nothing left to do for the keystroke before. */
const REST_MILLISECONDS = 200;
const PEER = 'node_modules/dockerfile-language-server-nodejs/bin/docker-langserver';

export const bench: Bench = { name: 'typing', run };

async function run(): Promise<readonly BenchRow[]> {
  const failed = ensureBundles();
  if (failed) throw new Error(failed.failure);
  const edits = await inFolder(largeDockerfile({ cacheMounts: false }), editToFindings);
  const kept = await inFolder(largeDockerfile({ cacheMounts: true }), forecasts);
  const toFix = await inFolder(largeDockerfile({ cacheMounts: false }), forecasts);
  return [
    measured('docker-langserver: from an edit to its findings, least', least(edits.peer), 'ms'),
    againstPeer('from an edit to 30 findings, least', least(edits.own), {
      peer: least(edits.peer),
      times: FINDINGS_LIMIT,
    }),
    measured('the same, median', median(edits.own), 'ms'),
    measured('docker-langserver: main thread at a keystroke, median', median(kept.peer), 'ms'),
    againstPeer(
      `main thread for a forecast, median of ${N_KEYSTROKES} keystrokes`,
      median(kept.forecasts),
      { peer: median(kept.peer), times: FORECAST_LIMIT },
    ),
    measured('and once more after 30 fixes, median', median(toFix.forecasts), 'ms'),
    measured('main thread for findings, median', median(toFix.findings), 'ms'),
  ];
}

function againstPeer(
  what: string,
  value: number,
  { peer, times }: { readonly peer: number; readonly times: number },
): BenchRow {
  const ratio = value / peer;
  return { what, value, unit: 'ms', limit: peer * times, ratio, ok: ratio <= times };
}

interface Place {
  readonly text: string;
  readonly dockerfile: string;
  readonly env: Readonly<Record<string, string>>;
  readonly peer: StdioServer;
}

async function inFolder<Times>(text: string, work: (place: Place) => Promise<Times>) {
  const folder = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'typing-')));
  const dockerfile = path.join(folder, 'Dockerfile');
  const files = { Dockerfile: text, 'requirements.txt': REQUIREMENTS, 'app.py': 'print(1)\n' };
  for (const [name, content] of Object.entries(files))
    writeFileSync(path.join(folder, name), content);
  const state = path.join(folder, '.state');
  const program = path.join(projectRoot, PEER);
  const peer = await startStdioServer({ program, args: ['--stdio'], dockerfile });
  try {
    await recordBuild(state, { place: { dockerfile, context: folder } });
    const opened = peer.nextFindings();
    await peer.open(text);
    await opened;
    return await work({ text, dockerfile, env: { LAYER_FORECAST_STATE: state }, peer });
  } finally {
    await peer.stop();
    await stopServers();
    rmSync(folder, { recursive: true, force: true });
  }
}

interface EditTimes {
  readonly own: readonly number[];
  readonly peer: readonly number[];
}

/** Both over the standard streams, each edit in a pause, as somebody makes it who looks at what comes of it. */
async function editToFindings({ text, dockerfile, env, peer }: Place): Promise<EditTimes> {
  const program = path.join(projectRoot, 'dist/cli.cjs');
  const args = ['lsp', '--stdio'];
  const environment = { ...process.env, ...env };
  const own = await startStdioServer({ program, args, dockerfile, env: environment });
  const times = { own: [] as number[], peer: [] as number[] };
  try {
    const opened = own.nextFindings();
    await own.open(text);
    await opened;
    await sleep(5 * REST_MILLISECONDS);
    for (let n = 0; n < N_WARM + N_KEYSTROKES; n++) {
      const edit = keystroke(text, n);
      for (const [server, into] of [
        [own, times.own],
        [peer, times.peer],
      ] as const) {
        const time = await timeToFindings(server, edit);
        // The first ones find the code not compiled yet.
        if (n >= N_WARM) into.push(time);
      }
      await sleep(REST_MILLISECONDS);
    }
    return times;
  } finally {
    await own.stop();
  }
}

async function timeToFindings(
  server: StdioServer,
  edit: TextDocumentContentChangeEvent,
): Promise<number> {
  const findings = server.nextFindings();
  const started = performance.now();
  await server.change(edit);
  await findings;
  return performance.now() - started;
}

interface ForecastTimes {
  readonly forecasts: readonly number[];
  readonly findings: readonly number[];
  readonly peer: readonly number[];
}

/** Of the main threads, so that neither waiting nor other programs count. */
async function forecasts({ text, dockerfile, env, peer }: Place): Promise<ForecastTimes> {
  const server = await startServer({ folders: [path.dirname(dockerfile)], env });
  await server.open(dockerfile, text);
  await server.diagnostics(dockerfile);
  const times = { forecasts: [] as number[], findings: [] as number[], peer: [] as number[] };
  for (let n = 0; n < N_WARM + N_KEYSTROKES; n++) {
    const edit = keystroke(text, n);
    const findings = await busyTime(server.pid, async () => {
      await server.change(dockerfile, edit);
      await server.diagnostics(dockerfile);
    });
    const forecast = await busyTime(server.pid, () => askForecast(server, dockerfile));
    const ofPeer = await busyTime(peer.pid, () => timeToFindings(peer, edit));
    if (n < N_WARM) continue;
    times.findings.push(findings);
    times.forecasts.push(forecast);
    times.peer.push(ofPeer);
  }
  return times;
}

async function busyTime(pid: number, work: () => Promise<unknown>): Promise<number> {
  const before = busyMilliseconds(pid);
  await work();
  return busyMilliseconds(pid) - before;
}

async function askForecast(server: TestServer, dockerfile: string): Promise<void> {
  const view: ForecastView | null = await server.request('layerForecast/forecast', {
    uri: uriOf(dockerfile),
  });
  if ((view?.forecast.totals.miss ?? 0) === 0) throw new Error('The edit is not in the forecast.');
}

/** At the end of a line in the middle, a letter at a time. */
function keystroke(text: string, n: number): TextDocumentContentChangeEvent {
  const lines = text.split('\n');
  const line = lines.findIndex((one, at) => at > lines.length / 2 && one.startsWith('RUN mkdir'));
  const place = { line, character: (lines[line] ?? '').length + n };
  return { range: { start: place, end: place }, text: 'x' };
}

function least(values: readonly number[]): number {
  return Math.min(...values);
}
