/**
 * Which options of the programs that build images take a value: `docker buildx build`, the older `docker build`,
 * `podman build`, `buildah build` and `nerdctl build`. Without this, the value of an option looks like the context.
 */

/** Options whose value decides on cache keys. */
export type KeyOption =
  | 'file'
  | 'target'
  | 'build-arg'
  | 'build-context'
  | 'platform'
  | 'network'
  | 'cache-from'
  | 'no-cache';

const SHORT: ReadonlyMap<string, string> = new Map([
  ['f', 'file'],
  ['t', 'tag'],
  ['o', 'output'],
  ['m', 'memory'],
  ['c', 'cpu-shares'],
  ['v', 'volume'],
  ['e', 'env'],
]);

const VALUES: ReadonlySet<string> = new Set([
  // Of docker buildx.
  ...['add-host', 'allow', 'annotation', 'attest', 'build-arg', 'build-context', 'builder'],
  ...[
    'cache-from',
    'cache-to',
    'call',
    'cgroup-parent',
    'file',
    'iidfile',
    'label',
    'metadata-file',
  ],
  ...[
    'network',
    'no-cache-filter',
    'output',
    'platform',
    'policy',
    'progress',
    'provenance',
    'sbom',
  ],
  ...[
    'secret',
    'shm-size',
    'ssh',
    'tag',
    'target',
    'ulimit',
    'print',
    'invoke',
    'root',
    'server-config',
  ],
  // Of the builder before BuildKit.
  ...['cpu-period', 'cpu-quota', 'cpu-shares', 'cpuset-cpus', 'cpuset-mems', 'isolation', 'memory'],
  ...['memory-swap', 'security-opt'],
  // Of podman and buildah.
  ...[
    'annotation',
    'arch',
    'authfile',
    'blob-cache',
    'cap-add',
    'cap-drop',
    'cert-dir',
    'cni-config-dir',
  ],
  ...[
    'cni-plugin-path',
    'compression-format',
    'creds',
    'decryption-key',
    'device',
    'dns',
    'dns-option',
  ],
  ...[
    'dns-search',
    'env',
    'format',
    'from',
    'group-add',
    'hooks-dir',
    'ignorefile',
    'jobs',
    'layer-label',
  ],
  ...['logfile', 'manifest', 'os', 'os-feature', 'os-version', 'retry', 'retry-delay', 'runtime'],
  ...[
    'runtime-flag',
    'sign-by',
    'source-date-epoch',
    'timestamp',
    'unsetenv',
    'unsetlabel',
    'userns',
  ],
  ...['userns-gid-map', 'userns-uid-map', 'variant', 'volume'],
  // Of nerdctl, in front of the command.
  ...['namespace', 'address', 'buildkit-host'],
]);

/** Of `docker` itself, in front of its command. */
const GLOBAL_VALUES: ReadonlySet<string> = new Set([
  ...['config', 'context', 'host', 'log-level', 'tlscacert', 'tlscert', 'tlskey', 'builder'],
  ...[
    'namespace',
    'address',
    'connection',
    'url',
    'root',
    'storage-driver',
    'H',
    'c',
    'l',
    'n',
    'a',
  ],
]);

const KEY_OPTIONS: ReadonlySet<string> = new Set<KeyOption>([
  ...(['file', 'target', 'build-arg', 'build-context'] as const),
  ...(['platform', 'network', 'cache-from', 'no-cache'] as const),
]);

export function isKeyOption(name: string): name is KeyOption {
  return KEY_OPTIONS.has(name);
}

export function takesValue(name: string): boolean {
  return VALUES.has(name);
}

export function globalTakesValue(name: string): boolean {
  return GLOBAL_VALUES.has(name);
}

/** The long name of a short option that takes a value; null for a switch such as `-q`. */
export function longName(letter: string): string | null {
  return SHORT.get(letter) ?? null;
}
