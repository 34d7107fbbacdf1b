/** `context`: the files that a build sends to the builder, with their sizes. */
import { BUILD_OPTIONS, readBuildOptions } from '../build-options.ts';
import { locateBuild } from '../invocations.ts';
import { EXIT, type CliIo } from '../io.ts';
import { contextText } from '../output/context-text.ts';
import { InputError, oneOf, parseArguments } from '../usage.ts';
import { cliWorkbench } from '../workbench.ts';

export async function context(argv: readonly string[], io: CliIo): Promise<number> {
  const args = parseArguments(argv, {
    ...BUILD_OPTIONS,
    all: { type: 'boolean' },
    format: { type: 'string' },
  });
  const format = oneOf('format', args.text('format'), ['text', 'json'], 'text');
  const [given] = args.positionals;
  const refused = given === undefined ? null : whyNotMeasured(given);
  if (refused !== null) throw new InputError(refused);
  const workbench = cliWorkbench(io);
  const located = await locateBuild(args, readBuildOptions(args, io), io, workbench);
  const answer = await workbench.contextSizes({
    ...located,
    base: io.cwd,
    everyFile: args.flag('all'),
    signal: io.signal,
  });
  if (answer.kind === 'problem') throw new InputError(answer.problem.message);
  const { report } = answer;
  for (const { message } of report.problems) io.err(`layer-forecast context: ${message}\n`);
  io.out(
    format === 'json' ? `${JSON.stringify(report, null, 2)}\n` : contextText(report, io.color),
  );
  return EXIT.fine;
}

/** What has no files here cannot be measured: a sentence, or null for what may be a folder. */
function whyNotMeasured(context: string): string | null {
  if (context === '-')
    return 'The context comes from the standard input, which is sent as it is. Give a folder to see what a build sends of it.';
  if (/^(?:[a-z+]+:\/\/|git@)/.test(context))
    return `The builder gets the context "${context}" itself, so nothing is sent from here. Give a folder to see what a build sends of it.`;
  return null;
}
