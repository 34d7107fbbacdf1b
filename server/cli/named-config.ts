/** The configuration that the command line names: `--config FILE` in place of those that are found, `--no-config` none. */
import path from 'node:path';
import { configKind } from '../core/documents/index.ts';
import { readConfig } from '../core/lint/config/read-config.ts';
import { readDocument, withSlashes } from '../node/files/index.ts';
import type { ChosenConfig } from '../node/project/index.ts';
import { InputError, UsageError, type ParsedArguments } from './usage.ts';

export const CONFIG_OPTIONS = {
  config: { type: 'string' },
  'no-config': { type: 'boolean' },
} as const;

/** For the input of `check` and `fix`; empty where configurations are looked for. */
export async function namedConfig(
  args: ParsedArguments,
  cwd: string,
): Promise<{ readonly config?: ChosenConfig }> {
  const [given, isNone] = [args.text('config'), args.flag('no-config')];
  if (given !== undefined && isNone)
    throw new UsageError('--config names a configuration, --no-config wants none: give one.');
  if (isNone) return { config: { kind: 'none' } };
  if (given === undefined) return {};
  if (given === '') throw new UsageError('--config takes a file. Name it.');
  const file = path.resolve(cwd, given);
  const read = await readDocument(file, configKind, given);
  if (read.kind === 'problem') throw new InputError(read.message);
  if (!readConfig(withSlashes(file), read.text).isPresent)
    throw new InputError(`${given} has no section [tool.layer-forecast]. Name another file.`);
  return { config: { kind: 'file', file, folder: cwd } };
}
