/** The verbs and their guard: whatever goes wrong ends in one message and an exit code, never in a stack trace. */
import { EXIT, type CliIo } from './io.ts';
import { helpText, VERSION } from './help.ts';
import { UsageError } from './usage.ts';
import { build } from './verbs/build.ts';
import { builds } from './verbs/builds.ts';
import { check } from './verbs/check.ts';
import { context } from './verbs/context.ts';
import { explain } from './verbs/explain.ts';
import { explainBuild } from './verbs/explain-build.ts';
import { fix } from './verbs/fix.ts';
import { forecast } from './verbs/forecast.ts';
import { lsp } from './verbs/lsp.ts';
import { snapshot } from './verbs/snapshot.ts';
import { timings } from './verbs/timings.ts';

type Verb = (args: readonly string[], io: CliIo) => Promise<number>;

const VERBS: ReadonlyMap<string, Verb> = new Map(
  Object.entries({
    ...{ check, fix, snapshot, forecast, timings, build, builds, context, explain },
    'explain-build': explainBuild,
    lsp,
  }),
);

export async function runCli(args: readonly string[], io: CliIo): Promise<number> {
  const [verb, ...rest] = args;
  if (verb === '--version' || verb === '-v') {
    io.out(`layer-forecast ${VERSION}\n`);
    return EXIT.fine;
  }
  if (verb === '--help' || verb === '-h' || verb === 'help') {
    io.out(helpText(rest[0]));
    return EXIT.fine;
  }
  const run = verb === undefined ? undefined : VERBS.get(verb);
  if (!run || verb === undefined) {
    const given = verb === undefined ? 'No verb was given' : `There is no verb "${verb}"`;
    io.err(
      `layer-forecast: ${given}. The verbs are ${[...VERBS.keys()].join(', ')}; see --help.\n`,
    );
    return EXIT.usage;
  }
  // What stands behind `--` is for buildx.
  const own = rest.includes('--') ? rest.slice(0, rest.indexOf('--')) : rest;
  if (own.includes('--help') || own.includes('-h')) {
    io.out(helpText(verb));
    return EXIT.fine;
  }
  try {
    return await run(rest, io);
  } catch (error) {
    if (io.signal.aborted) return EXIT.cancelled;
    const message = error instanceof Error ? error.message : String(error);
    const hint = error instanceof UsageError ? ` See layer-forecast ${verb} --help.` : '';
    io.err(`layer-forecast ${verb}: ${message}${hint}\n`);
    return EXIT.usage;
  }
}
