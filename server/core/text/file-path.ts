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

/** `file` as seen from `folder`, both absolute: `a/b`, `../c`, empty for the folder itself. On another drive it stays. */
export function relativeFile(folder: string, file: string): string {
  const [from, to] = [partsOf(folder), partsOf(file)];
  if (from[0] !== to[0]) return file;
  let common = 0;
  while (common < from.length && common < to.length && from[common] === to[common]) common++;
  return [...from.slice(common).map(() => '..'), ...to.slice(common)].join('/');
}

/** `/a/b` below `/a`, and the folder itself. */
export function isInsideFile(folder: string, file: string): boolean {
  return file === folder || file.startsWith(folder.endsWith('/') ? folder : `${folder}/`);
}

/** The first part is the drive, empty without one. */
function partsOf(file: string): readonly string[] {
  const [drive = '', ...parts] = file.split('/');
  return [drive, ...parts.filter((part) => part !== '')];
}
