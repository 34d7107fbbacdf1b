/** A copy of the project without what is large and not needed to run its rules: a test can change it. */
import { execFile } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { projectRoot } from './paths.ts';
import { trackedFiles } from './tracked-files.ts';

export interface Ran {
  readonly code: number;
  readonly output: string;
}

export interface ProjectCopy {
  readonly at: (file: string) => string;
  readonly read: (file: string) => string;
  /** `TODO` in it stands for the given words afterwards. */
  readonly fill: (file: string, words: string, change: (text: string) => string) => void;
  readonly write: (file: string, text: string) => void;
  readonly delete: (file: string) => void;
  /** A program of it, in TypeScript. */
  readonly tsx: (...args: readonly string[]) => Promise<Ran>;
  /** Those of its tests whose titles match. */
  readonly tests: (
    files: readonly string[],
    grep: string,
    variables?: Readonly<Record<string, string>>,
  ) => Promise<Ran>;
  readonly remove: () => void;
}

const LEFT_OUT = /^(?:test\/fixtures\/(?!rules\/)|docs\/images\/|images\/|scripts\/editor\/)/;

export function projectCopy(name: string): ProjectCopy {
  const root = mkdtempSync(path.join(tmpdir(), `${name}-`));
  const at = (file: string): string => path.join(root, file);
  const read = (file: string): string => readFileSync(at(file), 'utf8');
  for (const file of trackedFiles().filter((one) => !LEFT_OUT.test(one))) {
    mkdirSync(path.dirname(at(file)), { recursive: true });
    cpSync(path.join(projectRoot, file), at(file));
  }
  symlinkSync(path.join(projectRoot, 'node_modules'), at('node_modules'));
  return {
    ...{ at, read },
    fill: (file, words, change) => {
      writeFileSync(at(file), change(read(file)).replaceAll('TODO', words));
    },
    write: (file, text) => {
      mkdirSync(path.dirname(at(file)), { recursive: true });
      writeFileSync(at(file), text);
    },
    delete: (file) => {
      rmSync(at(file));
    },
    tsx: (...args) => run(root, ['--import', 'tsx', ...args]),
    tests: (files, grep, variables) => {
      const mocha = ['node_modules/mocha/bin/mocha.js', '--node-option', 'import=tsx', ...files];
      return run(root, ['--import', 'tsx', ...mocha, '--grep', grep], variables);
    },
    remove: () => {
      rmSync(root, { recursive: true, force: true });
    },
  };
}

function run(
  cwd: string,
  args: readonly string[],
  variables: Readonly<Record<string, string>> = {},
): Promise<Ran> {
  const env = { ...process.env, ...variables };
  return new Promise((done) => {
    execFile(process.execPath, [...args], { cwd, env }, (error, stdout, stderr) => {
      const code = typeof error?.code === 'number' ? error.code : error ? 1 : 0;
      done({ code, output: `${stdout}${stderr}` });
    });
  });
}
