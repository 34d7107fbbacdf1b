/** Scenarios as folders on disk: what a real engine is given, changed in place from one build to the next. */
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { fileBytes, type FileFacts, type FileSpec, type FileSpecs } from './scenarios.ts';

/**
 * A builder compares size and time of a file with its older copy, so every file that is written gets a time that no file
 * had before, unless it is to keep its own.
 */
export interface ScenarioFolder {
  readonly path: string;
  readonly write: (files: FileSpecs, options: { readonly keepTimes: boolean }) => void;
  readonly touch: (files: readonly string[]) => void;
}

/** `times` can be those of another folder, for files that are to have the times of its files. */
export function scenarioFolder(
  folder: string,
  times: Map<string, number> = new Map<string, number>(),
): ScenarioFolder {
  let written: FileSpecs = {};
  let clock = Math.floor(Date.now() / 1000) - 100_000;
  mkdirSync(folder, { recursive: true });
  chmodSync(folder, 0o755);
  return {
    path: folder,
    write: (files, { keepTimes }) => {
      for (const [name, spec] of ordered(files)) {
        if (JSON.stringify(written[name]) === JSON.stringify(spec)) continue;
        const time = keepTimes ? (times.get(name) ?? clock) : ++clock;
        times.set(name, time);
        writeEntry(folder, name, spec, time);
      }
      for (const name of Object.keys(written)) if (!(name in files)) removeEntry(folder, name);
      removeEmpty(folder, new Set(Object.keys(files)));
      written = files;
    },
    touch: (names) => {
      for (const name of names) utimesSync(path.join(folder, name), ++clock, clock);
    },
  };
}

/** Folders last: their modes are set when what is in them is there. */
function ordered(files: FileSpecs): readonly (readonly [string, FileSpec])[] {
  const all = Object.entries(files);
  const isFolder = ([name]: readonly [string, FileSpec]): boolean => name.endsWith('/');
  return [...all.filter((entry) => !isFolder(entry)), ...all.filter(isFolder)];
}

function writeEntry(folder: string, name: string, spec: FileSpec, time: number): void {
  const file = path.join(folder, name);
  if (spec === null) {
    removeEntry(folder, name);
    return;
  }
  makeFolders(folder, name.endsWith('/') ? name : path.dirname(name));
  const facts: FileFacts = typeof spec === 'string' ? { text: spec } : spec;
  const { mode, link, isPipe, owner, xattrs = {} } = facts;
  if (name.endsWith('/')) {
    chmodSync(file, parseInt(mode ?? '755', 8));
    return;
  }
  rmSync(file, { force: true });
  if (link !== undefined) {
    symlinkSync(link, file);
    return;
  }
  if (isPipe === true) execFileSync('mkfifo', [file]);
  else writeFileSync(file, fileBytes(facts));
  if (owner !== undefined)
    chownSync(file, Number(owner.split(':')[0]), Number(owner.split(':')[1]));
  chmodSync(file, parseInt(mode ?? '644', 8));
  for (const [attribute, value] of Object.entries(xattrs)) setAttribute(file, attribute, value);
  utimesSync(file, time, time);
}

/** Node has no function for it. */
function setAttribute(file: string, name: string, value: string): void {
  const script = 'import os, sys; os.setxattr(sys.argv[1], sys.argv[2], sys.argv[3].encode())';
  execFileSync('python3', ['-c', script, file, name, value]);
}

function makeFolders(root: string, relative: string): void {
  let at = root;
  for (const part of relative.split('/').filter((each) => each !== '' && each !== '.')) {
    at = path.join(at, part);
    mkdirSync(at, { recursive: true });
    chmodSync(at, 0o755);
  }
}

function removeEntry(folder: string, name: string): void {
  rmSync(path.join(folder, name), { recursive: true, force: true });
}

/** A folder that a scenario does not name is there only for what is in it. */
function removeEmpty(root: string, named: ReadonlySet<string>, relative = ''): void {
  for (const name of readdirSync(path.join(root, relative))) {
    const inside = path.join(relative, name);
    if (!lstatSync(path.join(root, inside)).isDirectory()) continue;
    removeEmpty(root, named, inside);
    const isEmpty = readdirSync(path.join(root, inside)).length === 0;
    if (isEmpty && !named.has(`${inside}/`)) removeEntry(root, inside);
  }
}
