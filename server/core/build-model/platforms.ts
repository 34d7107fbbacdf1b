/**
 * Platforms such as `linux/arm64`, read and normalized as containerd/platforms does it: it decides what enters a RUN's
 * key and what the predefined arguments (TARGETARCH, …) say.
 */

export interface Platform {
  readonly os: string;
  readonly architecture: string;
  readonly variant: string;
  /** Windows images; empty for all others. */
  readonly osVersion: string;
}

const DEFAULT_ARCHITECTURE = 'amd64';

const OPERATING_SYSTEMS: ReadonlySet<string> = new Set([
  'aix',
  'android',
  'darwin',
  'dragonfly',
  'freebsd',
  'illumos',
  'ios',
  'js',
  'linux',
  'netbsd',
  'openbsd',
  'plan9',
  'solaris',
  'wasip1',
  'windows',
]);

/** Null where the text is no platform. */
export function parsePlatform(text: string): Platform | null {
  const [first = '', second = '', third = '', ...more] = text.split('/');
  const system = /^([A-Za-z0-9_.+-]+)(?:\(([A-Za-z0-9_.+%-]*)\))?$/.exec(first);
  const rest = text.split('/').slice(1);
  if (system === null || more.length > 0) return null;
  if (!rest.every((part) => /^[A-Za-z0-9_.+-]+$/.test(part))) return null;
  const [, name = '', osVersion = ''] = system;
  if (rest.length > 0) {
    return normalizePlatform({ os: name, architecture: second, variant: third, osVersion });
  }
  return OPERATING_SYSTEMS.has(normalizeSystem(name))
    ? normalizePlatform({ os: name, architecture: DEFAULT_ARCHITECTURE, variant: '', osVersion })
    : normalizePlatform({ os: 'linux', architecture: name, variant: '', osVersion: '' });
}

export function normalizePlatform(platform: Platform): Platform {
  const os = normalizeSystem(platform.os);
  const [architecture, variant] = normalizeArchitecture(
    platform.architecture.toLowerCase(),
    platform.variant.toLowerCase(),
  );
  return { os, architecture, variant, osVersion: platform.osVersion };
}

/** With the version of the system, where there is one. */
export function formatPlatform({ os, osVersion, architecture, variant }: Platform): string {
  const system = osVersion === '' ? os : `${os}(${osVersion})`;
  return [system, architecture, variant].filter((part) => part !== '').join('/');
}

function normalizeArchitecture(architecture: string, variant: string): readonly [string, string] {
  switch (architecture) {
    case 'i386':
      return ['386', ''];
    case 'x86_64':
    case 'x86-64':
    case 'amd64':
      return ['amd64', variant === 'v1' ? '' : variant];
    case 'aarch64':
    case 'arm64':
      return ['arm64', variant === '8' || variant === 'v8' ? '' : variant];
    case 'armhf':
      return ['arm', 'v7'];
    case 'armel':
      return ['arm', 'v6'];
    case 'arm':
      return ['arm', armVariant(variant)];
    default:
      return [architecture, variant];
  }
}

function normalizeSystem(os: string): string {
  const lower = os.toLowerCase();
  if (lower === '') return 'linux';
  return lower === 'macos' ? 'darwin' : lower;
}

function armVariant(variant: string): string {
  if (variant === '' || variant === '7') return 'v7';
  return /^[568]$/.test(variant) ? `v${variant}` : variant;
}
