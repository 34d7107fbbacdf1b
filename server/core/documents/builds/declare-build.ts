/**
 * From what a command or step asks for to a build with absolute paths. Where the working directory is not certain, the
 * first one in which the Dockerfile exists counts.
 */
import type { BuildSource, DeclaredBuild, ReadFile } from '../../invocations/model.ts';
import { resolveFile } from '../../text/file-path.ts';
import type { BuildRequest } from './build-command.ts';
import { isOpen, openNames } from './open-text.ts';

export interface BuildPlace {
  readonly source: BuildSource;
  /** The working directories that are possible, likeliest first; none where it cannot be known. */
  readonly folders: readonly string[];
  readonly read: ReadFile;
  /** Value of an environment variable for `--build-arg NAME`. */
  readonly variable?: (name: string) => string | undefined;
  /** Of standard input, where the command redirects it from a file. */
  readonly input?: string | null;
}

/** In the order in which a builder looks for them. */
const USUAL_NAMES = ['Dockerfile', 'Containerfile'] as const;

export function declareBuild(request: BuildRequest, place: BuildPlace): DeclaredBuild {
  const unset = new Set<string>();
  const known = (text: string | null): string | null => {
    if (text === null || !isOpen(text)) return text;
    for (const name of openNames(text)) unset.add(name);
    return null;
  };
  const context = known(request.context);
  const file = known(request.file);
  const paths = findPaths({ request, place, context, file });
  const target = known(request.target);
  const args = request.args.map(([name, value]): readonly [string, string | null] => {
    const given = value ?? place.variable?.(name) ?? null;
    if (given === null) unset.add(name);
    return [name, known(given)];
  });
  const [folder] = place.folders;
  return {
    source: place.source,
    dockerfile: paths.dockerfile,
    inline: null,
    context: paths.context,
    target: target === '' ? null : target,
    args: Object.fromEntries(args.filter(([name]) => known(name) !== null && name !== '')),
    platforms: request.platforms.filter((platform) => known(platform) !== null),
    namedContexts: Object.fromEntries(
      request.namedContexts.flatMap(([name, value]): (readonly [string, string])[] => {
        const whole = known(value);
        const from = paths.folder ?? folder;
        if (whole === null || known(name) === null) return [];
        if (isReference(whole)) return [[name, whole]];
        return from === undefined ? [] : [[name, resolveFile(from, whole)]];
      }),
    ),
    network: known(request.network),
    cacheFrom: request.cacheFrom.filter((source) => known(source) !== null),
    noCache: request.noCache,
    unset: [...unset],
  };
}

/** An address or another target instead of a folder. */
export function isReference(context: string): boolean {
  return (
    /^[a-z][a-z\d+.-]*:\/\//i.test(context) ||
    /^(?:target|service|oci-layout):/.test(context) ||
    /^(?:git@|github\.com\/)/.test(context)
  );
}

interface Wanted {
  readonly request: BuildRequest;
  readonly place: BuildPlace;
  /** Null where it is not named or not known. */
  readonly context: string | null;
  readonly file: string | null;
}

interface Paths {
  readonly dockerfile: string | null;
  readonly context: string | null;
  /** The working directory. */
  readonly folder: string | null;
}

function findPaths({ request, place, context, file }: Wanted): Paths {
  const fileKnown = request.file === null || file !== null;
  let first: Paths | null = null;
  for (const folder of place.folders) {
    const remote = context !== null && isReference(context);
    const root =
      context === null || context === '-' || remote ? null : resolveFile(folder, context);
    const shown = remote ? context : root;
    for (const name of fileKnown ? dockerfileNames(request, file, place, root, folder) : []) {
      const found = { dockerfile: name, context: shown, folder };
      if (place.read(name) !== null) return found;
      first ??= found;
    }
    first ??= { dockerfile: null, context: shown, folder };
  }
  return first ?? { dockerfile: null, context: null, folder: null };
}

/** Where the Dockerfile can be, by absolute paths. */
function dockerfileNames(
  request: BuildRequest,
  file: string | null,
  place: BuildPlace,
  root: string | null,
  folder: string,
): readonly string[] {
  const fromInput = file === '-' || (file === null && request.context === '-');
  if (fromInput) {
    const input = place.input ?? null;
    return input === null || isOpen(input) ? [] : [resolveFile(folder, input)];
  }
  // In a remote context or an archive, the Dockerfile is there as well.
  if (request.context === '-' || (request.context !== null && isReference(request.context)))
    return [];
  if (file !== null && request.fileInContext === true)
    return root === null ? [] : [resolveFile(root, file)];
  if (file !== null) return [resolveFile(folder, file)];
  return root === null ? [] : USUAL_NAMES.map((name) => resolveFile(root, name));
}
