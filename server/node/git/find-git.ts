/** Finding the git executable, on PATH or in the usual places. */
import {
  allowProgram,
  currentSurroundings,
  isExecutable,
  pathFolders,
  pathModule,
  type Surroundings,
} from '../process/index.ts';
import type { GitTool } from './git-checkout.ts';

export interface FindGitInput {
  /** False in an untrusted workspace: then there is no tool to run. */
  readonly trusted: boolean;
  readonly surroundings?: Surroundings;
}

export function findGit({ trusted, ...input }: FindGitInput): GitTool | null {
  if (!trusted) return null;
  const surroundings = input.surroundings ?? currentSurroundings();
  const isWindows = surroundings.platform === 'win32';
  const name = isWindows ? 'git.exe' : 'git';
  for (const folder of [...pathFolders(surroundings), ...usualFolders(surroundings)]) {
    const executable = pathModule(surroundings).join(folder, name);
    if (!isExecutable(executable, surroundings)) continue;
    const env = environment(surroundings);
    const program = allowProgram({ name: 'git', executable, env, trusted });
    return program && { ...program, name: 'git' };
  }
  return null;
}

function usualFolders({ env, platform }: Surroundings): readonly string[] {
  if (platform === 'win32')
    return [
      pathModule({ env, platform, home: '' }).join(
        env['ProgramFiles'] ?? 'C:\\Program Files',
        'Git',
        'cmd',
      ),
    ];
  // Not /usr/bin of macOS: without the developer tools its git opens a window that offers them.
  if (platform === 'darwin') return ['/opt/homebrew/bin', '/usr/local/bin', '/opt/local/bin'];
  return ['/usr/local/bin', '/usr/bin', '/bin'];
}

/**
 * What belongs to another call of git is left out: inside a hook the variables name that hook's repository and index.
 * The user's own settings stay.
 */
function environment({ env }: Surroundings): Readonly<Record<string, string>> {
  const kept: Record<string, string> = {};
  for (const [name, value] of Object.entries(env)) {
    if (value === undefined) continue;
    const isOfCall = /^GIT_/i.test(name) && !/^GIT_(?:CONFIG|SSL|EXEC_PATH|CEILING)/i.test(name);
    if (!isOfCall) kept[name] = value;
  }
  return kept;
}
