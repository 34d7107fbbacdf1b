/** Reading the arguments of a verb: strict, and with messages that say what to write instead. */
import { parseArgs, type ParseArgsConfig } from 'node:util';

/** The user wrote something that no verb understands. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** By its name: each program of `dist/` has a class of its own. */
export function isUsageError(error: unknown): boolean {
  return error instanceof Error && error.name === 'UsageError';
}

/** The command was understood, and what it names cannot be used. */
export class InputError extends Error {}

type Options = NonNullable<ParseArgsConfig['options']>;

export interface ParsedArguments {
  readonly positionals: readonly string[];
  readonly text: (name: string) => string | undefined;
  readonly list: (name: string) => readonly string[];
  readonly flag: (name: string) => boolean;
}

export function parseArguments(args: readonly string[], options: Options): ParsedArguments {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      options,
      allowPositionals: true,
      strict: true,
    });
    return {
      positionals,
      text: (name) => {
        const value = values[name];
        return typeof value === 'string' ? value : undefined;
      },
      list: (name) => {
        const value = values[name];
        return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
      },
      flag: (name) => values[name] === true,
    };
  } catch (error) {
    throw new UsageError(readable(error));
  }
}

/** Node's message up to its first sentence: the rest is advice about `--` that does not fit here. */
function readable(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return `${message.split(/\.\s|\n/)[0] ?? message}.`;
}

export function oneOf<Value extends string>(
  name: string,
  value: string | undefined,
  allowed: readonly Value[],
  fallback: Value,
): Value {
  if (value === undefined) return fallback;
  const found = allowed.find((one) => one === value);
  if (found === undefined) {
    throw new UsageError(`--${name} takes ${allowed.join(', ')}; "${value}" is none of them.`);
  }
  return found;
}
