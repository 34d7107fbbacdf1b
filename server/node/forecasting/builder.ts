/**
 * Who will build: asked of docker where that may run, else taken from the last recorded build, else the most common
 * engine of today. What is only taken for granted is said.
 */
import type { BuildRecord } from '../../core/timing/index.ts';
import { imageReferences } from '../../core/plan/index.ts';
import type { ImageLookup } from '../../core/images/model.ts';
import type { Engine } from '../../core/plan/model.ts';
import { parseDockerfile } from '../../core/syntax/dockerfile/index.ts';
import type { BuildProblem } from '../../protocol/requests.ts';
import {
  listBuilders,
  probeDocker,
  readImages,
  type DockerTool,
  type ImageCache,
  type ProbeResult,
} from '../docker/index.ts';
import type { Activity } from './activity.ts';
import type { BuildRequest } from './model.ts';
import { toPlanOptions } from './read-build.ts';
import type { EngineSource } from './snapshot-file.ts';
import { readDockerfile } from '../project/index.ts';

export interface BuilderKnowledge {
  /** `default` where docker does not say. */
  readonly name: string;
  readonly engine: Engine;
  readonly engineFrom: EngineSource;
  readonly images: ImageLookup;
  /** Says what `images` says, as a text. */
  readonly imagesKey: string;
  readonly assumed: readonly string[];
  readonly docker: DockerTool | null;
  /** Why no build can run here; null where one can. */
  readonly problem: BuildProblem | null;
}

/** A builder that answers. */
export interface UsableBuilder {
  readonly docker: DockerTool;
  readonly name: string;
  readonly engine: Pick<Engine, 'store' | 'buildkit'>;
  /** Its own, such as `linux/amd64`. */
  readonly platform: string;
}

export interface BuilderService {
  /** Asked again at most twice a minute; a problem where no process may run, or no builder answers. */
  readonly usable: (asked: string) => Promise<UsableBuilder | BuildProblem>;
  /** All that is known of the builder and of the base images of a Dockerfile. */
  readonly knowledge: (
    request: BuildRequest,
    last: BuildRecord | undefined,
  ) => Promise<BuilderKnowledge>;
  readonly name: (asked: string, last: BuildRecord | undefined) => Promise<string>;
  readonly list: () => Promise<readonly string[]>;
  /** A build may have pulled images, or started the builder. */
  readonly forget: () => void;
}

export interface BuilderOptions {
  readonly images: ImageCache;
  readonly trusted: () => boolean;
  readonly dockerPath: () => string;
  readonly activity: Activity;
}

const COMMON_ENGINE: Engine = { store: 'containerd', buildkit: '0.25.2' };

/** A daemon may come and go; asking it for each keystroke would take longer than the forecast. */
const BELIEVED_MILLISECONDS = 30_000;

export function createBuilderService(options: BuilderOptions): BuilderService {
  const { images, activity } = options;
  const probes = new Map<string, { readonly at: number; readonly result: Promise<ProbeResult> }>();

  function probe(builder: string): Promise<ProbeResult> {
    const key = `${String(options.trusted())}\n${options.dockerPath()}\n${builder}`;
    const known = probes.get(key);
    if (known && Date.now() - known.at < BELIEVED_MILLISECONDS) return known.result;
    const [dockerPath, trusted] = [options.dockerPath(), options.trusted()];
    const result = activity.during('docker', () => probeDocker({ dockerPath, builder, trusted }));
    probes.set(key, { at: Date.now(), result });
    result.catch(() => probes.delete(key));
    return result;
  }

  async function knowledge(
    request: BuildRequest,
    last: BuildRecord | undefined,
  ): Promise<BuilderKnowledge> {
    const probed = await probe(request.options.builder ?? '');
    if (probed.kind === 'problem') return rememberedBuilder(last, probed.problem);
    const { docker, builder } = probed;
    const { version, source } = builder.buildkit;
    const engine: Engine = {
      store: builder.store,
      buildkit: version,
      ...(source === 'assumed' ? { knowledge: source } : {}),
    };
    const known = { name: builder.name, engine, engineFrom: 'asked' } as const;
    const common = { ...known, assumed: builder.assumed, docker, problem: null };
    // Only the docker driver builds from the images of the local engine.
    if (builder.driver !== 'docker') return { ...common, ...rememberedImages(last) };
    const references = await referencesOf(request, engine);
    const signal = request.signal ? { signal: request.signal } : {};
    const lookup = await activity.during('docker', () =>
      readImages({ docker, references, cache: images, ...signal }),
    );
    const platform = request.options.platform ?? builder.platform;
    return {
      ...common,
      images: lookup,
      imagesKey: JSON.stringify(references.map((one) => [one, lookup(one, platform)])),
    };
  }

  async function usable(asked: string): Promise<UsableBuilder | BuildProblem> {
    const probed = await probe(asked);
    if (probed.kind === 'problem') return probed.problem;
    const { docker, builder } = probed;
    const { name, platform, store, buildkit } = builder;
    return { docker, name, platform, engine: { store, buildkit: buildkit.version } };
  }

  return {
    knowledge,
    usable,
    name: async (asked, last) => {
      const probed = await probe(asked);
      return probed.kind === 'usable' ? probed.builder.name : (last?.key.builder ?? 'default');
    },
    list: async () => {
      const probed = await probe('');
      return probed.kind === 'usable' ? listBuilders(probed.docker) : [];
    },
    forget: () => {
      probes.clear();
      images.clear();
    },
  };
}

/** The images that a build asks about, by reference as its plan names them. */
export async function referencesOf(
  { place, overlay, options }: BuildRequest,
  engine: Engine,
): Promise<readonly string[]> {
  const read = await readDockerfile(place, overlay ?? new Map());
  if (read.kind !== 'text') return [];
  return imageReferences(parseDockerfile(read.text).value, toPlanOptions(options), engine);
}

/** Without an engine at hand: what the last build on this builder told. */
function rememberedBuilder(last: BuildRecord | undefined, problem: BuildProblem): BuilderKnowledge {
  const engine: Engine = last ? last.engine : { ...COMMON_ENGINE, knowledge: 'assumed' };
  const rules = `BuildKit ${engine.buildkit} with the ${engine.store} image store`;
  return {
    name: last?.key.builder ?? 'default',
    engine,
    engineFrom: last ? 'last-build' : 'assumed',
    ...rememberedImages(last),
    assumed: [
      last
        ? `The builder is still ${rules}, as in the last build.`
        : `No builder was asked; the forecast uses the rules of ${rules}.`,
    ],
    docker: null,
    problem,
  };
}

function rememberedImages(
  last: BuildRecord | undefined,
): Pick<BuilderKnowledge, 'images' | 'imagesKey'> {
  const images: ImageLookup = (reference) => {
    const image = last?.images[reference];
    return image ? { ...image, source: 'last-build' } : null;
  };
  return { images, imagesKey: JSON.stringify(last?.images ?? {}) };
}
