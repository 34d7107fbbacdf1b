/**
 * Platforms such as `linux/arm64`, read and normalized as containerd/platforms does it: it decides what enters a RUN's
 * key and what the predefined arguments (TARGETARCH, …) say.
 */

export interface Platform {
  readonly os: string;
  readonly architecture: string;
  readonly variant: string;
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
  const parts = text.split('/');
  if (parts.length > 3 || !parts.every((part) => /^[A-Za-z0-9_.+()-]+$/.test(part))) return null;
  const [first = '', second = '', third = ''] = parts;
  if (parts.length === 1) {
    const system = normalizeSystem(first);
    return OPERATING_SYSTEMS.has(system)
      ? normalizePlatform({ os: system, architecture: DEFAULT_ARCHITECTURE, variant: '' })
      : normalizePlatform({ os: 'linux', architecture: first, variant: '' });
  }
  return normalizePlatform({ os: first, architecture: second, variant: third });
}

export function normalizePlatform(platform: Platform): Platform {
  const os = normalizeSystem(platform.os);
  const architecture = platform.architecture.toLowerCase();
  const variant = platform.variant.toLowerCase();
  switch (architecture) {
    case 'i386':
      return { os, architecture: '386', variant: '' };
    case 'x86_64':
    case 'x86-64':
    case 'amd64':
      return { os, architecture: 'amd64', variant: variant === 'v1' ? '' : variant };
    case 'aarch64':
    case 'arm64':
      return {
        os,
        architecture: 'arm64',
        variant: variant === '8' || variant === 'v8' ? '' : variant,
      };
    case 'armhf':
      return { os, architecture: 'arm', variant: 'v7' };
    case 'armel':
      return { os, architecture: 'arm', variant: 'v6' };
    case 'arm':
      return { os, architecture, variant: armVariant(variant) };
    default:
      return { os, architecture, variant };
  }
}

export function formatPlatform(platform: Platform): string {
  const { os, architecture, variant } = platform;
  return [os, architecture, variant].filter((part) => part !== '').join('/');
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
