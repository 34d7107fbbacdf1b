/**
 * Which sources of a Dockerfile a build context certainly does not have. A file can be missing in a checkout and be made
 * before the build, so that silence is the answer wherever that is likely.
 */
import { ignoreMatcher, parseIgnoreFile, type IgnoreFile } from '../syntax/dockerignore/index.ts';
import type { Span } from '../text/span.ts';
import type { BuildOptions } from '../plan/model.ts';
import type { FolderProbe } from './infer-context.ts';
import type { BuildSourceKind } from './model.ts';

export type SourceFault =
  | { readonly kind: 'missing' }
  | {
      readonly kind: 'ignored';
      readonly by: string;
      /** The pattern that leaves it out; absent where several do so together. */
      readonly pattern?: { readonly file: string; readonly span: Span };
    };

/** The build that is meant, and what its context does not have. */
export interface BuildFiles {
  /** The folder, for people: `.`, `docker/api`. */
  readonly context: string;
  readonly options: Pick<BuildOptions, 'target' | 'buildArgs' | 'buildContexts'>;
  /** Build arguments that the build sets to a value that nobody knows here. */
  readonly unknownArguments: readonly string[];
  /** By literal path in the context; what is there, or may be made before the build, is not in it. */
  readonly sources: ReadonlyMap<string, SourceFault>;
}

export interface SourceFaultsInput {
  /** Literal paths relative to the context. */
  readonly paths: readonly string[];
  /** Absolute. */
  readonly context: string;
  readonly probe: FolderProbe;
  readonly isIgnoredByGit: (path: string) => boolean;
  /** The ignore file of the build. */
  readonly ignore: IgnoreFileOfBuild | null;
  /** Who says that this is the context. */
  readonly source: BuildSourceKind;
}

export interface IgnoreFileOfBuild {
  /** For people: `.dockerignore`. */
  readonly name: string;
  /** Absolute. */
  readonly file: string;
  readonly text: string;
}

/** By path. */
export function sourceFaults(input: SourceFaultsInput): ReadonlyMap<string, SourceFault> {
  const { paths, context, probe, ignore, source } = input;
  const isThere = (path: string): boolean => probe.exists(context, path);
  const patterns = ignore && parseIgnoreFile(ignore.text).value;
  const matcher = patterns && ignoreMatcher(patterns);
  // Where only the Dockerfile tells the context, something of it has to be there.
  const isCertain = CERTAIN.has(source) || paths.some(isThere);
  const isBesideOthers = (path: string): boolean =>
    folderOf(path) !== '' && isThere(folderOf(path));
  const faults = new Map<string, SourceFault>();
  for (const path of paths) {
    const isExcluded = matcher?.excludes(path) === true && matcher.canSkipFolder(path);
    const isProven = isCertain || isBesideOthers(path);
    if (!isProven) continue;
    if (isExcluded && ignore !== null && patterns !== null)
      faults.set(path, {
        ...{ kind: 'ignored', by: ignore.name },
        ...patternOf(path, patterns, ignore.file),
      });
    else if (!isThere(path) && !mayBeMade(path, input)) faults.set(path, { kind: 'missing' });
  }
  const isGuess = !CERTAIN.has(source);
  return isGuess && faults.size > MOST_OF_A_GUESS ? new Map() : faults;
}

/** The last pattern that takes the path out by itself decides. */
function patternOf(
  path: string,
  ignored: IgnoreFile,
  file: string,
): { readonly pattern?: { readonly file: string; readonly span: Span } } {
  const found = ignored.patterns.findLast(
    (one) => !one.negated && ignoreMatcher({ ...ignored, patterns: [one] }).excludes(path),
  );
  return found === undefined ? {} : { pattern: { file, span: found.span } };
}

/** Where more is missing, the context is likely another one, or is put together before the build. */
const MOST_OF_A_GUESS = 2;

const CERTAIN: ReadonlySet<BuildSourceKind> = new Set([
  'compose',
  'bake',
  'setting',
  'command-line',
]);

/** Archives, packages, programs, keys and data: what is built or fetched before an image is, and rarely committed. */
const PRODUCTS =
  /\.(?:tar|gz|tgz|bz2|xz|zst|zip|7z|jar|war|ear|whl|egg|deb|rpm|apk|so|dll|exe|bin|img|iso|pem|key|crt|cer|p12|pfx|jks|env|log|db|sqlite3?|pkl|joblib|pt|pth|ckpt|onnx|tflite|h5|model|data|csv|parquet|npy|npz|min\.js|map)$/i;

function mayBeMade(path: string, { context, probe, isIgnoredByGit }: SourceFaultsInput): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1);
  // Matches `dist`, `manager`, `.env` and `.npmrc`: folders, programs and the files of a single machine.
  if (!/^[^.].*\.[^.]+$/.test(name) || PRODUCTS.test(name) || isIgnoredByGit(path)) return true;
  const folder = folderOf(path);
  // The folder may be made as a whole; an empty one is a submodule that nobody fetched.
  return (
    folder !== '' &&
    (!probe.exists(context, folder) || probe.names(`${context}/${folder}`).length === 0)
  );
}

function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}
