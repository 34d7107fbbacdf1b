/**
 * The repository that the git bench reads: 20,000 files, 25 commits, and a pack of more than 300 MB, most of it data that an
 * early commit had. It is made once and kept, like the context of the other bench.
 */
import { spawnSync } from 'node:child_process';
import {
  closeSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createDice } from '../../support/dice.ts';

export interface BenchRepository {
  readonly folder: string;
  readonly nFiles: number;
  readonly nCommits: number;
}

interface Measures {
  readonly nFiles: number;
  /** Of a megabyte each. */
  readonly nAssets: number;
  readonly nCommits: number;
}

/** Goes up with every change below, so that no repository of an older making is taken for this one. */
const MAKING = 2;

const DOCKERFILE = `FROM python:3.12-slim
WORKDIR /app
COPY requirements.txt .
RUN pip install -r requirements.txt
COPY . .
`;

export function largeRepository(small: boolean): BenchRepository {
  const measures = small
    ? { nFiles: 200, nAssets: 2, nCommits: 25 }
    : { nFiles: 20_000, nAssets: 320, nCommits: 25 };
  return made(small ? 'git-small' : 'git-full', measures);
}

/** Two files, for what a forecast takes anyway. */
export function tinyRepository(): BenchRepository {
  return made('git-tiny', { nFiles: 0, nAssets: 0, nCommits: 25 });
}

function made(name: string, measures: Measures): BenchRepository {
  const home =
    process.env['LAYER_FORECAST_BENCH_HOME'] ?? path.join(os.tmpdir(), 'layer-forecast-bench');
  const folder = path.join(home, name);
  const stamp = JSON.stringify({ making: MAKING, ...measures });
  if (readText(`${folder}.stamp`) !== stamp) {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    make(folder, measures);
    writeFileSync(`${folder}.stamp`, stamp);
  }
  return { folder, nFiles: measures.nFiles, nCommits: measures.nCommits };
}

function make(folder: string, { nFiles, nAssets, nCommits }: Measures): void {
  git(folder, ['init', '-q', '-b', 'main']);
  const stream = `${folder}.import`;
  const file = openSync(stream, 'w');
  const dice = createDice(1);
  const write = (data: string | Buffer): void => {
    const bytes = Buffer.from(data);
    for (let at = 0; at < bytes.length;) at += writeSync(file, bytes, at);
  };
  const put = (name: string, data: string | Buffer): void => {
    write(`M 100644 inline ${name}\ndata ${Buffer.byteLength(data)}\n`);
    write(data);
    write('\n');
  };
  for (let commit = 0; commit < nCommits; commit++) {
    write(
      `commit refs/heads/main\ncommitter a <a@example> ${1_700_000_000 + commit} +0000\ndata 1\n.\n`,
    );
    if (commit === 0) {
      put('Dockerfile', DOCKERFILE);
      put('.dockerignore', '.git\n');
      for (let asset = 0; asset < nAssets; asset++)
        put(`assets/${asset}.bin`, randomBytes(dice.roll));
      for (let index = 0; index < nFiles; index++) put(nameOf(index), textOf(index, 0));
    }
    if (commit === 1 && nAssets > 0) write('D assets\n');
    put('requirements.txt', `flask==3.${Math.min(commit, nCommits - 3)}\n`);
    for (let edit = 0; edit < Math.min(10, nFiles); edit++) {
      const index = Math.floor(dice.roll() * nFiles);
      put(nameOf(index), textOf(index, commit));
    }
  }
  closeSync(file);
  git(folder, ['fast-import', '--quiet'], openSync(stream, 'r'));
  rmSync(stream);
  git(folder, ['reset', '-q', '--hard']);
}

function nameOf(index: number): string {
  return `src/package${index % 400}/module${index}.py`;
}

function textOf(index: number, version: number): string {
  return `"""Module ${index}."""\nVERSION = ${version}\n${`value_${index} = ${index * 7}\n`.repeat(60)}`;
}

/** A compressor makes nothing of it. */
function randomBytes(roll: () => number): Buffer {
  return Buffer.from(Uint32Array.from({ length: 262_144 }, () => roll() * 2 ** 32).buffer);
}

function git(cwd: string, args: readonly string[], stdin: number | 'ignore' = 'ignore'): void {
  const { status, stderr } = spawnSync('git', args, {
    cwd,
    stdio: [stdin, 'ignore', 'pipe'],
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`git ${args.join(' ')}: ${stderr}`);
}

function readText(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}
