/** What Build Timings shows of a build that runs: what is recorded is what came before it. */
import type { Forecast } from '../../../server/protocol/report.ts';
import type { BuildProgress, TimingsView } from '../../../server/protocol/requests.ts';

/** Without progress the build has not begun. `forecast` is the one of this build. */
export function runningTimings(
  recorded: TimingsView,
  progress: BuildProgress | null = null,
  forecast: Forecast | null = null,
): TimingsView {
  const { dockerfileUri, dockerfile, builder, trend, invocation } = recorded;
  const view: TimingsView = {
    dockerfileUri,
    dockerfile,
    builder,
    state: 'running',
    build: null,
    before: recorded.build,
    forecast,
    score: null,
    trend,
    ...(invocation === undefined ? {} : { invocation }),
    problem: null,
  };
  if (progress === null) return view;
  const { image, build, running } = progress;
  return {
    ...view,
    builder: progress.builder,
    ...(image === undefined ? {} : { image }),
    build,
    running,
  };
}
