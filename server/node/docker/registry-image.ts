/** The configuration of an image as its registry has it, through `docker buildx imagetools`, with the user's credentials. */
import type { BaseImage } from '../../core/images/model.ts';
import { fields, imageConfig } from './image-config.ts';
import { askDocker, type DockerTool } from './tool.ts';
import { readJson } from '../../core/text/json.ts';

export interface RegistryImageInput {
  readonly docker: DockerTool;
  readonly reference: string;
  readonly signal?: AbortSignal;
}

/** Registries take their time, and an image without an answer costs a finding its certainty only. */
const TIMEOUT_MS = 15_000;

/** Null where the registry does not tell. */
export async function readRegistryImage(input: RegistryImageInput): Promise<BaseImage | null> {
  const { docker, reference, signal } = input;
  const args = ['buildx', 'imagetools', 'inspect', '--format={{json .Image}}', reference];
  const output = await askDocker(docker, args, {
    timeoutMs: TIMEOUT_MS,
    ...(signal === undefined ? {} : { signal }),
  });
  return output.code === 0 ? parseRegistryImage(output.stdout) : null;
}

/** One image, or one for each platform: users and homes are the same in all of them. */
export function parseRegistryImage(json: string): BaseImage | null {
  const all = fields(readJson(json));
  const image = 'config' in all ? all : fields(all['linux/amd64'] ?? firstLinux(all));
  if (!('config' in image) || (image['os'] ?? 'linux') !== 'linux') return null;
  return { digest: null, ...imageConfig(image['config']), source: 'engine' };
}

/** Behind the platforms there can be attestations, as `unknown/unknown`. */
function firstLinux(all: Readonly<Record<string, unknown>>): unknown {
  return Object.entries(all).find(([platform]) => platform.startsWith('linux/'))?.[1];
}
