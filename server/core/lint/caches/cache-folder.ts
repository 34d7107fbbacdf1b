/** Which folders a cache may lie over. */

/** Folders that a cache must never lie over: what is in them belongs to the image. */
const SYSTEM_FOLDERS: ReadonlySet<string> = new Set(
  [
    '',
    'app',
    'bin',
    'boot',
    'dev',
    'etc',
    'home',
    'lib',
    'lib64',
    'mnt',
    'opt',
    'proc',
    'root',
    'run',
    'sbin',
    'srv',
  ]
    .concat(['sys', 'tmp', 'usr', 'var', 'usr/local', 'var/lib', 'var/cache', 'var/tmp'])
    .map((name) => `/${name}`),
);

/** A folder that can be written into a mount's target as it is, and that a mount does no harm to. */
export function isPlainCacheFolder(folder: string, workdir: string, home: string | null): boolean {
  if (!/^\/[\w./@+-]+$/.test(folder) || SYSTEM_FOLDERS.has(folder)) return false;
  return folder !== home && folder !== workdir && !workdir.startsWith(`${folder}/`);
}
