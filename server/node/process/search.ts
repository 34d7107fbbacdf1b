/**
 * Where programs are looked for. Relative entries of PATH are left out: a workspace must not be able to bring its own
 * `docker` or `git`.
 */
import { accessSync, constants, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { posix, win32 } from 'node:path';

export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  readonly home: string;
}

export function currentSurroundings(): Surroundings {
  return { env: process.env, platform: process.platform, home: homedir() };
}

export function pathFolders(surroundings: Surroundings): readonly string[] {
  const paths = pathModule(surroundings);
  return pathOf(surroundings)
    .split(paths.delimiter)
    .filter((folder) => paths.isAbsolute(folder));
}

export function pathOf({ env, platform }: Surroundings): string {
  if (platform !== 'win32') return env['PATH'] ?? '';
  const name = Object.keys(env).find((key) => key.toUpperCase() === 'PATH');
  return name === undefined ? '' : (env[name] ?? '');
}

export function isExecutable(path: string, surroundings: Surroundings): boolean {
  if (!pathModule(surroundings).isAbsolute(path)) return false;
  // A batch file would need a shell.
  if (surroundings.platform === 'win32' && /\.(?:bat|cmd)$/i.test(path)) return false;
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

export function pathModule({ platform }: Surroundings): typeof posix {
  return platform === 'win32' ? win32 : posix;
}
