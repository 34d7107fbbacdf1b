/** `build`: forecast, `docker buildx build`, record, score. */
import type { BuildOptions } from '../../node/use-cases/model.ts';
import { BUILD_OPTIONS, locateBuild, readBuildOptions } from '../build-options.ts';
import { EXIT, type CliIo } from '../io.ts';
import { createProgressText, buildText } from '../output/build-text.ts';
import { forecastText } from '../output/forecast-text.ts';
import { oneOf, parseArguments, UsageError, type ParsedArguments } from '../usage.ts';
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
  const place = await locateBuild(args, io);
  const workbench = cliWorkbench(io);
  const request = { place, options: allOptions(args, rest, io), base: io.cwd, signal: io.signal };
  const before = await workbench.forecast({ ...request, since: [{ kind: 'last-build' }] });
  if (!before.read && before.problem) throw new UsageError(before.problem.message);
  if (format === 'text' && before.forecast) {
    io.out(`${forecastText({ ...before, forecast: before.forecast, color: io.color })}\n`);
  }
  const progress = createProgressText(io);
  const answer = await workbench.build(request, {
    ...(format === 'text' ? { onProgress: progress } : {}),
  });
  if (answer.problem) throw new UsageError(answer.problem.message);
  io.out(
    format === 'json'
      ? `${JSON.stringify(answer.report, null, 2)}\n`
      : buildText(answer.report, io.color),
  );
  if (answer.cancelled) return EXIT.cancelled;
  if (answer.report.exitCode !== 0) {
    io.err(`layer-forecast build: the build failed. ${answer.error ?? ''}\n`);
    return EXIT.buildFailed;
  }
  const wrong = answer.report.score?.wrong ?? 0;
  return args.flag('fail-on-misprediction') && wrong > 0 ? EXIT.findings : EXIT.fine;
}

/** What stands behind `--` goes to buildx as it is; what of it affects keys is read too, so that the forecast knows. */
function allOptions(args: ParsedArguments, rest: readonly string[], io: CliIo): BuildOptions {
  const own = readBuildOptions(args, io);
  const tags = args.list('tag');
  const behind = readBuildOptions(parseKnown(rest), io);
  return {
    ...behind,
    ...own,
    buildArgs: { ...behind.buildArgs, ...own.buildArgs },
    buildContexts: { ...behind.buildContexts, ...own.buildContexts },
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
    const name = /^--([a-z-]+)(?:=|$)/.exec(word)?.[1];
    if (name === undefined || !(name in BUILD_OPTIONS)) continue;
    known.push(word);
    const takesValue = name !== 'no-cache';
    if (takesValue && !word.includes('=') && rest[index + 1] !== undefined)
      known.push(rest[++index] ?? '');
  }
  return parseArguments(known, BUILD_OPTIONS);
}
