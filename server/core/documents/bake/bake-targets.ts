/** From the targets of a bake file, or of what `docker buildx bake --print` answers, to builds. */
import type { DeclaredBuild, ReadFile } from '../../invocations/model.ts';
import { NO_REQUEST, type BuildRequest } from '../builds/build-command.ts';
import { declareBuild } from '../builds/declare-build.ts';
import { interpolate, withoutScheme } from './references.ts';

/** A target as JSON has it; later ones of `inherits` and the target itself win. */
export type BakeTarget = Readonly<Record<string, unknown>>;

export interface BakePlace {
  readonly file: string;
  readonly folders: readonly string[];
  readonly read: ReadFile;
  readonly variables: ReadonlyMap<string, string>;
}

export function declareTarget(
  name: string,
  target: BakeTarget,
  line: number | undefined,
  place: BakePlace,
): DeclaredBuild {
  const text = (key: string): string | null => textIn(target[key], place.variables);
  const request: BuildRequest = {
    ...NO_REQUEST,
    context: withoutScheme(text('context') ?? '.'),
    file: text('dockerfile') ?? 'Dockerfile',
    fileInContext: true,
    target: text('target'),
    args: pairsIn(target['args'], place.variables),
    namedContexts: pairsIn(target['contexts'], place.variables).flatMap(([key, value]) =>
      value === null ? [] : [[key, withoutScheme(value)] as const],
    ),
    platforms: textsIn(target['platforms'], place.variables),
    network: text('network'),
    cacheFrom: cachesIn(target['cache-from'], place.variables),
    noCache: target['no-cache'] === true,
  };
  const source = {
    kind: 'bake',
    file: place.file,
    ...(line === undefined ? {} : { line }),
    name,
  } as const;
  const build = declareBuild(usable(request), { source, folders: place.folders, read: place.read });
  const inline = text('dockerfile-inline');
  return inline === null ? build : { ...build, inline, dockerfile: null };
}

/** A Dockerfile outside of the context is named with `cwd://`, as bake does it for other files. */
function usable(request: BuildRequest): BuildRequest {
  const { file } = request;
  if (file?.startsWith('cwd://') !== true) return request;
  return { ...request, file: withoutScheme(file), fileInContext: false };
}

function textIn(value: unknown, variables: ReadonlyMap<string, string>): string | null {
  return typeof value === 'string' ? interpolate(value, variables) : null;
}

function textsIn(value: unknown, variables: ReadonlyMap<string, string>): readonly string[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((item) => textIn(item, variables) ?? []);
}

function pairsIn(
  value: unknown,
  variables: ReadonlyMap<string, string>,
): readonly (readonly [string, string | null])[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [];
  return Object.entries(value).flatMap(([key, item]: readonly [string, unknown]) => {
    // A null argument is left out, so that the Dockerfile's default counts.
    if (item === null) return [];
    const plain = typeof item === 'number' || typeof item === 'boolean' ? String(item) : item;
    return [[key, textIn(plain, variables)] as const];
  });
}

/** A text, or since Buildx 0.19 a map: `{"type": "registry", "ref": "app:cache"}`. */
function cachesIn(value: unknown, variables: ReadonlyMap<string, string>): readonly string[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((item: unknown) => {
    const pairs = pairsIn(item, variables).map(([key, text]) => `${key}=${text ?? ''}`);
    return textIn(item, variables) ?? (pairs.length === 0 ? [] : pairs.join(','));
  });
}
