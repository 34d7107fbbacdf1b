/** Builds an image through buildx, with progress to the client; cancelling the request cancels the build. */
import type { CancellationToken } from 'vscode-languageserver/node';
import type { BuildState } from '../../node/use-cases/model.ts';
import { REPORT_VERSION, type Build } from '../../protocol/report.ts';
import {
  METHODS,
  type BuildParams,
  type BuildProgress,
  type BuildResult,
} from '../../protocol/requests.ts';
import { forecastMayChange } from '../refresh.ts';
import { baseFolder, contextOf, type Session } from '../session.ts';
import { dockerfileOf } from './dockerfile-of.ts';
import { withBuilder } from './forecast.ts';

/** Ten a second are as many as a person can follow. */
const PROGRESS_MILLISECONDS = 100;

const NO_BUILD: Build = { name: '', started: '', seconds: 0, steps: [] };

export async function runBuild(
  session: Session,
  params: BuildParams,
  token: CancellationToken,
): Promise<BuildResult> {
  const { connection } = session;
  const dockerfile = await dockerfileOf(session, params.uri);
  if (dockerfile === null)
    return failure('no-dockerfile', 'No Dockerfile of this workspace installs that file.');
  const controller = new AbortController();
  token.onCancellationRequested(() => controller.abort());
  const progress = createProgress(session, params.buildId);
  try {
    const answer = await session.workbench.build(
      {
        place: { dockerfile, context: contextOf(session, dockerfile) },
        options: withBuilder(session, params.options),
        base: baseFolder(session, dockerfile),
        signal: controller.signal,
      },
      {
        onProgress: progress.report,
        onOutput: (lines) => connection.console.info(lines.join('\n')),
      },
    );
    return { report: answer.report, problem: answer.problem, cancelled: answer.cancelled };
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    connection.console.error(
      `build failed: ${error instanceof Error ? (error.stack ?? text) : text}`,
    );
    return failure('other', `The build could not be run: ${text}`);
  } finally {
    progress.stop();
    forecastMayChange(session);
  }
}

/** Sends the newest state, and never more often than the client can draw it. */
function createProgress(
  session: Session,
  buildId: string,
): {
  readonly report: (state: BuildState) => void;
  readonly stop: () => void;
} {
  let newest: BuildProgress | null = null;
  let timer: NodeJS.Timeout | null = null;
  function send(): void {
    timer = null;
    if (newest) void session.connection.sendNotification(METHODS.buildProgress, newest);
    newest = null;
  }
  return {
    report(state) {
      newest = { buildId, ...state };
      timer ??= setTimeout(send, PROGRESS_MILLISECONDS);
    },
    stop() {
      if (timer) clearTimeout(timer);
      send();
    },
  };
}

function failure(code: 'no-dockerfile' | 'other', message: string): BuildResult {
  return {
    report: {
      version: REPORT_VERSION,
      exitCode: 2,
      seconds: 0,
      forecast: null,
      timings: NO_BUILD,
      score: null,
    },
    problem: { code, message },
    cancelled: false,
  };
}
