/**
 * The context that the benchmarks read: 100,000 files of 1 GB in 1,000 folders, most of them small, a few large, half of them
 * text. It is made once and kept, in LAYER_FORECAST_BENCH_HOME or the folder for temporary files; a stamp beside it says
 * that it is whole and of this making. All of it follows from a few numbers, so that it is the same everywhere.
 */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createDice } from '../../support/dice.ts';

export type ContextSize = 'full' | 'small';

export interface ContextTree {
  readonly folder: string;
  readonly nFiles: number;
  readonly bytes: number;
}

interface Measures {
  readonly nFiles: number;
  readonly nFolders: number;
  readonly bytes: number;
}

const MEASURES: Readonly<Record<ContextSize, Measures>> = {
  full: { nFiles: 100_000, nFolders: 1_000, bytes: 1_000_000_000 },
  // For a look at the bench itself: its figures mean nothing.
  small: { nFiles: 2_000, nFolders: 50, bytes: 20_000_000 },
};

/** Goes up with every change below, so that no tree of an older making is taken for this one. */
const MAKING = 1;

/** The requirement is one that pip reads and has nothing to do for: the build needs no index. */
const OWN_FILES: Readonly<Record<string, string>> = {
  Dockerfile: `FROM python:3.11-slim
WORKDIR /app
COPY requirements.txt ./
RUN pip install -r requirements.txt
COPY . .
RUN python -m compileall -q settings.py
`,
  'requirements.txt': 'six; python_version < "3"\n',
  'settings.py': settingsText(0),
};

/** The file that a bench edits. */
export function settingsText(version: number): string {
  return `NAME = 'example'\nVERSION = ${String(version)}\n`;
}

export function contextTree(size: ContextSize): ContextTree {
  const home =
    process.env['LAYER_FORECAST_BENCH_HOME'] ?? path.join(os.tmpdir(), 'layer-forecast-bench');
  const folder = path.join(home, `context-${size}`);
  const measures = MEASURES[size];
  const stampFile = `${folder}.stamp`;
  const stamp = JSON.stringify({ making: MAKING, ...measures });
  if (readText(stampFile) !== stamp) {
    rmSync(stampFile, { force: true });
    rmSync(folder, { recursive: true, force: true });
    makeTree(folder, measures);
    writeFileSync(stampFile, stamp);
  }
  writeFileSync(path.join(folder, 'settings.py'), settingsText(0));
  return { folder, nFiles: measures.nFiles, bytes: measures.bytes };
}

function readText(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}

function makeTree(folder: string, { nFiles, nFolders, bytes }: Measures): void {
  const own = Object.entries(OWN_FILES);
  const random = createDice(1).roll;
  const weights = Array.from({ length: nFiles - own.length }, () => weight(random(), random()));
  const ownBytes = own.reduce((sum, [, text]) => sum + Buffer.byteLength(text), 0);
  const scale = (bytes - ownBytes) / weights.reduce((sum, one) => sum + one, 0);
  const [text, data] = [textBytes(random), dataBytes(random)];
  for (let n = 0; n < nFolders; n++)
    mkdirSync(path.join(folder, folderName(n)), { recursive: true });
  let [exact, written] = [0, 0];
  for (const [index, one] of weights.entries()) {
    exact += one * scale;
    // What rounding takes from one file goes to the next, so that the sum is right.
    const length = Math.round(exact) - written;
    written += length;
    const isText = Math.floor(index / nFolders) % 2 === 0;
    const name = `file${String(index).padStart(6, '0')}.${isText ? 'py' : 'bin'}`;
    const from = Math.floor(random() * (STOCK - length));
    const content = (isText ? text : data).subarray(from, from + length);
    writeFileSync(path.join(folder, folderName(index % nFolders), name), content);
  }
  for (const [name, content] of own) writeFileSync(path.join(folder, name), content);
}

/** `app03/part07`, twenty parts each. */
function folderName(index: number): string {
  const [app, part] = [Math.floor(index / 20), index % 20];
  return `app${String(app).padStart(2, '0')}/part${String(part).padStart(2, '0')}`;
}

/** Of a thousand files 900 are small, 90 are ten times as large, 9 a hundred times, and one a thousand times. */
function weight(kind: number, within: number): number {
  const most = kind < 0.9 ? 1 : kind < 0.99 ? 10 : kind < 0.999 ? 100 : 1_000;
  return most * (0.1 + 0.9 * within);
}

/** Files are cut out of this much; no file is larger. */
const STOCK = 8_000_000;

function dataBytes(random: () => number): Buffer {
  const bytes = Buffer.alloc(STOCK);
  for (let at = 0; at < STOCK; at++) bytes[at] = Math.floor(random() * 256);
  return bytes;
}

function textBytes(random: () => number): Buffer {
  const lines: string[] = [];
  for (let length = 0; length < STOCK; length += lines.at(-1)?.length ?? 0)
    lines.push(`value_${String(Math.floor(random() * 1e9))} = ${String(random())}\n`);
  return Buffer.from(lines.join('')).subarray(0, STOCK);
}
