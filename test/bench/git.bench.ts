/**
 * A forecast since a revision of a large repository. Its cost has to follow what changed: the peers are `git status`, which looks
 * at the same files, and the same forecast in a repository of two files.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { openCheckout } from '../../server/node/git/index.ts';
import { projectRoot } from '../support/paths.ts';
import { ensureBundles } from '../support/runner/bundles.ts';
import { largeRepository, tinyRepository, type BenchRepository } from './git/repository.ts';
import {
  belowLimit,
  measured,
  median,
  type Bench,
  type BenchOptions,
  type BenchRow,
} from './model.ts';

const N_ROUNDS = 5;
const REVISION = 'HEAD~20';
/** Times what the peers take together. */
const TIMES = 3;
const MEMORY_LIMIT = 200;

export const bench: Bench = { name: 'git', run };

async function run({ small }: BenchOptions): Promise<readonly BenchRow[]> {
  const failed = ensureBundles();
  if (failed) throw new Error(failed.failure);
  const [large, tiny] = [largeRepository(small), tinyRepository()];
  const folder = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'bench-git-')));
  try {
    const [status, two, all]: [number[], number[], number[]] = [[], [], []];
    let memory = 0;
    // In turns, so that all meet the same machine.
    for (let round = 0; round < N_ROUNDS; round++) {
      status.push(seconds(() => gitStatus(large)));
      two.push(seconds(() => forecast(tiny, folder)));
      all.push(seconds(() => (memory = Math.max(memory, forecast(large, folder)))));
    }
    const own = await ownReader(large);
    const peers = median(status) + median(two);
    const what = `forecast since ${REVISION}, ${large.nFiles.toLocaleString('en')} files`;
    return [
      measured('git status', median(status) * 1000, 'ms'),
      measured('the same forecast in a repository of two files', median(two) * 1000, 'ms'),
      belowLimit(what, median(all) * 1000, 'ms', peers * 1000 * TIMES),
      belowLimit('its memory at most', memory, 'MB', MEMORY_LIMIT),
      measured('what differs, by our own reader', own * 1000, 'ms'),
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function gitStatus({ folder }: BenchRepository): void {
  const { status } = spawnSync('git', ['status', '--porcelain'], { cwd: folder });
  if (status !== 0) throw new Error('git status failed');
}

/** The most memory that the command line took, in MB. */
function forecast({ folder }: BenchRepository, temporary: string): number {
  const peak = path.join(temporary, 'peak');
  const preload = path.join(temporary, 'preload.cjs');
  const text = `process.on('exit', () => require('fs').writeFileSync(${JSON.stringify(peak)}, String(process.resourceUsage().maxRSS)));`;
  writeFileSync(preload, text);
  const program = path.join(projectRoot, 'dist/cli.cjs');
  const args = ['forecast', '.', '--since', `git:${REVISION}`, '--format', 'json'];
  const { stdout, stderr } = spawnSync(process.execPath, ['--require', preload, program, ...args], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, LAYER_FORECAST_STATE: temporary, LAYER_FORECAST_DOCKER: '/nowhere' },
  });
  if (!stdout.includes('requirements.txt line 1 changed: flask'))
    throw new Error(`not the forecast that was to be measured: ${stderr}${stdout.slice(0, 500)}`);
  return Number(readFileSync(peak, 'utf8')) / 1024;
}

async function ownReader({ folder }: BenchRepository): Promise<number> {
  const started = performance.now();
  const opened = await openCheckout({ folder, revision: REVISION, git: null });
  if (opened.kind === 'problem') throw new Error(opened.problem.message);
  await opened.value.read([...opened.value.entries.keys()]);
  return (performance.now() - started) / 1000;
}

function seconds(work: () => unknown): number {
  const started = performance.now();
  work();
  return (performance.now() - started) / 1000;
}
