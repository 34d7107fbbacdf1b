/** The workbench of the command line: the user runs it in their own shell, so docker may run. */
import { homedir } from 'node:os';
import { stateFolder } from '../node/history/index.ts';
import {
  createWorkbench,
  imagesOf,
  type ImagesForRules,
  type Workbench,
} from '../node/use-cases/index.ts';
import type { CliIo } from './io.ts';

const HISTORY_LIMIT = 500;

export function cliWorkbench(io: CliIo): Workbench {
  return createWorkbench({
    trusted: () => true,
    dockerPath: () => io.env['LAYER_FORECAST_DOCKER'] ?? '',
    historyLimit: () => HISTORY_LIMIT,
    state: stateFolder({ env: io.env, platform: process.platform, home: homedir() }),
  });
}

/** For `--ask-images`: recorded builds, docker's own copies, and the registries of those that docker does not have. */
export function cliImages(io: CliIo): ImagesForRules {
  return imagesOf(cliWorkbench(io).images);
}
