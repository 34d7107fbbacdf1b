/** A repository for one test, made by the real git, with nothing of the machine's own configuration. */
import { execFileSync } from 'node:child_process';
import { addFiles, folderWith } from './folders.ts';

export interface TestRepository {
  readonly root: string;
  readonly run: (...args: readonly string[]) => string;
  /** Writes files, adds everything and commits; returns the commit's id. */
  readonly commit: (files?: Readonly<Record<string, string | Uint8Array>>) => string;
}

export function testRepository(): TestRepository {
  const root = folderWith();
  const run = (...args: readonly string[]) =>
    execFileSync('git', args, {
      cwd: root,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        PATH: process.env['PATH'],
        HOME: root,
        GIT_CONFIG_NOSYSTEM: '1',
        GIT_AUTHOR_NAME: 'a',
        GIT_AUTHOR_EMAIL: 'a@example',
        GIT_COMMITTER_NAME: 'a',
        GIT_COMMITTER_EMAIL: 'a@example',
      },
    }).trim();
  run('init', '-q', '-b', 'main');
  return {
    root,
    run,
    commit(files = {}) {
      addFiles(root, files);
      run('add', '-A');
      run('commit', '-q', '--allow-empty', '-m', 'x');
      return run('rev-parse', 'HEAD');
    },
  };
}
