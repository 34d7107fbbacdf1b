/** Builds an image through buildx, with progress to the client; cancelling the request cancels the build. */
import { NO_BUILD } from '../../core/build-log/index.ts';
import { REPORT_VERSION, type BuildReport } from '../../protocol/report.ts';
import {
  METHODS,
  type BuildParams,
  type BuildProgress,
  type BuildResult,
} from '../../protocol/requests.ts';
import { filesChanged } from '../refresh.ts';
import { releaseMemorySoon } from '../release-memory.ts';
import type { Session } from '../session.ts';
import { buildRequest } from './request-of.ts';
import { subjectOf } from './subject-of.ts';

export async function runBuild(
  session: Session,
  params: BuildParams,
  cancelled: AbortSignal,
  onProgress: (progress: BuildProgress) => void = (progress) => tellProgress(session, progress),
): Promise<BuildResult> {
  const { connection } = session;
  const signal = AbortSignal.any([cancelled, session.ending]);
  const subject = await subjectOf(session, params.uri, params.invocation);
  if (subject === null)
    return failure('no-dockerfile', 'No Dockerfile of this workspace installs that file.');
  let builder = '';
  /** Told once: it can be large, and progress is told ten times a second. */
  let untold: Pick<BuildProgress, 'forecast'> = {};
  const image = params.options?.tags?.[0];
  try {
    const answer = await session.workbench.build(
      { ...(await buildRequest(session, subject, params)), signal },
      {
        onForecast: ({ forecast }, name) => {
          builder = name;
          untold = { forecast };
        },
        onProgress: (state) => {
          onProgress({
            buildId: params.buildId,
            builder,
            ...(image === undefined ? {} : { image }),
            ...untold,
            ...state,
          });
          untold = {};
        },
        onOutput: (lines) =>
          connection.console.info(lines.map(({ step, text }) => `${step}: ${text}`).join('\n')),
      },
    );
    const { report, problem, cancelled, warning } = answer;
    return { report, problem, cancelled, ...(warning === null ? {} : { warning }) };
  } catch (error) {
    // Cancelled before the engine had anything to do.
    if (signal.aborted) return { report: noReport(130), problem: null, cancelled: true };
    throw error;
  } finally {
    // The build may have written its output anywhere.
    filesChanged(session, null);
    releaseMemorySoon();
  }
}

/** The answer to a build that a bug of ours kept from running. */
export const BROKEN_BUILD: BuildResult = failure(
  'other',
  'The build could not be run: see the output "Layer Forecast" for the error.',
);

function tellProgress({ connection }: Session, progress: BuildProgress): void {
  void connection.sendNotification(METHODS.buildProgress, progress).catch(gone);
}

function gone(): void {
  // The client went away: nobody watches the build any more.
}

function failure(code: 'no-dockerfile' | 'other', message: string): BuildResult {
  return { report: noReport(2), problem: { code, message }, cancelled: false };
}

function noReport(exitCode: number): BuildReport {
  return {
    version: REPORT_VERSION,
    exitCode,
    seconds: 0,
    forecast: null,
    timings: NO_BUILD,
    score: null,
    failure: null,
  };
}
