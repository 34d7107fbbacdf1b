/**
 * Names of images, completed as BuildKit completes them (github.com/distribution/reference): `python` is
 * `docker.io/library/python:latest` in every progress name.
 */

export interface ImageReference {
  /** With its registry, without tag and digest: `docker.io/library/python`. */
  readonly repository: string;
  /** Empty where the reference has none. */
  readonly tag: string;
  /** `sha256:…`; empty where the reference has none. */
  readonly digest: string;
}

const DEFAULT_REGISTRY = 'docker.io';
const DEFAULT_NAMESPACE = 'library';

/** A path component such as `my-app.v2__x`. */
const COMPONENT = /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*$/;
/** A registry such as `registry.example:5000` or `[::1]:5000`. */
const REGISTRY = /^(?:[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*|\[[0-9a-fA-F:]+\])(?::[0-9]+)?$/;
const TAG = /^\w[\w.-]{0,127}$/;
const DIGEST = /^[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}$/;

/** Null where the text is no name of an image. */
export function parseReference(text: string): ImageReference | null {
  const at = text.indexOf('@');
  const digest = at < 0 ? '' : text.slice(at + 1);
  if (at >= 0 && !DIGEST.test(digest)) return null;
  const named = at < 0 ? text : text.slice(0, at);
  const colon = named.indexOf(':', named.lastIndexOf('/') + 1);
  const tag = colon < 0 ? '' : named.slice(colon + 1);
  if (colon >= 0 && !TAG.test(tag)) return null;
  const repository = completeRepository(colon < 0 ? named : named.slice(0, colon));
  return repository === null ? null : { repository, tag, digest };
}

/** The reference as BuildKit writes it: with `:latest` where nothing else says which image is meant. */
export function completeReference(reference: ImageReference): string {
  const tag = reference.tag === '' && reference.digest === '' ? 'latest' : reference.tag;
  return formatReference({ ...reference, tag });
}

export function formatReference({ repository, tag, digest }: ImageReference): string {
  return repository + (tag === '' ? '' : `:${tag}`) + (digest === '' ? '' : `@${digest}`);
}

/** The short form that `--build-context` names are compared with: no default registry, no `:latest`. */
export function familiarReference(reference: ImageReference): string {
  const official = `${DEFAULT_REGISTRY}/${DEFAULT_NAMESPACE}/`;
  let repository = reference.repository;
  if (repository.startsWith(official)) repository = repository.slice(official.length);
  else if (repository.startsWith(`${DEFAULT_REGISTRY}/`))
    repository = repository.slice(DEFAULT_REGISTRY.length + 1);
  return formatReference({ ...reference, repository }).replace(/:latest$/, '');
}

function completeRepository(name: string): string | null {
  const slash = name.indexOf('/');
  const first = slash < 0 ? '' : name.slice(0, slash);
  const hasRegistry =
    first !== '' && (/[.:]/.test(first) || first === 'localhost' || first !== first.toLowerCase());
  const registry = hasRegistry ? first : DEFAULT_REGISTRY;
  let path = hasRegistry ? name.slice(slash + 1) : name;
  if (registry === 'index.docker.io') return completeRepository(`${DEFAULT_REGISTRY}/${path}`);
  if (registry === DEFAULT_REGISTRY && !path.includes('/')) path = `${DEFAULT_NAMESPACE}/${path}`;
  const valid = REGISTRY.test(registry) && path.split('/').every((part) => COMPONENT.test(part));
  return valid ? `${registry}/${path}` : null;
}
