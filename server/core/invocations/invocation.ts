/**
 * An invocation is one way in which a Dockerfile is built: by a compose service, a bake target, a line of a script, or
 * by nothing but the Dockerfile itself. Its identity is its file and name; else Dockerfile, context and target. Build
 * arguments are no part of it.
 */
import { LAST_STAGE } from '../../protocol/requests.ts';
import { isAbsoluteFile, nameOfFile, relativeFile } from '../text/file-path.ts';
import type { BuildSource, BuildSourceKind, DeclaredBuild } from './model.ts';

export interface Invocation {
  /** `compose.yaml:web`, `Makefile:12`, `docker/Dockerfile@.:builder`; the same on every machine. */
  readonly id: string;
  /** Absolute; the file that describes the build where the Dockerfile is inline. */
  readonly dockerfile: string;
  readonly inline: string | null;
  /** An absolute folder. */
  readonly context: string;
  /** Null: the last stage. */
  readonly target: string | null;
  readonly args: Readonly<Record<string, string>>;
  /** Build arguments that the source names and nobody gives a value. */
  readonly unset: readonly string[];
  /** Variables in the source's values that are not set and count as empty. */
  readonly emptyVariables: readonly string[];
  readonly platforms: readonly string[];
  readonly namedContexts: Readonly<Record<string, string>>;
  readonly network: string | null;
  readonly cacheFrom: readonly string[];
  readonly noCache: boolean;
  readonly source: BuildSource;
  /** Why this context, in words. */
  readonly evidence: string;
}

/** Fills in what the source leaves open; null for a build of a remote context, which has no files here. */
export function invocationOf(
  build: DeclaredBuild,
  place: {
    readonly root: string;
    readonly dockerfile: string;
    /** Where the source does not tell the context. */
    readonly inferred: () => { readonly context: string; readonly evidence: string };
  },
): Invocation | null {
  const { root, dockerfile } = place;
  if (build.context !== null && !isAbsoluteFile(build.context)) return null;
  const named = namedIn(build.source, root);
  const inferred = build.context === null ? place.inferred() : null;
  const args = Object.entries(build.args);
  return {
    id: idOfSource(build.source, root),
    dockerfile,
    inline: build.inline,
    context: build.context ?? inferred?.context ?? root,
    target: build.target,
    args: Object.fromEntries(
      args.flatMap(([name, value]) => (value === null ? [] : [[name, value]])),
    ),
    unset: args.flatMap(([name, value]) => (value === null ? [name] : [])),
    // What a CI system fills in is not empty, only unknown, and then the whole value is.
    emptyVariables:
      build.source.kind === 'compose'
        ? build.unset.filter((name) => build.args[name] !== null)
        : [],
    platforms: build.platforms,
    namedContexts: build.namedContexts,
    network: build.network,
    cacheFrom: build.cacheFrom,
    noCache: build.noCache,
    source: build.source,
    evidence: inferred ? `${named} names no context; ${inferred.evidence}` : named,
  };
}

/** A build that no file describes. */
export function plainInvocation(build: {
  readonly root: string;
  readonly dockerfile: string;
  readonly context: string;
  readonly target: string | null;
  readonly kind: Extract<BuildSourceKind, 'setting' | 'recorded' | 'evidence' | 'command-line'>;
  readonly evidence: string;
}): Invocation {
  const { root, dockerfile, context, target, kind, evidence } = build;
  return {
    id: plainId(root, { dockerfile, context, target }),
    dockerfile,
    inline: null,
    context,
    target,
    args: {},
    unset: [],
    emptyVariables: [],
    platforms: [],
    namedContexts: {},
    network: null,
    cacheFrom: [],
    noCache: false,
    source: { kind, file: dockerfile },
    evidence,
  };
}

export function plainId(
  root: string,
  build: { readonly dockerfile: string; readonly context: string; readonly target: string | null },
): string {
  const target = build.target === null ? '' : `:${build.target}`;
  return `${shown(root, build.dockerfile)}@${shown(root, build.context)}${target}`;
}

export function idOfSource({ file, name, line }: BuildSource, root: string): string {
  const which = name ?? (line === undefined ? '' : String(line));
  return which === '' ? shown(root, file) : `${shown(root, file)}:${which}`;
}

/** For people, short: `web (compose.yaml)`, `Makefile line 12`, `target builder`. */
export function titleOf({ source, target }: Pick<Invocation, 'source' | 'target'>): string {
  const { kind, file, name, line } = source;
  if (name !== undefined) return `${name} (${nameOfFile(file)})`;
  if (line !== undefined) return `${nameOfFile(file)} line ${String(line)}`;
  if (target !== null) return `target ${target}`;
  return kind === 'command-line' ? 'as on the command line' : LAST_STAGE;
}

const SOURCE_WORDS: Readonly<Record<BuildSourceKind, string>> = {
  recorded: 'the last recorded build',
  compose: 'service',
  bake: 'target',
  script: 'script',
  ci: 'CI',
  setting: 'the setting layerForecast.context',
  evidence: 'the Dockerfile',
  'command-line': 'the command line',
};

/** `service web of docker-compose.yml`, `line 12 of Makefile`. */
function namedIn({ kind, file, name, line }: BuildSource, root: string): string {
  const path = shown(root, file);
  if (name !== undefined && (kind === 'compose' || kind === 'bake'))
    return `${SOURCE_WORDS[kind]} ${name} of ${path}`;
  return line === undefined ? path : `line ${String(line)} of ${path}`;
}

function shown(root: string, file: string): string {
  return relativeFile(root, file) || '.';
}
