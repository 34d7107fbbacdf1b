/** The workbench of the command line: the user runs it in their own shell, so docker may run. */
import { homedir } from 'node:os';
import { stateFolder } from '../node/history/index.ts';
import { createWorkbench, type Workbench } from '../node/workbench.ts';
import { imagesOf, type ImagesForRules } from '../node/linting/index.ts';
import type { BuildPlace } from '../node/project/index.ts';
import type { LocatedBuild } from './invocations.ts';
import { DEFAULT_SETTINGS } from '../protocol/settings.ts';
import type { CliIo } from './io.ts';

/** How the verbs that show builds leave out those that were made outside. */
export const OUTSIDE_OPTIONS = { 'no-outside-builds': { type: 'boolean' } } as const;

export function cliWorkbench(io: CliIo, outsideBuilds = true): Workbench {
  return createWorkbench({
    trusted: () => true,
    dockerPath: () => io.env['LAYER_FORECAST_DOCKER'] ?? '',
    outsideBuilds: () => outsideBuilds,
    historyLimit: () => historyLimit(io.env['LAYER_FORECAST_HISTORY_LIMIT']),
    state: stateFolder({ env: io.env, platform: process.platform, home: homedir() }),
  });
}

/** The editor hands its setting down, so that a task forgets no build that the editor keeps. */
function historyLimit(text: string | undefined): number {
  const limit = Number(text);
  return Number.isInteger(limit) && limit >= 1 ? limit : DEFAULT_SETTINGS.historyLimit;
}

/** For `--ask-images`: recorded builds, docker's own copies, and the registries of those that docker does not have. */
export function cliImages(io: CliIo): ImagesForRules {
  return imagesOf(cliWorkbench(io).images);
}

/** Long enough for a first look at fifty builds on a slow machine. */
const PATIENCE_MILLISECONDS = 10_000;

/** What of a located build says which of the builds made outside are meant. */
export function buildOf({ place, options }: LocatedBuild): OutsideSubject {
  const { builder } = options;
  return { place, ...(builder === undefined ? {} : { builder }) };
}

interface OutsideSubject {
  readonly place?: BuildPlace;
  readonly builder?: string;
}

/** Asks the builder for builds made outside; a sentence where it cannot tell, else null. */
export async function learnOutside(
  workbench: Workbench,
  io: CliIo,
  question: OutsideSubject,
): Promise<string | null> {
  const signal = AbortSignal.any([io.signal, AbortSignal.timeout(PATIENCE_MILLISECONDS)]);
  return (await workbench.learnOutside({ ...question, signal })).problem;
}
