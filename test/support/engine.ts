/**
 * The Docker engine that tests build with: the one that DOCKER_HOST names, else the one that `harness/up.sh` started, else
 * the machine's own. With it come small helpers to make a build context, build it, and read what BuildKit said.
 */
import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { projectRoot } from './paths.ts';

export interface EngineVersions {
  readonly docker: string;
  readonly buildx: string;
  /** Of the default builder, where it says: some only say `v0.0.0+unknown`. */
  readonly buildkit: string | undefined;
  readonly store: 'containerd' | 'graphdriver';
}

/** One line of `--progress=rawjson`, as far as the tests look at it. */
export interface BuildEvent {
  readonly vertexes?: readonly Vertex[];
  readonly logs?: readonly { readonly vertex: string; readonly data: string }[];
}

export interface Vertex {
  readonly digest: string;
  readonly name: string;
  readonly inputs?: readonly string[];
  readonly started?: string;
  readonly completed?: string;
  readonly cached?: boolean;
  readonly error?: string;
}

export interface Built {
  readonly exitCode: number;
  readonly events: readonly BuildEvent[];
  /** The lines of the log as they came, and what else was printed (buildx's own errors). */
  readonly log: string;
  /** What the steps printed, decoded. */
  readonly output: string;
  /** Each step by its progress name, such as `[2/4] RUN true`. */
  readonly steps: ReadonlyMap<string, 'cached' | 'done' | 'failed' | 'canceled'>;
}

export interface BuildContext {
  readonly folder: string;
  /** A word that no other context has; it stands wherever the files said `@nonce@`. */
  readonly nonce: string;
}

let found: Promise<NodeJS.ProcessEnv | undefined> | undefined;

/** The environment for `docker` and the package index, or undefined where no engine with buildx ≥ 0.13 answers. */
export function engineEnvironment(): Promise<NodeJS.ProcessEnv | undefined> {
  found ??= findEngine();
  return found;
}

/** As `engineEnvironment`, for tests that only run where there is one. */
export async function requiredEngine(): Promise<NodeJS.ProcessEnv> {
  const env = await engineEnvironment();
  if (env === undefined) throw new Error('No Docker engine answers: test/support/harness/up.sh');
  return env;
}

export async function engineVersions(env: NodeJS.ProcessEnv): Promise<EngineVersions> {
  const [docker, buildx, builder, driver] = await Promise.all([
    run(['version', '--format', '{{.Server.Version}}'], env),
    run(['buildx', 'version'], env),
    run(['buildx', 'inspect'], env),
    run(['info', '--format', '{{json .DriverStatus}}'], env),
  ]);
  return {
    docker: docker.stdout.trim(),
    buildx: buildxVersion(buildx.stdout)?.join('.') ?? 'unknown',
    buildkit: /BuildKit version:\s*(?!\S*unknown)(\S+)/.exec(builder.stdout)?.[1],
    store: driver.stdout.includes('containerd.snapshotter') ? 'containerd' : 'graphdriver',
  };
}

const contexts: string[] = [];

/**
 * A build context in a temporary folder of its own. Its base name is unique, because BuildKit takes contexts of the same
 * name for versions of each other. The engine's cache outlives a test: put `@nonce@` where a step must not be cached yet.
 */
export function uniqueContext(files: Readonly<Record<string, string>>): BuildContext {
  const folder = newContextFolder();
  const nonce = path.basename(folder).replace('context-', '');
  for (const [name, text] of Object.entries(files)) {
    const file = path.join(folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text.replaceAll('@nonce@', nonce));
  }
  return { folder, nonce };
}

/** The same from a folder, such as one of `examples/`. */
export function copiedContext(source: string): BuildContext {
  const folder = newContextFolder();
  cpSync(source, folder, { recursive: true });
  return { folder, nonce: path.basename(folder).replace('context-', '') };
}

/** Remove the contexts of this process: `after(removeContexts)`. */
export function removeContexts(): void {
  for (const folder of contexts.splice(0)) rmSync(folder, { recursive: true, force: true });
}

