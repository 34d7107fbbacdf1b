/**
 * Absolute paths of files on the user's machine, with `/` on every system: `/repo/a`, `C:/repo/a`, `//server/share/a`.
 * Paths inside an image follow other rules, see `plan/paths.ts`.
 */
import { cleanPath } from './clean-path.ts';

const DRIVE = /^[A-Za-z]:(?=\/|$)/;

export function isAbsoluteFile(path: string): boolean {
  return path.startsWith('/') || DRIVE.test(path);
}

/** `path` as seen from the absolute folder; an absolute one stays, cleaned. */
export function resolveFile(folder: string, path: string): string {
  const given = isAbsoluteFile(path) ? path : `${folder}/${path}`;
  const drive = DRIVE.exec(given)?.[0] ?? '';
  return `${drive}${cleanPath(given.slice(drive.length))}`;
}

/** The folder of an absolute file; the root is its own. */
export function folderOfFile(file: string): string {
  return resolveFile(file, '..');
}

export function nameOfFile(file: string): string {
  return file.slice(file.lastIndexOf('/') + 1);
}
