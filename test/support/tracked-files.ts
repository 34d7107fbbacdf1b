/** The project's own files, for the tests that read the code: what git tracks, and what is new and not ignored. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { projectRoot } from './paths.ts';

/** Paths from the project's root, with `/`. */
export function trackedFiles(): readonly string[] {
  const output = execFileSync(
    'git',
    ['ls-files', '-z', '--cached', '--others', '--exclude-standard'],
    { cwd: projectRoot, encoding: 'utf8' },
  );
  // A file that was deleted, and not yet committed as such, is still listed.
  return output.split('\0').filter((file) => file !== '' && existsSync(absolute(file)));
}

export function textOf(file: string): string {
  return readFileSync(absolute(file), 'utf8');
}

/** The findings of a test over many files, one a line. */
export function assertNone(found: readonly string[]): void {
  assert.equal(found.join('\n'), '');
}

function absolute(file: string): string {
  return path.join(projectRoot, file);
}
