/**
 * A context of 100,000 files of 1 GB: a snapshot of it, a forecast after one of its files changed, and the memory of the
 * server that has it open. The peers are what anybody could do instead, in the same minutes on the same files: hash them all,
 * or build again without a change. As they work on other machines, the ratios are what counts.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ForecastView } from '../../server/protocol/requests.ts';
import { build, engineEnvironment } from '../support/engine.ts';
import { projectRoot } from '../support/paths.ts';
import { ensureBundles } from '../support/runner/bundles.ts';
import {
  startServer,
  stopServers,
  uriOf,
  type TestServer,
} from '../support/server/language-server.ts';
import { recordBuild } from '../support/server/records.ts';
import { contextTree, settingsText, type ContextTree } from './context/tree.ts';
import {
  belowLimit,
  measured,
  median,
  type Bench,
  type BenchOptions,
  type BenchRow,
} from './model.ts';
import { peakMegabytes, residentMegabytes } from './process-usage.ts';

const N_ROUNDS = 3;
const N_EDITS = 9;
/** A forecast has to be this many times faster than the build that tells the same. */
const TIMES_FASTER = 20;
/** Times what `sha256sum` takes: the snapshot also looks at times and lines, makes a plan, and writes it all down. */
const SNAPSHOT_LIMIT = 3;
const MEMORY_LIMIT = 250;
/** After this the server has given back what the first reading took. */
const QUIET_MILLISECONDS = 6_000;
/** After this it looks at all files again, whatever it heard. */
const BELIEVED_MILLISECONDS = 30_000;

/** Nothing is kept of the image: only steps are compared. */
const ONLY_CACHE = ['--output', 'type=cacheonly'];

export const bench: Bench = { name: 'context', run };

interface Setting {
  readonly tree: ContextTree;
  readonly state: string;
  /** Undefined without an engine that can build the context. */
  readonly engine: NodeJS.ProcessEnv | undefined;
}

async function run({ small }: BenchOptions): Promise<readonly BenchRow[]> {
  const failed = ensureBundles();
  if (failed) throw new Error(failed.failure);
  const tree = contextTree(small ? 'small' : 'full');
  const state = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'bench-state-')));
  try {
    const setting = { tree, state, engine: await engineFor(tree, state) };
    const peers = await snapshotsAndPeers(setting);
    return [...snapshotRows(setting, peers), ...(await serverRows(setting, peers.build))];
  } finally {
    await stopServers();
    rmSync(state, { recursive: true, force: true });
  }
}

/** With the context built on it and the build recorded, so that nothing is left to do for a build without a change. */
async function engineFor(tree: ContextTree, state: string): Promise<NodeJS.ProcessEnv | undefined> {
  const engine = await engineEnvironment();
  if (engine !== undefined) {
    const env = { ...engine, LAYER_FORECAST_STATE: state };
    const built = commandLine(['build', tree.folder, '--', ...ONLY_CACHE], env);
    if (built.code === 0) return engine;
    console.log(
      `left out: what needs an engine, because the context cannot be built: ${built.log}`,
    );
  } else console.log('left out: what needs an engine, because none answers');
  await recordBuild(state, {
    place: { dockerfile: path.join(tree.folder, 'Dockerfile'), context: tree.folder },
  });
  return undefined;
}

interface Peers {
  readonly snapshot: number;
  readonly hashing: number;
  readonly build: number | undefined;
}

/** In turns, so that all meet the same machine; the first round finds the files read by the making of the build. */
async function snapshotsAndPeers({ tree, state, engine }: Setting): Promise<Peers> {
  const file = path.join(state, 'bench.snapshot');
  const env = { ...process.env, ...engine, LAYER_FORECAST_STATE: state };
  const [snapshots, hashings, builds]: [number[], number[], number[]] = [[], [], []];
  for (let round = 0; round < N_ROUNDS; round++) {
    hashings.push(await seconds(() => hashFiles(tree)));
    snapshots.push(
      await seconds(() => {
        const { code, log } = commandLine(['snapshot', tree.folder, '-o', file], env);
        if (code !== 0) throw new Error(log);
      }),
    );
    if (engine === undefined) continue;
    builds.push(
      await seconds(async () => {
        const { exitCode, steps, log } = await build(tree.folder, ONLY_CACHE, engine);
        const ran = [...steps].filter(([name, end]) => name.includes('] RUN ') && end !== 'cached');
        if (exitCode !== 0 || ran.length > 0) throw new Error(`the build ran again: ${log}`);
      }),
    );
  }
  return {
    snapshot: median(snapshots),
    hashing: median(hashings),
    build: builds.length === 0 ? undefined : median(builds),
  };
}

