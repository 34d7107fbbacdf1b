/**
 * Paths inside an image, cleaned and joined the way BuildKit does it (Go's `path` package and
 * util/system.NormalizePath). Only Linux images: a Windows image has other rules, which the plan does not follow.
 */

/** Matches an empty part, `.` or `..` of an absolute path. */
const NOT_CLEAN = /\/\.{0,2}(?:\/|$)/;

/** Go's path.Clean: `.` and `..` resolved, doubled slashes dropped, never a final slash but for `/`. */
export function cleanPath(path: string): string {
  if (path === '') return '.';
  const rooted = path.startsWith('/');
  if (rooted && !NOT_CLEAN.test(path)) return path;
  const kept: string[] = [];
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') kept.push(part);
    else if (kept.length > 0 && kept[kept.length - 1] !== '..') kept.pop();
    else if (!rooted) kept.push('..');
  }
  const joined = kept.join('/');
  if (rooted) return `/${joined}`;
  return joined === '' ? '.' : joined;
}

/** Go's path.Join: empty parts are ignored. */
export function joinPath(...parts: readonly string[]): string {
  const joined = parts.filter((part) => part !== '').join('/');
  return joined === '' ? '' : cleanPath(joined);
}

/** Go's path.Base. */
export function baseName(path: string): string {
  if (path === '') return '.';
  let end = path.length;
  while (end > 0 && path[end - 1] === '/') end--;
  return end === 0 ? '/' : path.slice(path.lastIndexOf('/', end - 1) + 1, end);
}

export function isAbsolute(path: string): boolean {
  return path.startsWith('/');
}

/**
 * The working directory after `WORKDIR wanted`. An absolute path is taken as it is written, final slash and all:
 * BuildKit gives it to the process like that, so that `/w/` and `/w` are different keys for a RUN.
 */
export function nextWorkdir(current: string, wanted: string): string {
  const path = wanted === '' ? absoluteFolder(current) : wanted;
  return isAbsolute(path) ? path : joinPath(absoluteFolder(current), path);
}

/** The destination of a copy: absolute, cleaned, a final `/` or `/.` kept since it means "into this folder". */
export function copyDestination(workdir: string, written: string): string {
  const wanted = written === '.' || written === '' ? './' : written;
  const absolute = isAbsolute(wanted)
    ? wanted
    : withEnding(joinPath(absoluteFolder(workdir), wanted), wanted);
  return withEnding(cleanPath(absolute), absolute);
}

/** A copy's source below the root of its context or stage. */
export function copySource(written: string): string {
  return cleanPath(isAbsolute(written) ? written : joinPath('/', written));
}

/** Whether BuildKit takes a source path for a pattern. A backslash takes the next character literally. */
export function hasWildcards(path: string): boolean {
  for (let at = 0; at < path.length; at++) {
    const unit = path[at];
    if (unit === '\\') at++;
    else if (unit === '*' || unit === '?' || unit === '[') return true;
  }
  return false;
}

/** The folder below which a pattern can match: `/src` for `/src/*.py`, the path itself where it is none. */
export function fixedPrefix(pattern: string): string {
  const parts: string[] = [];
  for (const part of pattern.split('/')) {
    if (hasWildcards(part)) break;
    parts.push(part.replace(/\\(.)/g, '$1'));
  }
  return parts.join('/');
}

function absoluteFolder(folder: string): string {
  if (folder === '') return '/';
  return isAbsolute(folder) ? folder : joinPath('/', folder);
}

function withEnding(path: string, written: string): string {
  if (written.endsWith('/')) return path.endsWith('/') ? path : `${path}/`;
  if (!written.endsWith('/.')) return path;
  return path === '/' ? '/.' : `${path}/.`;
}

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