/** `docker buildx build --progress=rawjson ARGS CONTEXT`. A build that fails is an answer too, not an exception. */
export async function build(
  contextFolder: string,
  args: readonly string[] = [],
  env?: NodeJS.ProcessEnv,
): Promise<Built> {
  const words = ['buildx', 'build', '--progress=rawjson', ...args, contextFolder];
  const { code, stderr } = await run(words, env ?? (await requiredEngine()));
  const events = stderr.split('\n').flatMap(parseEvent);
  const output = events
    .flatMap((event) => event.logs ?? [])
    .map(({ data }) => Buffer.from(data, 'base64').toString())
    .join('');
  return { exitCode: code ?? -1, events, log: stderr, output, steps: stepsOf(events) };
}

/** Run `docker ARGS` and return what it prints; rejects with its error output where it fails. */
export async function docker(args: readonly string[], env?: NodeJS.ProcessEnv): Promise<string> {
  const { code, stdout, stderr } = await run(args, env ?? (await requiredEngine()));
  if (code !== 0) throw new Error(`docker ${args.join(' ')}: ${stderr.trim()}`);
  return stdout;
}

/** The last that was said of each step counts: it is announced first, then started, then completed. */
function stepsOf(events: readonly BuildEvent[]): Built['steps'] {
  const vertices = new Map<string, Vertex>();
  for (const vertex of events.flatMap((event) => event.vertexes ?? [])) {
    vertices.set(vertex.digest, { ...vertices.get(vertex.digest), ...vertex });
  }
  const steps = new Map<string, 'cached' | 'done' | 'failed' | 'canceled'>();
  for (const { name, cached, completed, error } of vertices.values()) {
    const ended = cached === true ? 'cached' : 'done';
    const failed = error?.includes('context canceled') === true ? 'canceled' : 'failed';
    if (completed !== undefined)
      steps.set(name, error === undefined || error === '' ? ended : failed);
  }
  return steps;
}

function parseEvent(line: string): BuildEvent[] {
  if (!line.startsWith('{')) return [];
  try {
    return [JSON.parse(line) as BuildEvent];
  } catch {
    // A line that buildx's own message cut in two.
    return [];
  }
}

function newContextFolder(): string {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'context-'));
  contexts.push(folder);
  return folder;
}

async function findEngine(): Promise<NodeJS.ProcessEnv | undefined> {
  const candidates =
    process.env['DOCKER_HOST'] === undefined
      ? [await harnessEnvironment(), process.env]
      : [process.env];
  for (const env of candidates) {
    if (env === undefined) continue;
    const [server, buildx] = await Promise.all([
      run(['version', '--format', '{{.Server.Version}}'], env),
      run(['buildx', 'version'], env),
    ]);
    const [major = 0, minor = 0] = buildxVersion(buildx.stdout) ?? [];
    if (server.code === 0 && (major > 0 || minor >= 13)) return env;
  }
  return undefined;
}

/** What `eval "$(up.sh)"` would set, asked of the scripts themselves; undefined where the engine is not up. */
async function harnessEnvironment(): Promise<NodeJS.ProcessEnv | undefined> {
  const script = `cd "$1" && ./engine.sh status && eval "$(./engine.sh env)" || exit 1
    if ./index.sh status; then eval "$(./index.sh env)"; fi
    env -0`;
  const folder = path.join(projectRoot, 'test/support/harness');
  const { code, stdout } = await capture('bash', ['-c', script, 'bash', folder], process.env);
  if (code !== 0) return undefined;
  const pairs = stdout.split('\0').filter((pair) => pair.includes('='));
  return Object.fromEntries(
    pairs.map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]),
  );
}

/** From `github.com/docker/buildx 0.29.1+ds1 0.29.1+ds1-4` or `… v0.13.0 <commit>`. */
function buildxVersion(text: string): readonly number[] | undefined {
  const match = /buildx v?(\d+)\.(\d+)\.(\d+)/.exec(text);
  return match?.slice(1).map(Number);
}

interface Captured {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function run(args: readonly string[], env: NodeJS.ProcessEnv): Promise<Captured> {
  return capture('docker', args, env);
}

function capture(
  program: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<Captured> {
  return new Promise((done) => {
    const child = spawn(program, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
    const end = (code: number | null): void =>
      done({
        code,
        stdout: Buffer.concat(stdout).toString(),
        stderr: Buffer.concat(stderr).toString(),
      });
    // A program that does not exist is an answer as well.
    child.once('error', () => end(null));
    child.once('close', end);
  });
}
