/**
 * The arguments of `docker buildx build`. Every value stands behind the `=` of its option and the context behind `--`,
 * so that no value can be taken for an option.
 */
import type { BuildOptionsInput } from '../../protocol/requests.ts';

export interface BuildArgumentsInput {
  /** Absolute. */
  readonly dockerfile: string;
  /** Absolute. */
  readonly context: string;
  readonly options: BuildOptionsInput;
  readonly noCacheFilter?: readonly string[];
  readonly buildContexts?: Readonly<Record<string, string>>;
  readonly cacheFrom?: readonly string[];
  /** As buildx takes them: `id=token,src=token.txt`. */
  readonly secrets?: readonly string[];
  readonly ssh?: readonly string[];
  /** Absolute; where buildx writes what it knows of the build when it succeeds. */
  readonly metadataFile?: string;
  /** What the user wrote behind `--` on our command line: buildx's own options, passed on as they are. */
  readonly passedOn?: readonly string[];
}

export function buildArguments(input: BuildArgumentsInput): readonly string[] {
  const { options } = input;
  const args = ['buildx', 'build', '--progress=rawjson', `--file=${input.dockerfile}`];
  if (isGiven(options.builder)) args.push(`--builder=${options.builder}`);
  if (isGiven(options.target)) args.push(`--target=${options.target}`);
  if (isGiven(options.platform)) args.push(`--platform=${options.platform}`);
  if (isGiven(options.network)) args.push(`--network=${options.network}`);
  for (const tag of options.tags ?? []) args.push(`--tag=${tag}`);
  for (const [name, value] of Object.entries(options.buildArgs ?? {}))
    args.push(`--build-arg=${name}=${value}`);
  for (const [name, value] of Object.entries(input.buildContexts ?? {}))
    args.push(`--build-context=${name}=${value}`);
  for (const cache of input.cacheFrom ?? []) args.push(`--cache-from=${cache}`);
  for (const secret of input.secrets ?? []) args.push(`--secret=${secret}`);
  for (const ssh of input.ssh ?? []) args.push(`--ssh=${ssh}`);
  for (const stage of input.noCacheFilter ?? []) args.push(`--no-cache-filter=${stage}`);
  if (options.noCache === true) args.push('--no-cache');
  if (options.load === true) args.push('--load');
  if (options.push === true) args.push('--push');
  if (isGiven(input.metadataFile)) args.push(`--metadata-file=${input.metadataFile}`);
  return [...args, ...(input.passedOn ?? []), '--', input.context];
}

function isGiven(value: string | undefined): value is string {
  return value !== undefined && value !== '';
}
