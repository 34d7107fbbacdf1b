/** The part of an image's configuration that counts here, as docker and registries print it (OCI image specification). */
import type { BaseImage } from '../../core/images/model.ts';

export type ImageConfig = Pick<BaseImage, 'env' | 'workdir' | 'user' | 'shell' | 'onbuild'>;

/** Of `Config` of an engine, or `config` of a registry: both have the same names in it. */
export function imageConfig(value: unknown): ImageConfig {
  const config = fields(value);
  return {
    env: texts(config['Env']),
    // None is the root.
    workdir: text(config['WorkingDir']) || '/',
    user: text(config['User']),
    shell: Array.isArray(config['Shell']) ? texts(config['Shell']) : null,
    onbuild: texts(config['OnBuild']),
  };
}

export function fields(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
    ? Object.fromEntries(Object.entries(value))
    : {};
}

export function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

export function texts(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((entry) => typeof entry === 'string') : [];
}
