/** `build`: forecast, `docker buildx build`, record, score. */
import type { Workbench } from '../../node/workbench.ts';
import type { BuildAnswer } from '../../node/building/index.ts';
import type { BuildOptions, BuildRequest } from '../../node/forecasting/index.ts';
import { BUILD_OPTIONS, readBuildOptions } from '../build-options.ts';
import { locateBuild } from '../invocations.ts';
import { EXIT, type CliIo } from '../io.ts';
import { createBuildProgress } from '../output/build-progress.ts';
import { buildText } from '../output/build-text.ts';
import { failureText } from '../output/failure-text.ts';
import { forecastText } from '../../core/report/text/forecast-text.ts';
import { InputError, oneOf, parseArguments, UsageError, type ParsedArguments } from '../usage.ts';
import { cliWorkbench } from '../workbench.ts';

const OPTIONS = {
  ...BUILD_OPTIONS,
  format: { type: 'string' },
  tag: { type: 'string', short: 't', multiple: true },
  load: { type: 'boolean' },
  push: { type: 'boolean' },
  'fail-on-misprediction': { type: 'boolean' },
} as const;

export async function build(argv: readonly string[], io: CliIo): Promise<number> {
  const split = argv.indexOf('--');
  const args = parseArguments(split < 0 ? argv : argv.slice(0, split), OPTIONS);
  const rest = split < 0 ? [] : argv.slice(split + 1);
  const format = oneOf('format', args.text('format'), ['text', 'json'], 'text');
  const behind = parseKnown(rest);
  const workbench = cliWorkbench(io);
  const given = allOptions(args, behind, rest, io);
  const request = {
    ...(await locateBuild(withFile(args, behind), given, io, workbench)),
    base: io.cwd,
    signal: io.signal,
  };
  const isText = format === 'text';
  const answer = await runBuild(workbench, request, isText ? io : null);
  if (answer.problem) throw new InputError(answer.problem.message);
  io.out(
    format === 'json'
      ? `${JSON.stringify(answer.report, null, 2)}\n`
      : buildText(answer.report, io.color),
  );
  if (answer.warning !== null) io.err(`layer-forecast build: ${answer.warning}\n`);
  if (answer.cancelled) return EXIT.cancelled;
  if (answer.report.exitCode !== 0) {
    const { failure } = answer.report;
    io.err(
      isText && failure
        ? `\n${failureText(failure, io.color)}`
        : `layer-forecast build: the build failed. ${answer.error ?? ''}\n`,
    );
    return EXIT.buildFailed;
  }
  const wrong = answer.report.score?.wrong ?? 0;
  return args.flag('fail-on-misprediction') && wrong > 0 ? EXIT.findings : EXIT.fine;
}

/** With what a person sees meanwhile, where there is one. */
async function runBuild(
  workbench: Workbench,
  request: BuildRequest,
  io: CliIo | null,
): Promise<BuildAnswer> {
  if (io === null) return workbench.build(request);
  const progress = await createBuildProgress(io, (before) => {
    if (before.forecast)
      io.out(`${forecastText({ ...before, forecast: before.forecast, color: io.color })}\n`);
  });
  try {
    return await workbench.build(request, progress.events);
  } finally {
    progress.stop();
  }
}

/** As buildx reads it: what stands last counts. */
function withFile(args: ParsedArguments, behind: ParsedArguments): ParsedArguments {
  return {
    ...args,
    text: (name) => (name === 'file' ? behind.text('file') : undefined) ?? args.text(name),
  };
}

/**
 * What stands behind `--` goes to buildx as it is; what of it affects keys is read too, so that the forecast knows.
 * buildx takes the last word of an option, and of its lists all.
 */
function allOptions(
  args: ParsedArguments,
  behind: ParsedArguments,
  rest: readonly string[],
  io: CliIo,
): BuildOptions {
  const own = readBuildOptions(args, io);
  const later = readBuildOptions(behind, io);
  const tags = args.list('tag');
  const filter = [...(own.noCacheFilter ?? []), ...(later.noCacheFilter ?? [])];
  return {
    ...own,
    ...later,
    buildArgs: { ...own.buildArgs, ...later.buildArgs },
    buildContexts: { ...own.buildContexts, ...later.buildContexts },
    ...(filter.length === 0 ? {} : { noCacheFilter: filter }),
    // These are in `rest` already, and buildx does not take one of them twice.
    secrets: own.secrets ?? [],
    ssh: own.ssh ?? [],
    ...(tags.length === 0 ? {} : { tags }),
    ...(args.flag('load') ? { load: true } : {}),
    ...(args.flag('push') ? { push: true } : {}),
    ...(rest.length === 0 ? {} : { rest }),
  };
}

/** Only the options of ours among buildx's many: everything else is passed over. */
function parseKnown(rest: readonly string[]): ParsedArguments {
  const known: string[] = [];
  for (let index = 0; index < rest.length; index++) {
    const word = rest[index] ?? '';
    if (/^--no-cache=(?:1|t|true)$/i.test(word)) known.push('--no-cache');
    // Matches `-f`, `-fother.Dockerfile`, `--target` and `--target=builder`.
    const match = /^(?:-(f)|--([a-z-]+))(?=(.?))/.exec(word);
    const name = match?.[1] === undefined ? match?.[2] : 'file';
    if (name === undefined || !Object.hasOwn(BUILD_OPTIONS, name)) continue;
    const isWhole = match?.[3] === '';
    if (name === 'no-cache' && !isWhole) continue;
    known.push(word);
    if (name === 'no-cache' || !isWhole) continue;
    const value = rest[++index];
    if (value === undefined) throw new UsageError(`${word} behind -- needs a value.`);
    known.push(value);
  }
  return parseArguments(known, BUILD_OPTIONS);
}
