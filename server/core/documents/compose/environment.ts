/**
 * The variables of a project: those of the environment, then those of its env files. Without named env files it is
 * `.env` in the folder of the project, if it exists. (Compose specification, "Interpolation".)
 */
import { nameOfFile, resolveFile } from '../../text/file-path.ts';
import { quoted } from '../../text/quote.ts';
import { readEnvironmentFile } from './dotenv.ts';
import type { Lookup } from './model.ts';
import type { Reading } from './reading.ts';

export interface EnvironmentInput {
  /** The environment of the caller, or of the project that includes this one. */
  readonly outer: Lookup;
  readonly folder: string;
  /** Env files that somebody names, in order. */
  readonly named: readonly string[];
  /** Where they are named; null on the command line. */
  readonly namedAt: { readonly file: string; readonly line?: number } | null;
}

export interface Environment {
  readonly lookup: Lookup;
  /** From the env files only. */
  readonly values: ReadonlyMap<string, string>;
}

/** Stands for no env file at all in compose files. */
const NO_FILE = '/dev/null';

export function environmentOf(input: EnvironmentInput, reading: Reading): Environment {
  const { outer, named } = input;
  const isNamed = named.length > 0;
  const files = isNamed ? named : [resolveFile(input.folder, '.env')];
  let values: ReadonlyMap<string, string> = new Map();
  for (const file of files) {
    if (file === NO_FILE) continue;
    const text = reading.textOf(file);
    if (text === null) {
      if (isNamed) {
        const message = `The env file ${quoted(nameOfFile(file))} does not exist or cannot be read.`;
        reading.report(input.namedAt ?? { file }, message);
      }
      continue;
    }
    const { problem, ...found } = readEnvironmentFile(text, outer, values);
    ({ values } = found);
    if (problem !== null) {
      const message = `Docker Compose cannot read this env file: ${problem.message}`;
      reading.report({ file, line: problem.line }, message);
    }
  }
  const known = values;
  return { values, lookup: (name) => outer(name) ?? known.get(name) };
}
