/**
 * Who will build: asked of docker where that may run, else taken from the last recorded build, else the most common
 * engine of today. What is only taken for granted is said.
 */
import type { BuildRecord } from '../../core/timing/index.ts';
import { planBuild } from '../../core/plan/index.ts';
import type { Engine, ImageLookup } from '../../core/plan/model.ts';
import { parseDockerfile } from '../../core/syntax/dockerfile/index.ts';
import type { BuildProblem } from '../../protocol/requests.ts';
import {
  createImageCache,
  listBuilders,
  probeDocker,
  readImages,
  type DockerTool,
  type ProbeResult,
} from '../docker/index.ts';
import type { BuildRequest } from './model.ts';
import { toPlanOptions } from './read-build.ts';
import { diskSources } from './sources.ts';
import { createDigestCache } from '../context/index.ts';

export interface BuilderKnowledge {
  /** `default` where docker does not say. */
  readonly name: string;
  readonly engine: Engine;
  readonly images: ImageLookup;
  readonly assumed: readonly string[];
  readonly docker: DockerTool | null;
  /** Why no build can run here; null where one can. */
  readonly problem: BuildProblem | null;
}

export interface BuilderService {
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
  readonly trusted: () => boolean;
  readonly dockerPath: () => string;
}

const COMMON_ENGINE: Engine = { store: 'containerd', buildkit: '0.25.2' };

/** A daemon may come and go; asking it for each keystroke would take longer than the forecast. */
const BELIEVED_MILLISECONDS = 30_000;

export function createBuilderService(options: BuilderOptions): BuilderService {
  const images = createImageCache();
  const probes = new Map<string, { readonly at: number; readonly result: Promise<ProbeResult> }>();

  function probe(builder: string): Promise<ProbeResult> {
    const key = `${String(options.trusted())}\n${options.dockerPath()}\n${builder}`;
    const known = probes.get(key);
    if (known && Date.now() - known.at < BELIEVED_MILLISECONDS) return known.result;
    const result = probeDocker({
      dockerPath: options.dockerPath(),
      builder,
      trusted: options.trusted(),
    });
    probes.set(key, { at: Date.now(), result });
    return result;
  }

  async function knowledge(
    request: BuildRequest,
    last: BuildRecord | undefined,
  ): Promise<BuilderKnowledge> {
    const probed = await probe(request.options.builder ?? '');
    if (probed.kind === 'problem') return rememberedBuilder(last, probed.problem);
    const { docker, builder } = probed;
    const engine: Engine = { store: builder.store, buildkit: builder.buildkit.version };
    return {
      name: builder.name,
      engine,
      // Only the docker driver builds from the images of the local engine.
      images:
        builder.driver === 'docker'
          ? await readImages({
              docker,
              references: await imageReferences(request, engine),
              cache: images,
              ...(request.signal ? { signal: request.signal } : {}),
            })
          : rememberedImages(last),
      assumed: builder.assumed,
      docker,
      problem: null,
    };
  }

  return {
    knowledge,
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

/** The images that a Dockerfile builds on: what its plan asks for. */
export async function imageReferences(
  request: BuildRequest,
  engine: Engine,
): Promise<readonly string[]> {
  const sources = diskSources({
    place: request.place,
    overlay: request.overlay ?? new Map(),
    cache: createDigestCache(),
  });
  const read = await sources.dockerfile();
  if (read.kind !== 'text') return [];
  const references = new Set<string>();
  planBuild(
    parseDockerfile(read.text).value,
    toPlanOptions(request.options),
    engine,
    (reference) => {
      references.add(reference);
      return null;
    },
  );
  return [...references];
}

/** Without an engine at hand: what the last build on this builder told. */
function rememberedBuilder(last: BuildRecord | undefined, problem: BuildProblem): BuilderKnowledge {
  const engine: Engine = last ? last.engine : COMMON_ENGINE;
  const rules = `BuildKit ${engine.buildkit} with the ${engine.store} image store`;
  return {
    name: last?.key.builder ?? 'default',
    engine,
    images: rememberedImages(last),
    assumed: [
      last
        ? `The builder still is ${rules}, as in the last build.`
        : `No builder was asked: the rules of ${rules} are taken.`,
    ],
    docker: null,
    problem,
  };
}

function rememberedImages(last: BuildRecord | undefined): ImageLookup {
  return (reference) => {
    const digest = last?.images[reference];
    if (digest === undefined) return null;
    return {
      digest,
      env: [],
      workdir: '/',
      user: '',
      shell: null,
      onbuild: [],
      source: 'last-build',
    };
  };
}
