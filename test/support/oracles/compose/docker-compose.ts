/** Asks Docker Compose what it makes of a project, and puts the answer into the words of a declared build. */
import { execFileSync, spawnSync } from 'node:child_process';
import path from 'node:path';
import {
  CASE_ROOT,
  HOME,
  sorted,
  type ComposeAnswer,
  type ComposeCase,
  type Expected,
} from '../../compose/cases.ts';

export function installCompose(): string {
  const script = path.join(import.meta.dirname, 'docker-compose.sh');
  return execFileSync(script, ['install'], { encoding: 'utf8' }).trim();
}

export interface Asked {
  readonly expected: Expected;
  /** What Docker Compose says when it refuses. */
  readonly message: string;
}

/** The path of the folder ends with `CASE_ROOT`. */
export function askCompose(program: string, folder: string, one: ComposeCase): Asked {
  const files = one.files.flatMap((file) => ['-f', path.join(folder, file)]);
  const envFiles = one.envFiles.flatMap((file) => ['--env-file', path.join(folder, file)]);
  const { status, stdout, stderr } = spawnSync(
    program,
    [...files, ...envFiles, '--profile', '*', 'config', '--format', 'json'],
    {
      cwd: path.dirname(path.join(folder, one.files[0] ?? '')),
      encoding: 'utf8',
      env: { HOME, ...one.environment },
    },
  );
  if (status !== 0) return { expected: { refused: true }, message: stderr };
  // Docker Compose prints this shape, with each dollar sign written twice.
  const { services = {} } = JSON.parse(stdout.replaceAll('$$', '$')) as {
    readonly services?: Record<string, Service>;
  };
  const builds = Object.entries(services).flatMap(([name, service]) => {
    const build = answerOf(service, folder, one);
    return build === null ? [] : [[name, build] as const];
  });
  return { expected: { builds: sorted(builds) }, message: stderr };
}

interface Service {
  readonly platform?: string;
  readonly build?: {
    readonly context?: string;
    readonly dockerfile?: string;
    readonly dockerfile_inline?: string;
    readonly target?: string;
    readonly args?: Record<string, string | null>;
    readonly platforms?: readonly string[];
    readonly additional_contexts?: Record<string, string>;
    readonly network?: string;
    readonly cache_from?: readonly string[];
    readonly no_cache?: boolean;
  } | null;
}

function answerOf(
  { build, platform }: Service,
  folder: string,
  one: ComposeCase,
): ComposeAnswer | null {
  if (build === undefined || build === null) return null;
  const context = moved(build.context ?? '', folder);
  const inline = build.dockerfile_inline ?? null;
  const isLocal = context.startsWith('/');
  // `docker compose build` takes the default of the environment where neither build nor service says a platform.
  const fallback = platform ?? one.environment['DOCKER_DEFAULT_PLATFORM'];
  return {
    dockerfile:
      inline === null && isLocal
        ? path.posix.resolve(context, moved(build.dockerfile ?? 'Dockerfile', folder))
        : null,
    inline,
    context: context === '' ? null : isLocal ? path.posix.resolve(context) : context,
    target: build.target ?? null,
    args: sorted(Object.entries(build.args ?? {})),
    platforms: build.platforms ?? (fallback === undefined ? [] : [fallback]),
    namedContexts: sorted(
      Object.entries(build.additional_contexts ?? {}).map(([name, value]) => [
        name,
        cleaned(moved(value, folder)),
      ]),
    ),
    network: build.network ?? null,
    cacheFrom: build.cache_from ?? [],
    noCache: build.no_cache ?? false,
  };
}

function cleaned(text: string): string {
  return text.startsWith('/') ? path.posix.resolve(text) : text;
}

/** With `CASE_ROOT` for the real folder, also above it. */
function moved(text: string, folder: string): string {
  const above = folder.slice(0, -CASE_ROOT.length);
  return text.startsWith(`${above}/`) ? text.slice(above.length) : text;
}
