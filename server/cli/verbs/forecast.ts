/** `forecast`: which steps the next build runs again, why, and for how long. */
import type { Engine } from '../../core/plan/model.ts';
import { changeText, type SupposedChange } from '../../core/report/change-text.ts';
import { maskCredentials } from '../../core/text/mask.ts';
import type { Baseline } from '../../node/forecasting/index.ts';
import type { Forecast } from '../../protocol/report.ts';
import { BUILD_OPTIONS, readBuildOptions } from '../build-options.ts';
import { CHANGE_OPTIONS, readChanges } from '../changes.ts';
import { locateBuild } from '../invocations.ts';
import { EXIT, type CliIo } from '../io.ts';
import { forecastText } from '../../core/report/text/forecast-text.ts';
import { InputError, oneOf, parseArguments, UsageError } from '../usage.ts';
import { buildOf, cliWorkbench, learnOutside, OUTSIDE_OPTIONS } from '../workbench.ts';
import { globMatcher } from '../glob.ts';

export async function forecast(argv: readonly string[], io: CliIo): Promise<number> {
  const args = parseArguments(argv, {
    ...BUILD_OPTIONS,
    ...CHANGE_OPTIONS,
    ...OUTSIDE_OPTIONS,
    format: { type: 'string' },
    since: { type: 'string', multiple: true },
    engine: { type: 'string' },
    buildkit: { type: 'string' },
    'fail-on-miss': { type: 'string', multiple: true },
    'fail-on-failure': { type: 'boolean' },
  });
  const format = oneOf('format', args.text('format'), ['text', 'json'], 'text');
  const engine = readEngine(args.text('engine'), args.text('buildkit'));
  const workbench = cliWorkbench(io, !args.flag('no-outside-builds'));
  const located = await locateBuild(args, readBuildOptions(args, io), io, workbench);
  const build = { ...located, base: io.cwd, signal: io.signal };
  // Why there are none is no part of a forecast: without them it is whole, too.
  await learnOutside(workbench, io, buildOf(located));
  const answer = await workbench.forecast({
    ...build,
    since: args.list('since').map(readBaseline),
    after: await readChanges(args, () => workbench.changeChoices(build)),
    engine,
  });
  if (!answer.forecast) throw new InputError(answer.problem?.message ?? 'No forecast.');
  io.out(
    format === 'json'
      ? `${JSON.stringify(withSupposed(answer.forecast, answer.supposed), null, 2)}\n`
      : forecastText({ ...answer, forecast: answer.forecast, color: io.color }),
  );
  const isUnwanted = args.flag('fail-on-failure') && failsOnFailure(answer.forecast, io);
  const isMissed = failsOnMiss(answer.forecast, args.list('fail-on-miss'), io);
  return isUnwanted || isMissed ? EXIT.findings : EXIT.fine;
}

/** A report that is passed on must not be taken for one of the files as they are. */
function withSupposed(report: Forecast, supposed: readonly SupposedChange[]): Forecast {
  if (supposed.length === 0) return report;
  const text = maskCredentials(`Supposed change, in no file: ${changeText(supposed, [])}.`);
  return { ...report, assumed: [text, ...report.assumed] };
}

function readBaseline(text: string): Baseline {
  if (text === 'last-build' || text === 'saved-files') return { kind: text };
  if (!text.startsWith('git:')) return { kind: 'snapshot', file: text };
  const revision = text.slice('git:'.length);
  if (revision === '') throw new UsageError('--since git: needs a revision, such as git:HEAD.');
  return { kind: 'git', revision };
}

function readEngine(store: string | undefined, buildkit: string | undefined): Partial<Engine> {
  if (buildkit !== undefined && !/^v?\d+\.\d+(?:\.\d+)?$/.test(buildkit)) {
    throw new UsageError(`--buildkit takes a version such as 0.25.2; "${buildkit}" is none.`);
  }
  return {
    ...(store === undefined
      ? {}
      : { store: oneOf('engine', store, ['containerd', 'graphdriver'], 'containerd') }),
    ...(buildkit === undefined ? {} : { buildkit: buildkit.replace(/^v/, '') }),
  };
}

function failsOnFailure({ dockerfile, fails }: Forecast, io: CliIo): boolean {
  for (const { line, message } of fails)
    io.err(`layer-forecast forecast: ${dockerfile}:${String(line)}: ${message}\n`);
  return fails.length > 0;
}

/** A step that only may run again counts too: `--fail-on-miss` is for those who must be sure that it does not. */
function failsOnMiss(report: Forecast, globs: readonly string[], io: CliIo): boolean {
  const matchers = globs.map(globMatcher);
  const failed = report.steps.filter(
    (step) => step.verdict !== 'hit' && matchers.some((matches) => matches(step.name)),
  );
  for (const step of failed) io.err(`layer-forecast forecast: ${step.name} would run again.\n`);
  return failed.length > 0;
}
