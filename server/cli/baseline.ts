/** The baseline that the command line names: `--baseline` reads it, `--write-baseline` writes it. */
import path from 'node:path';
import { UsageError, type ParsedArguments } from './usage.ts';

export const BASELINE_OPTIONS = {
  baseline: { type: 'string' },
  'write-baseline': { type: 'string' },
} as const;

export interface NamedBaseline {
  /** Absolute. */
  readonly file: string;
  readonly isWritten: boolean;
}

/** Null where the command line names none. Throws a `UsageError` before anything is checked or written. */
export function namedBaseline(args: ParsedArguments, cwd: string): NamedBaseline | null {
  const [read, written] = [args.text('baseline'), args.text('write-baseline')];
  if (written === undefined)
    return read === undefined ? null : { file: path.resolve(cwd, read), isWritten: false };
  if (read !== undefined)
    throw new UsageError('--write-baseline writes the baseline that --baseline reads: give one.');
  if (written === '-' || written === '')
    throw new UsageError('--write-baseline writes a file. Name it.');
  if (args.text('since') !== undefined)
    throw new UsageError(
      '--write-baseline writes down all findings, --since leaves some out: give one.',
    );
  const file = path.resolve(cwd, written);
  const output = args.text('output-file');
  if (output !== undefined && path.resolve(cwd, output) === file)
    throw new UsageError('--write-baseline and --output-file name the same file. Name two files.');
  return { file, isWritten: true };
}
