/**
 * Finding the docker executable. An editor that was started from a desktop often has a short PATH, so the usual places
 * are looked at too.
 */
import { posix, win32 } from 'node:path';
import type { BuildProblem } from '../../protocol/requests.ts';
import {
  allowProgram,
  currentSurroundings,
  isExecutable,
  pathFolders,
  pathModule,
  pathOf,
  type Surroundings,
} from '../process/index.ts';
import type { DockerTool } from './tool.ts';

export interface FindDockerInput {
  /** False in an untrusted workspace: then there is no tool to run. */
  readonly trusted: boolean;
  /** The setting `layerForecast.dockerPath`; empty means search. */
  readonly dockerPath: string;
  readonly surroundings?: Surroundings;
}

export type FoundDocker =
  | { readonly kind: 'found'; readonly docker: DockerTool }
  | { readonly kind: 'problem'; readonly problem: BuildProblem };

export function findDocker(input: FindDockerInput): FoundDocker {
  if (!input.trusted)
    return problem(
      'untrusted',
      'This workspace is not trusted, so no program is run. Trust the workspace to build images.',
    );
  const surroundings = input.surroundings ?? currentSurroundings();
  if (input.dockerPath !== '') {
    const docker = toolAt(input, input.dockerPath, surroundings);
    if (docker) return { kind: 'found', docker };
    return problem(
      'no-docker',
      `The setting layerForecast.dockerPath names ${input.dockerPath}, which is not a program ` +
        'given by its full path. Correct the setting, or empty it to have docker searched for.',
    );
  }
  const name = surroundings.platform === 'win32' ? 'docker.exe' : 'docker';
  for (const folder of [...pathFolders(surroundings), ...usualFolders(surroundings)]) {
    const candidate = pathModule(surroundings).join(folder, name);
    const docker = toolAt(input, candidate, surroundings);
    if (docker) return { kind: 'found', docker };
  }
  return problem(
    'no-docker',
    'Docker was not found on PATH or in the usual places. Install Docker, or set ' +
      'layerForecast.dockerPath to the docker program.',
  );
}

function usualFolders({ env, platform, home }: Surroundings): readonly string[] {
  switch (platform) {
    case 'win32': {
      const programs = env['ProgramFiles'] ?? 'C:\\Program Files';
      const own = env['LOCALAPPDATA'] ?? win32.join(home, 'AppData', 'Local');
      return [
        win32.join(programs, 'Docker', 'Docker', 'resources', 'bin'),
        win32.join(programs, 'Docker'),
        win32.join(own, 'Programs', 'DockerDesktop', 'resources', 'bin'),
        win32.join(programs, 'Rancher Desktop', 'resources', 'resources', 'win32', 'bin'),
      ];
    }
    case 'darwin':
      return [
        '/usr/local/bin',
        '/opt/homebrew/bin',
        '/Applications/Docker.app/Contents/Resources/bin',
        posix.join(home, '.docker', 'bin'),
        posix.join(home, '.orbstack', 'bin'),
        posix.join(home, '.rd', 'bin'),
        '/opt/local/bin',
        '/usr/bin',
      ];
    default:
      return [
        '/usr/local/bin',
        '/usr/bin',
        '/bin',
        '/snap/bin',
        '/opt/docker-desktop/bin',
        '/home/linuxbrew/.linuxbrew/bin',
        '/run/current-system/sw/bin',
        posix.join(home, '.docker', 'bin'),
        posix.join(home, '.rd', 'bin'),
        posix.join(home, 'bin'),
      ];
  }
}

/** Docker itself looks on PATH for its credential helpers, which lie beside it or in the usual places. */
function toolAt(
  { trusted }: FindDockerInput,
  executable: string,
  surroundings: Surroundings,
): DockerTool | null {
  if (!isExecutable(executable, surroundings)) return null;
  const paths = pathModule(surroundings);
  const env: Record<string, string> = {};
  let pathName = 'PATH';
  for (const [name, value] of Object.entries(surroundings.env)) {
    if (value === undefined) continue;
    // Windows writes it `Path`, and two spellings in one environment are one too many.
    if (name.toUpperCase() === 'PATH' && surroundings.platform === 'win32') pathName = name;
    env[name] = value;
  }
  const folders = [
    pathOf(surroundings),
    paths.dirname(executable),
    ...(surroundings.platform === 'win32' ? [] : usualFolders(surroundings)),
  ];
  env[pathName] = folders.filter((folder) => folder !== '').join(paths.delimiter);
  const program = allowProgram({ name: 'docker', executable, env, trusted });
  return program && { ...program, name: 'docker' };
}

function problem(code: BuildProblem['code'], message: string): FoundDocker {
  return { kind: 'problem', problem: { code, message } };
}
