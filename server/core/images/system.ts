/**
 * The system of an image, as far as a compiled wheel depends on it: the C library, the release of the distribution,
 * and the minor version of Python. From the image's name, or from its own /etc/os-release.
 */
import type { ImageReference } from './references.ts';

export interface ImageSystem {
  readonly library: 'glibc' | 'musl';
  /** `debian-12`, `alpine-3.20`; null where nobody says. */
  readonly release: string | null;
}

/** Debian's and Ubuntu's releases by code name. */
const CODE_NAMES: Readonly<Record<string, string>> = {
  jessie: 'debian-8',
  stretch: 'debian-9',
  buster: 'debian-10',
  bullseye: 'debian-11',
  bookworm: 'debian-12',
  trixie: 'debian-13',
  forky: 'debian-14',
  trusty: 'ubuntu-14.04',
  xenial: 'ubuntu-16.04',
  bionic: 'ubuntu-18.04',
  focal: 'ubuntu-20.04',
  jammy: 'ubuntu-22.04',
  noble: 'ubuntu-24.04',
};

/** The Python that a distribution's own packages have. */
const DISTRIBUTION_PYTHON: Readonly<Record<string, string>> = {
  'debian-8': '3.4',
  'debian-9': '3.5',
  'debian-10': '3.7',
  'debian-11': '3.9',
  'debian-12': '3.11',
  'debian-13': '3.13',
  'ubuntu-14.04': '3.4',
  'ubuntu-16.04': '3.5',
  'ubuntu-18.04': '3.6',
  'ubuntu-20.04': '3.8',
  'ubuntu-22.04': '3.10',
  'ubuntu-24.04': '3.12',
  'alpine-3.14': '3.9',
  'alpine-3.15': '3.9',
  'alpine-3.16': '3.10',
  'alpine-3.17': '3.10',
  'alpine-3.18': '3.11',
  'alpine-3.19': '3.11',
  'alpine-3.20': '3.12',
  'alpine-3.21': '3.12',
  'alpine-3.22': '3.12',
};

/** `family` is what the table of known images says of the name. */
export function systemOfName(
  { repository, tag }: Pick<ImageReference, 'repository' | 'tag'>,
  family: 'debian' | 'alpine' | 'redhat' | 'other',
): ImageSystem | null {
  if (family === 'other') return null;
  if (family === 'alpine') {
    const version = /alpine[-_]?(\d+\.\d+)/.exec(tag)?.[1] ?? ownVersion(repository, tag, 'alpine');
    return { library: 'musl', release: version === null ? null : `alpine-${version}` };
  }
  return { library: 'glibc', release: family === 'debian' ? debianRelease(repository, tag) : null };
}

function debianRelease(repository: string, tag: string): string | null {
  const codeName = Object.keys(CODE_NAMES).find((name) =>
    new RegExp(`(?:^|[-_.])${name}(?:$|[-_.])`).test(tag),
  );
  if (codeName !== undefined) return CODE_NAMES[codeName] ?? null;
  const ubuntu =
    /ubuntu(\d+\.\d+)/.exec(tag)?.[1] ?? ownVersion(repository, tag, 'ubuntu') ?? undefined;
  if (ubuntu !== undefined) return `ubuntu-${ubuntu}`;
  const debian = repository.endsWith('/debian') ? /^(\d+)/.exec(tag)?.[1] : undefined;
  return debian === undefined ? null : `debian-${debian}`;
}

/** `3.20` of `alpine:3.20.3`. */
function ownVersion(repository: string, tag: string, name: string): string | null {
  return repository.endsWith(`/${name}`) ? (/^(\d+\.\d+)/.exec(tag)?.[1] ?? null) : null;
}

/** `3.11`, or `3` where the tag says no more; null where the name does not tell. */
export function pythonOfName(
  { repository, tag }: Pick<ImageReference, 'repository' | 'tag'>,
  system: ImageSystem | null,
): string | null {
  const own = /\/(?:python|pypy)$/.test(repository)
    ? /^(\d+(?:\.\d+)?)/.exec(tag)
    : /(?:^|[-_])python-?(\d+\.\d+)/.exec(tag);
  if (own) return own[1] ?? null;
  const release = system?.release ?? '';
  return DISTRIBUTION_PYTHON[release] ?? null;
}

/** Of /etc/os-release (`man 5 os-release`); null for a distribution whose C library is not known here. */
export function systemOfOsRelease(text: string): ImageSystem | null {
  const value = (name: string): string | null =>
    new RegExp(`^${name}=["']?([^"'\\n]*)["']?\\s*$`, 'm').exec(text)?.[1] ?? null;
  const id = value('ID');
  const version = value('VERSION_ID');
  if (id === null) return null;
  const like = [id, ...(value('ID_LIKE') ?? '').split(/\s+/)];
  if (like.includes('alpine')) {
    const minor = /^\d+\.\d+/.exec(version ?? '')?.[0];
    return { library: 'musl', release: minor === undefined ? null : `${id}-${minor}` };
  }
  const isGlibc = ['debian', 'ubuntu', 'rhel', 'fedora', 'centos', 'amzn', 'suse', 'arch'].some(
    (one) => like.includes(one),
  );
  if (!isGlibc) return null;
  return { library: 'glibc', release: version === null ? null : `${id}-${version}` };
}
