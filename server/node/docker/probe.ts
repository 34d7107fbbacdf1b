/**
 * Can an image be built here, and by what? Either a usable builder, or one problem with one sentence of what it is and
 * one of what to do. The questions go from the nearest to the farthest: program, plugin, environment, daemon.
 */
import type { BuildProblem } from '../../protocol/requests.ts';
import { parseBuilder, parseBuilderNames, type InspectedBuilder } from './builder.ts';
import { findDocker, type FindDockerInput } from './find-docker.ts';
import { askDocker, type DockerTool, type ToolOutput } from './tool.ts';
import {
  assumedOfBuildkit,
  buildkitVersion,
  compareVersions,
  parseVersion,
  type BuildKitVersion,
} from './versions.ts';
import { isJsonObject, readJson } from '../../core/text/json.ts';

export interface Builder {
  readonly name: string;
  readonly driver: string;
  readonly buildkit: BuildKitVersion;
  readonly store: 'containerd' | 'graphdriver';
  /** What the builder builds when nothing is asked for, such as `linux/amd64`. */
  readonly platform: string;
  /** What is taken for granted about the builder, one sentence each. */
  readonly assumed: readonly string[];
}

export type ProbeResult =
  | { readonly kind: 'usable'; readonly docker: DockerTool; readonly builder: Builder }
  | { readonly kind: 'problem'; readonly problem: BuildProblem };

export interface ProbeInput extends FindDockerInput {
  /** The setting `layerForecast.builder` or `--builder`; empty means the current one. */
  readonly builder: string;
  readonly signal?: AbortSignal;
}

/** The first buildx that prints nothing but JSON under `--progress=rawjson`. */
const OLDEST_BUILDX = { major: 0, minor: 13, patch: 0 };

export async function probeDocker(input: ProbeInput): Promise<ProbeResult> {
  const found = findDocker(input);
  if (found.kind === 'problem') return found;
  const { docker } = found;
  const options = input.signal === undefined ? {} : { signal: input.signal };
  const client = await askDocker(docker, ['--version'], options);
  if (isPodman(client.stdout + client.stderr)) return podman(docker.executable);
  if (client.code !== 0) return noAnswer(docker, client);
  const buildx = await askDocker(docker, ['buildx', 'version'], options);
  const buildxProblem = checkBuildx(buildx);
  if (buildxProblem !== null) return buildxProblem;
  if (isSwitchedOff(docker.env['DOCKER_BUILDKIT']))
    return problem(
      'buildkit-disabled',
      `DOCKER_BUILDKIT=${docker.env['DOCKER_BUILDKIT'] ?? ''} in the environment switches BuildKit off, and ` +
        'without it there are no cache mounts. Remove the variable, then restart the editor.',
    );
  const args = input.builder === '' ? [] : [`--builder=${input.builder}`];
  const inspected = await askDocker(docker, ['buildx', 'inspect', ...args], options);
  const builder = inspected.code === 0 ? parseBuilder(inspected.stdout) : null;
  if (builder === null) return noBuilder(input.builder, inspected);
  // An unreachable daemon leaves the driver empty: what the default builder runs on.
  if (builder.driver === 'docker' || builder.driver === '')
    return probeEngine(docker, builder, options);
  if (builder.error !== null && builder.status !== 'inactive' && builder.status !== 'stopped')
    return problem(
      'daemon-down',
      `The builder ${builder.name} does not answer: ${sentence(builder.error)} Start it, or choose ` +
        'another one with the setting layerForecast.builder.',
    );
  return usable(docker, builder, 'containerd', null);
}

/** Names of the builders that buildx knows; none where it cannot say. */
export async function listBuilders(
  docker: DockerTool,
  signal?: AbortSignal,
): Promise<readonly string[]> {
  const listed = await askDocker(docker, ['buildx', 'ls'], signal === undefined ? {} : { signal });
  return listed.code === 0 ? parseBuilderNames(listed.stdout) : [];
}

