/** Programs named docker that answer what a test says, for the engines that a machine does not have. */
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Surroundings } from '../../../server/node/process/index.ts';
import { folderWith } from './folders.ts';

export interface FakeAnswer {
  readonly out?: string;
  readonly err?: string;
  readonly code?: number;
}

export interface FakeDocker {
  readonly root: string;
  readonly executable: string;
  /** A PATH with nothing on it but the fake and the shell's own tools. */
  readonly surroundings: Surroundings;
}

/** Keys are shell patterns for the arguments, tried in order; what matches none is an unknown command. */
export function fakeDocker(
  answers: Readonly<Record<string, FakeAnswer>>,
  env: Readonly<Record<string, string>> = {},
): FakeDocker {
  const cases = Object.entries(answers).map(([pattern, { out = '', err = '', code = 0 }]) => {
    const quoted = pattern.replace(/[^\w*]/g, '\\$&');
    return `${quoted}) printf '%s' ${quote(out)}; printf '%s' ${quote(err)} >&2; exit ${code};;`;
  });
  const script = `case "$*" in\n${cases.join('\n')}\nesac\necho "docker: '$1' is not a docker command." >&2\nexit 1`;
  return fakeDockerScript(script, env);
}

export function fakeDockerScript(
  script: string,
  env: Readonly<Record<string, string>> = {},
): FakeDocker {
  const root = folderWith();
  const executable = putProgram(join(root, 'bin'), script);
  const surroundings: Surroundings = {
    env: { PATH: join(root, 'bin'), HOME: root, ...env },
    platform: process.platform,
    home: root,
  };
  return { root, executable, surroundings };
}

export function putProgram(folder: string, script: string, name = 'docker'): string {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, name);
  writeFileSync(path, `#!/bin/sh\n${script}\n`);
  chmodSync(path, 0o755);
  return path;
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