function snapshotRows(
  { tree }: Setting,
  { snapshot, hashing, build: built }: Peers,
): readonly BenchRow[] {
  const size = `${tree.nFiles.toLocaleString('en')} files, ${(tree.bytes / 1e9).toFixed(2)} GB`;
  const [what, limit] = [`snapshot of ${size}`, hashing * SNAPSHOT_LIMIT];
  return [
    measured('find | xargs sha256sum', hashing, 's'),
    ...(built === undefined ? [] : [measured('docker buildx build without a change', built, 's')]),
    { what, value: snapshot, unit: 's', limit, ratio: snapshot / hashing, ok: snapshot <= limit },
    ...(built === undefined
      ? []
      : [{ ...measured(`${what}, to the build`, snapshot, 's'), ratio: snapshot / built }]),
  ];
}

async function serverRows(
  { tree, state, engine }: Setting,
  buildSeconds: number | undefined,
): Promise<readonly BenchRow[]> {
  const dockerfile = path.join(tree.folder, 'Dockerfile');
  const server = await startServer({
    folders: [tree.folder],
    trusted: engine !== undefined,
    env: { ...definedOnly(engine ?? {}), LAYER_FORECAST_STATE: state },
  });
  const ask = (misses: boolean) => seconds(() => askForecast(server, dockerfile, misses));
  const first = await ask(false);
  await sleep(QUIET_MILLISECONDS);
  const memory = residentMegabytes(server.pid);
  const afterEdit: number[] = [];
  for (let version = 1; version <= N_EDITS; version++) {
    await edit(server, tree, version);
    afterEdit.push(await ask(true));
  }
  await sleep(BELIEVED_MILLISECONDS);
  // An answer is good until something changes.
  await edit(server, tree, N_EDITS + 1);
  const again = await ask(true);
  await sleep(QUIET_MILLISECONDS);
  const peak = peakMegabytes(server.pid);
  const forecast = median(afterEdit);
  const what = 'forecast after one file changed';
  return [
    buildSeconds === undefined
      ? measured(what, forecast * 1000, 'ms')
      : belowLimit(
          `${what}, to a ${TIMES_FASTER}th of the build`,
          forecast * 1000,
          'ms',
          (buildSeconds * 1000) / TIMES_FASTER,
        ),
    measured('the first forecast, all files read', first, 's'),
    measured('a forecast that looks at all files again', again, 's'),
    belowLimit('resident memory of the server with the context open', memory, 'MB', MEMORY_LIMIT),
    belowLimit(
      'the same after the edits and another look at all files',
      residentMegabytes(server.pid),
      'MB',
      MEMORY_LIMIT,
    ),
    ...(peak === null ? [] : [measured('its peak, while all files were read', peak, 'MB')]),
  ];
}

async function edit(server: TestServer, tree: ContextTree, version: number): Promise<void> {
  const file = path.join(tree.folder, 'settings.py');
  writeFileSync(file, settingsText(version));
  // As an editor's watcher tells it: 2 is "changed".
  await server.notify('workspace/didChangeWatchedFiles', {
    changes: [{ uri: uriOf(file), type: 2 }],
  });
}

async function askForecast(server: TestServer, dockerfile: string, misses: boolean): Promise<void> {
  const view: ForecastView | null = await server.request('layerForecast/forecast', {
    uri: uriOf(dockerfile),
  });
  const totals = view?.forecast.totals;
  if (totals === undefined || totals.miss > 0 !== misses)
    throw new Error(`not the forecast that was to be measured: ${JSON.stringify(view?.problem)}`);
}

function hashFiles({ folder }: ContextTree): void {
  const script = 'find . -type f -print0 | xargs -0 sha256sum | tail -n 1';
  const { status, stderr } = spawnSync('sh', ['-c', script], { cwd: folder, encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
}

function commandLine(
  args: readonly string[],
  env: NodeJS.ProcessEnv,
): { readonly code: number | null; readonly log: string } {
  const program = path.join(projectRoot, 'dist/cli.cjs');
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args], {
    env,
    encoding: 'utf8',
  });
  return { code: status, log: `${stdout}${stderr}`.trim().slice(-1_000) };
}

async function seconds(work: () => Promise<void> | void): Promise<number> {
  const started = performance.now();
  await work();
  return (performance.now() - started) / 1000;
}

function definedOnly(env: NodeJS.ProcessEnv): Record<string, string> {
  const pairs = Object.entries(env).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as const],
  );
  return Object.fromEntries(pairs);
}
