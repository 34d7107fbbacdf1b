/** The build options of the command line: buildx's own names, for every verb that needs a plan. */
import type { BuildOptions } from '../node/forecasting/index.ts';
import { UsageError, type ParsedArguments } from './usage.ts';
import type { CliIo } from './io.ts';

export const BUILD_OPTIONS = {
  file: { type: 'string', short: 'f' },
  invocation: { type: 'string' },
  target: { type: 'string' },
  'build-arg': { type: 'string', multiple: true },
  'build-context': { type: 'string', multiple: true },
  platform: { type: 'string' },
  network: { type: 'string' },
  'no-cache': { type: 'boolean' },
  'no-cache-filter': { type: 'string', multiple: true },
  secret: { type: 'string', multiple: true },
  ssh: { type: 'string', multiple: true },
  builder: { type: 'string' },
} as const;

export function readBuildOptions(args: ParsedArguments, io: CliIo): BuildOptions {
  const text = (name: 'target' | 'platform' | 'network' | 'builder') => {
    const value = args.text(name);
    return value === undefined ? {} : { [name]: value };
  };
  const filter = args.list('no-cache-filter').flatMap((value) => value.split(','));
  return {
    ...text('target'),
    ...text('platform'),
    ...text('network'),
    ...text('builder'),
    buildArgs: readBuildArgs(args.list('build-arg'), io.env),
    buildContexts: readPairs('build-context', args.list('build-context')),
    ...(args.flag('no-cache') ? { noCache: true } : {}),
    ...(filter.length === 0 ? {} : { noCacheFilter: filter }),
    ...(args.list('secret').length === 0 ? {} : { secrets: args.list('secret') }),
    ...(args.list('ssh').length === 0 ? {} : { ssh: args.list('ssh') }),
  };
}

/** `--build-arg NAME` takes the value of the environment, as docker does; an unset one is not given. */
function readBuildArgs(
  given: readonly string[],
  env: CliIo['env'],
): Readonly<Record<string, string>> {
  const values: Record<string, string> = {};
  for (const one of given) {
    const equals = one.indexOf('=');
    const name = equals < 0 ? one : one.slice(0, equals);
    if (name === '')
      throw new UsageError(`--build-arg takes NAME=VALUE or NAME; "${one}" has no name.`);
    const value = equals < 0 ? env[name] : one.slice(equals + 1);
    if (value !== undefined) values[name] = value;
  }
  return values;
}

function readPairs(option: string, given: readonly string[]): Readonly<Record<string, string>> {
  const pairs: Record<string, string> = {};
  for (const one of given) {
    const equals = one.indexOf('=');
    if (equals <= 0)
      throw new UsageError(`--${option} takes NAME=VALUE; "${one}" is not of that form.`);
    pairs[one.slice(0, equals)] = one.slice(equals + 1);
  }
  return pairs;
}
