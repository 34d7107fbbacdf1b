/**
 * The engines that forecasts are held against: the containerd image store, the older one, and the newest BuildKit as a
 * daemon of its own. The scripts of `test/support/harness` start them; what was not running is stopped in the end.
 */
import { execFile, spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import type { BaseImage, ImageLookup } from '../../server/core/images/model.ts';
import type { Engine } from '../../server/core/plan/model.ts';
import { planBuild } from '../../server/core/plan/index.ts';
import { parseDockerfile } from '../../server/core/syntax/dockerfile/index.ts';
import { parseImage } from '../../server/node/docker/images.ts';
import { buildkitVersion } from '../../server/node/docker/versions.ts';
import { takeSnapshot, type Snapshot } from '../../server/core/forecast/index.ts';
import { build, docker, engineVersions, requiredEngine, uniqueContext } from '../support/engine.ts';
import { BASE_IMAGES, baseDockerfile, WARM_UP } from '../support/forecast/base-images.ts';
import { digest, type ImageSpec } from '../support/forecast/scenarios.ts';
import { projectRoot } from '../support/paths.ts';

export const ENGINE_NAMES = ['containerd', 'newest', 'graphdriver'] as const;

export type EngineName = (typeof ENGINE_NAMES)[number];

/** One build at a time, on images of its own: builds that share a step at the same time show it by one name. */
export interface Lane {
  readonly name: EngineName;
  readonly engine: Engine;
  readonly env: NodeJS.ProcessEnv;
  readonly builder: readonly string[];
  /** Stands where a build says `busybox`. */
  readonly repository: string;
  readonly images: ImageLookup;
  /** What was built on them before any case: they are known to the engine. */
  readonly since: Snapshot;
  readonly close: () => Promise<void>;
}

/** Those that this machine has: an engine, and what the scripts installed beside it. CI has to have all. */
export function availableEngines(): readonly EngineName[] {
  const isCI = (process.env['CI'] ?? '') !== '' && process.env['CI'] !== 'false';
  const home =
    process.env['LAYER_FORECAST_TEST_HOME'] ??
    path.join(os.homedir(), '.cache/layer-forecast-test');
  const parts: Readonly<Record<EngineName, string>> = {
    containerd: '',
    newest: 'buildkit',
    graphdriver: 'engine/root/usr/sbin/dockerd',
  };
  return ENGINE_NAMES.filter((name) => {
    const part = path.join(home, parts[name]);
    if (isCI || name === 'containerd') return true;
    if (name === 'graphdriver') return existsSync(part);
    return existsSync(part) && readdirSync(part).some((version) => /^v\d/.test(version));
  });
}

const harness = path.join(projectRoot, 'test/support/harness');
const REGISTRY = `127.0.0.1:${process.env['REGISTRY_PORT'] ?? '5055'}/library`;

/** The engine has to be started. */
export async function openLane(name: EngineName, run: string): Promise<Lane> {
  const env = { ...(await environmentOf(name)), BUILDX_NO_DEFAULT_ATTESTATIONS: '1' };
  const { store, buildkit, docker: around } = await engineVersions(env);
  const isNewest = name === 'newest';
  const builder = isNewest ? ['--builder=newest'] : [];
  const version = isNewest
    ? await versionOfNewest(env)
    : buildkitVersion(buildkit ?? null, around).version;
  const repository = `fidelity-${run}`;
  const tags = Object.keys(BASE_IMAGES);
  const { folder } = uniqueContext({ Dockerfile: baseDockerfile(run) });
  const bases = new Map<string, BaseImage>();
  for (const tag of tags) {
    const image = `${repository}:${tag}`;
    const base = await makeImage({ name, env }, image, [
      '--network=none',
      `--target=${tag}`,
      folder,
    ]);
    bases.set(`docker.io/library/${image}`, checkedBase(tag, base));
  }
  const engine: Engine = { store, buildkit: version };
  const images: ImageLookup = (reference) => bases.get(reference) ?? null;
  const since = await warmUp({ engine, env, builder, repository, images }, run);
  return {
    name,
    engine,
    env,
    builder,
    repository,
    images,
    since,
    close: async () => {
      await docker(['image', 'rm', ...tags.map((tag) => `${repository}:${tag}`)], env);
    },
  };
}

export function onOwnImages({ repository }: Lane, dockerfile: string): string {
  return dockerfile.replaceAll('busybox:', `${repository}:`);
}

export interface ImageMaker {
  /** By the complete reference. An image that is as it was is not made again. */
  readonly make: (
    images: Readonly<Record<string, ImageSpec>>,
  ) => Promise<ReadonlyMap<string, BaseImage>>;
  readonly remove: () => Promise<void>;
}

/** Images that a scenario has for itself: `NAME-NONCE:latest`. */
export function imageMaker(lane: Lane, nonce: string): ImageMaker {
  const made = new Map<string, BaseImage>();
  const sources = new Map<string, string>();
  return {
    make: async (images) => {
      for (const [name, { dockerfile }] of Object.entries(images)) {
        const image = `${name}-${nonce}:latest`;
        const text = onOwnImages(lane, `${dockerfile.join('\n')}\n`);
        if (sources.get(image) === text) continue;
        sources.set(image, text);
        const { folder } = uniqueContext({ Dockerfile: text });
        made.set(
          `docker.io/library/${image}`,
          await makeImage(lane, image, ['--network=none', folder]),
        );
      }
      return made;
    },
    remove: async () => {
      if (sources.size > 0) await docker(['image', 'rm', ...sources.keys()], lane.env);
    },
  };
}

async function makeImage(
  { name, env }: Pick<Lane, 'name' | 'env'>,
  image: string,
  args: readonly string[],
): Promise<BaseImage> {
  const folder = args.at(-1) ?? '';
  const built = await build(folder, ['--load', ...args.slice(0, -1), `--tag=${image}`], env);
  if (built.exitCode !== 0) throw new Error(built.log);
  const json = await docker(['image', 'inspect', '--format={{json .}}', image], env);
  const base = parseImage(json, image)?.base;
  if (base === undefined) throw new Error(`${image} cannot be read: ${json}`);
  if (name === 'newest') await push(image, env);
  return base;
}

async function warmUp(
  { engine, env, builder, repository, images }: Omit<Lane, 'name' | 'since' | 'close'>,
  run: string,
): Promise<Snapshot> {
  const text = WARM_UP.replaceAll('@nonce@', run).replaceAll('busybox:', `${repository}:`);
  const { folder } = uniqueContext({ Dockerfile: text });
  const args = [...builder, '--network=none', '--output=type=cacheonly', `--build-arg=ONCE=${run}`];
  const built = await build(folder, args, env);
  if (built.exitCode !== 0) throw new Error(built.log);
  const options = { buildArgs: { ONCE: run }, buildContexts: {}, network: 'none' } as const;
  const plan = planBuild(parseDockerfile(text).value, options, engine, images);
  return takeSnapshot(plan, new Map(), digest);
}

/** What scenarios take for granted about an image has to be so. */
function checkedBase(tag: string, base: BaseImage): BaseImage {
  const assumed = BASE_IMAGES[tag];
  const facts = (image: BaseImage | undefined): string =>
    JSON.stringify([image?.env, (image?.workdir ?? '') || '/', image?.user, image?.onbuild]);
  if (facts(base) !== facts(assumed))
    throw new Error(`The image ${tag} is ${facts(base)} and should be ${facts(assumed)}.`);
  return base;
}

async function push(image: string, env: NodeJS.ProcessEnv): Promise<void> {
  const remote = `${REGISTRY}/${image}`;
  await docker(['tag', image, remote], env);
  await docker(['push', '-q', remote], env);
  await docker(['image', 'rm', remote], env);
}

async function environmentOf(name: EngineName): Promise<NodeJS.ProcessEnv> {
  if (name !== 'graphdriver') return requiredEngine();
  const { stdout } = await promisify(execFile)(
    'bash',
    ['-c', 'eval "$("$0/engine.sh" env)"; env -0', harness],
    {
      env: { ...process.env, ENGINE_STORE: name },
    },
  );
  return Object.fromEntries(
    stdout.split('\0').flatMap((pair) => {
      const at = pair.indexOf('=');
      return at < 0 ? [] : [[pair.slice(0, at), pair.slice(at + 1)]];
    }),
  );
}

/** Starts an engine that is not running; what is returned stops it again. */
export async function startEngine(name: EngineName): Promise<() => Promise<void>> {
  const nothing = (): Promise<void> => Promise.resolve();
  if (name === 'containerd') return nothing;
  const script = path.join(harness, name === 'newest' ? 'buildkit.sh' : 'engine.sh');
  const env =
    name === 'newest'
      ? { ...process.env, BUILDKIT_IMAGES: 'busybox' }
      : { ...process.env, ENGINE_STORE: name };
  const call = async (verb: string): Promise<boolean> =>
    (await runScript(script, verb, env)) === '';
  if (await call('status')) return nothing;
  const failed = await runScript(script, 'start', env);
  if (failed !== '') throw new Error(`${path.basename(script)} start: ${failed}`);
  if (name === 'graphdriver') await copyBusybox(await environmentOf(name));
  return async () => {
    await call('stop');
  };
}

/** Empty where it went well, else what it printed. */
function runScript(script: string, verb: string, env: NodeJS.ProcessEnv): Promise<string> {
  return new Promise((done) => {
    const child = spawn(script, [verb], { env, stdio: ['ignore', 'ignore', 'pipe'] });
    let text = '';
    child.stderr.on('data', (chunk: Buffer) => (text += chunk.toString()));
    child.once('error', (error) => done(error.message));
    // Not `close`: a daemon that the script started keeps the pipe open.
    child.once('exit', (code) => done(code === 0 ? '' : text.trim() || `exit code ${code ?? -1}`));
  });
}

async function copyBusybox(env: NodeJS.ProcessEnv): Promise<void> {
  const from = await requiredEngine();
  const save = spawn('docker', ['save', 'busybox:latest'], {
    env: from,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const load = spawn('docker', ['load', '--quiet'], {
    env,
    stdio: [save.stdout, 'ignore', 'inherit'],
  });
  const code = await new Promise<number | null>((done) => load.once('close', done));
  if (code !== 0) throw new Error('busybox could not be copied to the older image store.');
}

async function versionOfNewest(env: NodeJS.ProcessEnv): Promise<string> {
  const text = await docker(['buildx', 'inspect', 'newest'], env);
  const version = /BuildKit version:\s*v?(\d+\.\d+\.\d+)/.exec(text)?.[1];
  if (version === undefined)
    throw new Error(`The newest BuildKit does not say what it is:\n${text}`);
  return version;
}
