/** Where the history lives: the place that each platform has for an application's own state, one for editor and CLI. */
import { homedir } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';

const NAME = 'layer-forecast';

export interface StateSurroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  readonly home: string;
}

export function stateFolder(
  surroundings: StateSurroundings = {
    env: process.env,
    platform: process.platform,
    home: homedir(),
  },
): string {
  const { env, platform, home } = surroundings;
  const chosen = env['LAYER_FORECAST_STATE'];
  if (chosen !== undefined && chosen !== '') return resolve(chosen);
  switch (platform) {
    case 'win32':
      return join(env['LOCALAPPDATA'] ?? join(home, 'AppData', 'Local'), NAME);
    case 'darwin':
      return join(home, 'Library', 'Application Support', NAME);
    default: {
      const state = env['XDG_STATE_HOME'];
      // The XDG rules: a relative path is to be ignored.
      return join(
        state !== undefined && isAbsolute(state) ? state : join(home, '.local', 'state'),
        NAME,
      );
    }
  }
}
