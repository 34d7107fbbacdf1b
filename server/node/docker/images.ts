/**
 * Base images as the local engine has them: digest and the part of the configuration that enters cache keys. Plans ask
 * synchronously, so the images are read before, all that a Dockerfile names.
 */
import type { BaseImage, ImageLookup } from '../../core/images/model.ts';
import { fields, imageConfig, text, texts } from './image-config.ts';
import { askDocker, type DockerTool } from './tool.ts';
import { readJson } from '../../core/text/json.ts';

export interface ReadImagesInput {
  readonly docker: DockerTool;
  /** As written in FROM, expanded. */
  readonly references: readonly string[];
  readonly cache?: ImageCache;
  readonly signal?: AbortSignal;
}

export interface LocalImage {
  /** `sha256:…`. */
  readonly id: string;
  readonly base: BaseImage;
  /** `linux/arm64/v8`. */
  readonly platform: string;
}

/** Images by executable and reference; a tag can move, so nothing is believed for long. */
export interface ImageCache {
  get(key: string): LocalImage | null | undefined;
  set(key: string, image: LocalImage | null): void;
  /** After a build or a pull. */
  clear(): void;
}

const BELIEVED_MS = 30_000;
const CACHE_LIMIT = 500;
const AT_ONCE = 4;

/** What can be a reference: never an option, and nothing that docker would have to guess at. */
export const REFERENCE = /^[A-Za-z0-9][\w./:@+-]{0,500}$/;

export function createImageCache(now: () => number = Date.now): ImageCache {
  const images = new Map<string, { readonly image: LocalImage | null; readonly until: number }>();
  return {
    get(key) {
      const entry = images.get(key);
      return entry !== undefined && entry.until > now() ? entry.image : undefined;
    },
    set(key, image) {
      if (images.size >= CACHE_LIMIT) images.clear();
      images.set(key, { image, until: now() + BELIEVED_MS });
    },
    clear: () => images.clear(),
  };
}

/** The lookup knows the given references only, and for another platform than the local image's it knows nothing. */
export async function readImages(input: ReadImagesInput): Promise<ImageLookup> {
  const images = new Map<string, LocalImage | null>();
  const queue = [...new Set(input.references)].filter((reference) => REFERENCE.test(reference));
  const readNext = async (): Promise<void> => {
    for (let next = queue.pop(); next !== undefined; next = queue.pop())
      images.set(next, await readImage(input, next));
  };
  await Promise.all(Array.from({ length: AT_ONCE }, readNext));
  return (reference, platform) => {
    const image = images.get(reference) ?? null;
    return image !== null && isForPlatform(image.platform, platform) ? image.base : null;
  };
}

/** As the engine has it; null where it has none. */
export async function readImage(
  input: Omit<ReadImagesInput, 'references'>,
  reference: string,
): Promise<LocalImage | null> {
  const key = `${input.docker.executable}\n${input.docker.env['DOCKER_HOST'] ?? ''}\n${reference}`;
  const known = input.cache?.get(key);
  if (known !== undefined) return known;
  const args = ['image', 'inspect', '--format={{json .}}', '--', reference];
  const { signal } = input;
  const output = await askDocker(input.docker, args, signal === undefined ? {} : { signal });
  const image = output.code === 0 ? parseImage(output.stdout, reference) : null;
  // An engine that does not answer says nothing about the image.
  if (output.failure === null) input.cache?.set(key, image);
  return image;
}

export function parseImage(json: string, reference: string): LocalImage | null {
  const image = fields(readJson(json));
  const id = text(image['Id']);
  const os = text(image['Os']);
  if (id === '' || os === '') return null;
  const platform = [os, text(image['Architecture']), text(image['Variant'])];
  const layers = texts(fields(image['RootFS'])['Layers']);
  const base: BaseImage = {
    digest: registryDigest(texts(image['RepoDigests']), reference) ?? id,
    ...imageConfig(image['Config']),
    ...(layers.length === 0 ? {} : { layers: layers.join(' ') }),
    source: 'engine',
  };
  return { id, base, platform: platform.filter((part) => part !== '').join('/') };
}

/** The manifest's digest, which the build's progress names too; an image can have one for each repository. */
function registryDigest(repoDigests: readonly string[], reference: string): string | null {
  const repository = reference.replace(/@.*$/, '').replace(/:[^/:]*$/, '');
  const own = repoDigests.find((entry) => entry.startsWith(`${repository}@`)) ?? repoDigests[0];
  return own === undefined ? null : own.slice(own.indexOf('@') + 1);
}

/** `linux/arm64` takes an image for `linux/arm64/v8`, its default variant. */
function isForPlatform(image: string, asked: string): boolean {
  return image === asked || image.startsWith(`${asked}/`) || asked.startsWith(`${image}/`);
}
