/** `snapshot`: keeps what decides on cache hits, as it is now, for a later `forecast --since FILE`. */
import path from 'node:path';
import { writeFileAtomically } from '../../node/files/index.ts';
import { writeSnapshotPair } from '../../node/use-cases/index.ts';
import { BUILD_OPTIONS, locateBuild, readBuildOptions } from '../build-options.ts';
import { EXIT, type CliIo } from '../io.ts';
import { parseArguments, UsageError } from '../usage.ts';
import { cliWorkbench } from '../workbench.ts';

export async function snapshot(argv: readonly string[], io: CliIo): Promise<number> {
  const args = parseArguments(argv, {
    ...BUILD_OPTIONS,
    output: { type: 'string', short: 'o' },
    format: { type: 'string' },
  });
  const output = args.text('output');
  if (output === undefined) throw new UsageError('Say where to keep the snapshot: -o FILE.');
  const place = await locateBuild(args, io);
  const answer = await cliWorkbench(io).forecast({
    place,
    options: readBuildOptions(args, io),
    base: io.cwd,
    since: [{ kind: 'saved-files' }],
    signal: io.signal,
  });
  if (!answer.read) throw new UsageError(answer.problem?.message ?? 'The build could not be read.');
  const { snapshot: plain, fixed, plan } = answer.read;
  const file = path.resolve(io.cwd, output);
  const text = writeSnapshotPair({ plain, fixed: fixed?.snapshot ?? null });
  const written = await writeFileAtomically(file, text);
  if (written.kind !== 'written') throw new UsageError(written.message);
  io.out(
    args.text('format') === 'json'
      ? `${JSON.stringify({ version: 1, file: output, steps: plan.steps.length }, null, 2)}\n`
      : `${output}: ${String(plan.steps.length)} steps of ${path.relative(io.cwd, place.dockerfile)}\n`,
  );
  return EXIT.fine;
}
