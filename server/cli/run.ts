/** The verbs and their guard: whatever goes wrong ends in one message and an exit code, never in a stack trace. */
import { EXIT, type CliIo } from './io.ts';
import { helpText, VERSION } from './help.ts';
import { isUsageError } from './usage.ts';
import { lsp } from './verbs/lsp.ts';

type Verb = (args: readonly string[], io: CliIo) => Promise<number>;

/** What a verb needs is loaded only for it. */
const linting = () => import('./linting.ts');
const building = () => import('./building.ts');

const VERBS: ReadonlyMap<string, () => Promise<Verb>> = new Map(
  Object.entries({
    check: async () => (await linting()).check,
    fix: async () => (await linting()).fix,
    snapshot: async () => (await building()).snapshot,
    forecast: async () => (await building()).forecast,
    timings: async () => (await building()).timings,
    build: async () => (await building()).build,
    builds: async () => (await building()).builds,
    context: async () => (await building()).context,
    explain: async () => (await linting()).explain,
    'explain-build': async () => (await building()).explainBuild,
    lsp: () => Promise.resolve(lsp),
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
  const load = verb === undefined ? undefined : VERBS.get(verb);
  if (!load || verb === undefined) {
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
    const run = await load();
    return await run(rest, io);
  } catch (error) {
    if (io.signal.aborted) return EXIT.cancelled;
    const message = error instanceof Error ? error.message : String(error);
    const hint = isUsageError(error) ? ` See layer-forecast ${verb} --help.` : '';
    io.err(`layer-forecast ${verb}: ${message}${hint}\n`);
    return EXIT.usage;
  }
}
