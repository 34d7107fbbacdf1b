/** The workbench of the command line: the user runs it in their own shell, so docker may run. */
import { homedir } from 'node:os';
import { stateFolder } from '../node/history/index.ts';
import {
  createWorkbench,
  imagesOf,
  type ImagesForRules,
  type Workbench,
} from '../node/use-cases/index.ts';
import { DEFAULT_SETTINGS } from '../protocol/settings.ts';
import type { CliIo } from './io.ts';

/** The editor hands its setting down, so that a task forgets no build that the editor keeps. */
function historyLimit(text: string | undefined): number {
  const limit = Number(text);
  return Number.isInteger(limit) && limit >= 1 ? limit : DEFAULT_SETTINGS.historyLimit;
}

export function cliWorkbench(io: CliIo): Workbench {
  return createWorkbench({
    trusted: () => true,
    dockerPath: () => io.env['LAYER_FORECAST_DOCKER'] ?? '',
    historyLimit: () => historyLimit(io.env['LAYER_FORECAST_HISTORY_LIMIT']),
    state: stateFolder({ env: io.env, platform: process.platform, home: homedir() }),
  });
}

/** For `--ask-images`: recorded builds, docker's own copies, and the registries of those that docker does not have. */
export function cliImages(io: CliIo): ImagesForRules {
  return imagesOf(cliWorkbench(io).images);
}