async function probeEngine(
  docker: DockerTool,
  builder: InspectedBuilder,
  options: { readonly signal?: AbortSignal },
): Promise<ProbeResult> {
  const [version, info] = await Promise.all([
    askDocker(docker, ['version', '--format={{json .Server}}'], options),
    askDocker(docker, ['info', '--format={{json .DriverStatus}}'], options),
  ]);
  const server = version.code === 0 ? readJson(version.stdout) : null;
  if (!isJsonObject(server) || builder.error !== null) {
    const said = builder.error ?? firstLine(version.stderr);
    return problem(
      'daemon-down',
      `The Docker daemon does not answer${said === '' ? '.' : `: ${sentence(said)}`} Start Docker, or ` +
        'switch to a Docker context whose daemon runs.',
    );
  }
  if (isPodman(version.stdout)) return podman(docker.executable);
  const isContainerd = info.stdout.includes('io.containerd.snapshotter');
  return usable(
    docker,
    builder,
    isContainerd ? 'containerd' : 'graphdriver',
    typeof server['Version'] === 'string' ? server['Version'] : null,
  );
}

function usable(
  docker: DockerTool,
  builder: InspectedBuilder,
  store: Builder['store'],
  engine: string | null,
): ProbeResult {
  const buildkit = buildkitVersion(builder.buildkit, engine);
  const assumed = [...assumedOfBuildkit({ builder: builder.name, buildkit, engine, store })];
  const platform = builder.platforms[0];
  if (platform === undefined)
    assumed.push(`The builder ${builder.name} reports no platform; the forecast uses linux/amd64.`);
  const { name, driver } = builder;
  return {
    kind: 'usable',
    docker,
    builder: { name, driver, buildkit, store, platform: platform ?? 'linux/amd64', assumed },
  };
}

function checkBuildx(buildx: ToolOutput): ProbeResult | null {
  const version = buildx.code === 0 ? parseVersion(buildx.stdout) : null;
  if (version !== null && compareVersions(version, OLDEST_BUILDX) >= 0) return null;
  // A buildx that was built from source reports a commit instead of a version.
  if (buildx.code === 0 && version === null && buildx.stdout.includes('buildx')) return null;
  if (version !== null && buildx.code === 0)
    return problem(
      'no-buildx',
      `buildx ${version.major}.${version.minor} is too old: its progress cannot be read. Update the ` +
        'buildx plugin to 0.13 or newer.',
    );
  return problem(
    'no-buildx',
    'Docker has no buildx plugin, only the classic builder, which has no cache mounts. Install the ' +
      'buildx plugin (package docker-buildx-plugin or docker-buildx).',
  );
}

function noBuilder(asked: string, inspected: ToolOutput): ProbeResult {
  const said = firstLine(inspected.stderr).replace(/^ERROR:\s*/i, '');
  if (asked !== '')
    return problem(
      'other',
      `The builder ${asked} cannot be used: ${sentence(said === '' ? 'buildx gave no reason' : said)} ` +
        'Choose another one with the setting layerForecast.builder, or see `docker buildx ls`.',
    );
  return problem(
    'other',
    `buildx cannot say which builder it uses: ${sentence(said === '' ? 'it gave no reason' : said)} ` +
      'See `docker buildx inspect`.',
  );
}

function noAnswer(docker: DockerTool, output: ToolOutput): ProbeResult {
  const said = output.failure === 'timeout' ? 'it gave no answer' : firstLine(output.stderr);
  return problem(
    'no-docker',
    `${docker.executable} cannot be run: ${sentence(said === '' ? 'it failed without a word' : said)} ` +
      'Repair the installation, or set layerForecast.dockerPath to another docker program.',
  );
}

function podman(executable: string): ProbeResult {
  return problem(
    'podman',
    `${executable} is Podman under the name of Docker, and Podman builds without BuildKit. Point ` +
      'layerForecast.dockerPath at a real docker, or choose a buildx builder that runs BuildKit.',
  );
}

function isPodman(text: string): boolean {
  return /podman/i.test(text);
}

/** As docker itself reads it: a false truth value in Go's spelling. */
function isSwitchedOff(value: string | undefined): boolean {
  return value !== undefined && /^(?:0|f|false)$/i.test(value);
}

function firstLine(text: string): string {
  return text.trim().split(/\r?\n/, 1)[0] ?? '';
}

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

function problem(code: BuildProblem['code'], message: string): ProbeResult {
  return { kind: 'problem', problem: { code, message } };
}
