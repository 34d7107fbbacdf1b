/** `timings`: a build log as builds with steps, and inside an installer's step its packages. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { readBuildLog } from '../../core/build-log/index.ts';
import { errorText } from '../../node/files/index.ts';
import { REPORT_VERSION } from '../../protocol/report.ts';
import { EXIT, type CliIo } from '../io.ts';
import { timingsText } from '../../core/report/text/timings-text.ts';
import { InputError, oneOf, parseArguments, UsageError } from '../usage.ts';

export async function timings(argv: readonly string[], io: CliIo): Promise<number> {
  const args = parseArguments(argv, { format: { type: 'string' } });
  const format = oneOf('format', args.text('format'), ['text', 'json'], 'text');
  const [file, ...more] = args.positionals;
  if (file === undefined || more.length > 0) {
    throw new UsageError('Give one build log: a file, or - for the standard input.');
  }
  const isStdin = file === '-';
  const builds = readBuildLog(
    isStdin ? await io.stdinBytes() : await readLog(path.resolve(io.cwd, file), file),
  );
  if (builds.length === 0) {
    throw new InputError(
      `${isStdin ? 'The standard input' : file} holds no build that can be read. Make one with docker buildx build --progress=rawjson (or plain) 2> FILE.`,
    );
  }
  io.out(
    format === 'json'
      ? `${JSON.stringify({ version: REPORT_VERSION, builds }, null, 2)}\n`
      : builds.map((build) => timingsText(build, io.color)).join('\n'),
  );
  return EXIT.fine;
}

async function readLog(file: string, shown: string): Promise<Uint8Array> {
  try {
    return await readFile(file);
  } catch (error) {
    throw new InputError(`Cannot read ${shown}: ${errorText(error)}.`);
  }
}
