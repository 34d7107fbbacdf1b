/** Paths of mounts and copies, as far as the rules compare them. */
import { cleanPath, isAbsolute, joinPath } from '../../plan/paths.ts';

export { baseName, copyDestination } from '../../plan/paths.ts';

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

/** Where a mount's target is. */
export function absolutePath(target: string, workdir: string): string {
  return isAbsolute(target) ? cleanPath(target) : joinPath('/', workdir, target);
}

export function contains(folder: string, path: string): boolean {
  return folder === '/' || path === folder || path.startsWith(`${folder}/`);
}

/** Of an absolute path; of the root it is the root. */
export function folderAbove(path: string): string {
  return path.slice(0, path.lastIndexOf('/')) || '/';
}

/** A source of a copy from a stage: relative ones count from its root. */
export function contentPath(written: string): string {
  return written.startsWith('/') ? cleanPath(written) : joinPath('/', written);
}

/** A folder that can be written into a mount's target as it is, and that a mount does no harm to. */
export function isPlainCacheFolder(folder: string, workdir: string, home: string | null): boolean {
  if (!/^\/[\w./@+-]+$/.test(folder) || SYSTEM_FOLDERS.has(folder)) return false;
  return folder !== home && folder !== workdir && !workdir.startsWith(`${folder}/`);
}
