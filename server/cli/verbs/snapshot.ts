/** `snapshot`: keeps what decides on cache hits, as it is now, for a later `forecast --since FILE`. */
import path from 'node:path';
import { relativePath, writeFileAtomically } from '../../node/files/index.ts';
import { writeSnapshotPair } from '../../node/forecasting/index.ts';
import { REPORT_VERSION } from '../../protocol/report.ts';
import { BUILD_OPTIONS, readBuildOptions } from '../build-options.ts';
import { locateBuild } from '../invocations.ts';
import { EXIT, type CliIo } from '../io.ts';
import { InputError, oneOf, parseArguments, UsageError } from '../usage.ts';
import { cliWorkbench } from '../workbench.ts';

export async function snapshot(argv: readonly string[], io: CliIo): Promise<number> {
  const args = parseArguments(argv, {
    ...BUILD_OPTIONS,
    output: { type: 'string', short: 'o' },
    format: { type: 'string' },
  });
  const format = oneOf('format', args.text('format'), ['text', 'json'], 'text');
  const output = args.text('output');
  if (output === undefined || output === '')
    throw new UsageError('Say where to keep the snapshot: -o FILE.');
  const workbench = cliWorkbench(io);
  const located = await locateBuild(args, readBuildOptions(args, io), io, workbench);
  const answer = await workbench.snapshot({
    ...located,
    base: io.cwd,
    signal: io.signal,
  });
  if (answer.kind === 'problem') throw new InputError(answer.problem.message);
  const { snapshot: plain, fixed, plan, engineFrom } = answer;
  const file = path.resolve(io.cwd, output);
  const text = writeSnapshotPair({ plain, fixed: fixed?.snapshot ?? null, engineFrom });
  io.signal.throwIfAborted();
  const written = await writeFileAtomically(file, text);
  if (written.kind !== 'written') throw new InputError(written.message);
  const steps = plan.steps.length;
  io.out(
    format === 'json'
      ? `${JSON.stringify({ version: REPORT_VERSION, file: relativePath(io.cwd, file), steps }, null, 2)}\n`
      : `${output}: ${String(steps)} steps of ${relativePath(io.cwd, located.place.dockerfile)}\n`,
  );
  return EXIT.fine;
}
