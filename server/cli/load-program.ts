/**
 * Loads a program of `dist/` together with what V8 made of it in an earlier run: compiling takes longer than most files take to
 * be checked. What Node offers itself since release 22 (`module.enableCompileCache`) keeps the code as it is after loading, and
 * saved half as much: here the functions that ran are in it, too.
 */
import {
  closeSync,
  fstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { Script } from 'node:vm';
import { stateFolder } from '../node/history/index.ts';
import { VERSION } from './help.ts';

/** Longer than anybody's Node stays without an update. */
const KEPT_MILLISECONDS = 90 * 24 * 3600 * 1000;

const BEFORE = '(function (exports, require, module, __filename, __dirname) { ';

/** `file` is absolute; `requireFrom` is the `require` of the program that asks. */
export function loadProgram(file: string, requireFrom: NodeJS.Require): unknown {
  if ((process.env['NODE_DISABLE_COMPILE_CACHE'] ?? '') !== '') return requireFrom(file);
  // The bundler writes ASCII only, and a string of one byte a letter is read fastest.
  const source = `${BEFORE}${readFileSync(file, 'latin1')}\n})`;
  // Each verb runs other functions of its program.
  const verb = /^[a-z-]+$/.exec(process.argv[2] ?? '')?.[0] ?? 'other';
  const name = `${verb}-${process.versions.v8}-${process.arch}`;
  const kept = path.join(stateFolder(), 'compiled', name);
  const key = keyOf(file);
  const cachedData = readCode(kept, key);
  const script = new Script(source, {
    filename: file,
    // Stack traces name columns of the file.
    columnOffset: -BEFORE.length,
    ...(cachedData === undefined ? {} : { cachedData }),
  });
  const isKept = cachedData !== undefined && script.cachedDataRejected !== true;
  // At the end the functions that ran are compiled, too.
  if (!isKept) process.once('exit', () => writeCode(kept, key, script));
  const program = { exports: {} };
  const run = script.runInThisContext() as (...args: readonly unknown[]) => void;
  run.call(program.exports, program.exports, requireFrom, program, file, path.dirname(file));
  return program.exports;
}

/** A release is told by its version, what a checkout built by its time: V8 compares nothing but the length of the source. */
function keyOf(file: string): string {
  const { mtimeMs, size } = statSync(file);
  return JSON.stringify([VERSION, file, mtimeMs, size]);
}

/** Only what nobody but the user can have written: it runs as it is. */
function readCode(kept: string, key: string): Buffer | undefined {
  try {
    const opened = openSync(kept, 'r');
    try {
      const { uid, mode } = fstatSync(opened);
      const isOurs = process.getuid === undefined || uid === process.getuid();
      if (!isOurs || (process.platform !== 'win32' && (mode & 0o022) !== 0)) return undefined;
      const content = readFileSync(opened);
      const end = content.indexOf('\n');
      return content.toString('utf8', 0, end) === key ? content.subarray(end + 1) : undefined;
    } finally {
      closeSync(opened);
    }
  } catch {
    return undefined;
  }
}

/** Where it cannot be written, the next run compiles again. */
function writeCode(kept: string, key: string, script: Script): void {
  const temporary = `${kept}.${String(process.pid)}`;
  try {
    const folder = path.dirname(kept);
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const content = Buffer.concat([Buffer.from(`${key}\n`), script.createCachedData()]);
    writeFileSync(temporary, content, { mode: 0o600 });
    renameSync(temporary, kept);
    for (const name of readdirSync(folder)) {
      const other = path.join(folder, name);
      if (Date.now() - statSync(other).mtimeMs > KEPT_MILLISECONDS) rmSync(other);
    }
  } catch {
    removeQuietly(temporary);
  }
}

function removeQuietly(file: string): void {
  try {
    rmSync(file, { force: true });
  } catch {
    // Nothing was written then.
  }
}
