/**
 * URLs and paths in a requirements file: what pip takes for which, and the names that it reads out of them. Nothing is
 * looked up: whether a file is there is not known here.
 */
import { cleanPath } from '../../text/clean-path.ts';
import { isVersion } from './versions.ts';

const VCS_SCHEMES: Readonly<Record<string, readonly string[]>> = {
  git: ['http', 'https', 'ssh', 'git', 'file'],
  hg: ['file', 'http', 'https', 'ssh', 'static-http'],
  svn: ['ssh', 'http', 'https', 'svn', 'file'],
  bzr: ['http', 'https', 'ssh', 'sftp', 'ftp', 'lp', 'file'],
};

const URL_SCHEMES = ['http', 'https', 'file', 'ftp'];

export interface UrlParts {
  /** Lower case; empty where there is none. */
  readonly scheme: string;
  readonly host: string;
  /** Percent signs not decoded. */
  readonly path: string;
}

/** As Python's `urlsplit`; null where that raises an error. */
export function splitUrl(text: string): UrlParts | null {
  // eslint-disable-next-line no-control-regex -- control characters are what is removed
  const url = text.replace(/^[\x00-\x20]+/, '').replace(/[\t\r\n]/g, '');
  const scheme = /^([A-Za-z][A-Za-z0-9+.-]*):/.exec(url)?.[1] ?? '';
  let rest = scheme === '' ? url : url.slice(scheme.length + 1);
  let host = '';
  if (rest.startsWith('//')) {
    const end = rest.slice(2).search(/[/?#]/);
    host = end < 0 ? rest.slice(2) : rest.slice(2, end + 2);
    rest = rest.slice(host.length + 2);
    if (!isHost(host)) return null;
  }
  return { scheme: scheme.toLowerCase(), host, path: rest.replace(/[?#].*$/s, '') };
}

/** Brackets have to hold an IPv6 address or `v1.…`. */
function isHost(host: string): boolean {
  const open = host.indexOf('[');
  if (open < 0) return !host.includes(']');
  if (!host.includes(']')) return false;
  const inner = host.slice(open + 1).replace(/\].*$/s, '');
  return /^v[0-9a-fA-F]+\..+$/.test(inner) || isIpv6(inner.replace(/%[^%]+$/, ''));
}

function isIpv6(text: string): boolean {
  const address = text.replace(/:(?:[0-9]{1,3}\.){3}[0-9]{1,3}$/, ':0:0');
  const halves = address.split('::');
  const groups = halves.flatMap((half) => (half === '' ? [] : half.split(':')));
  const isFull =
    halves.length === 1 ? groups.length === 8 : halves.length === 2 && groups.length < 8;
  return isFull && groups.every((group) => /^[0-9a-fA-F]{1,4}$/.test(group));
}

/** Whether pip takes a text for a URL; null where it is malformed so that pip stops. */
export function isUrl(text: string): boolean | null {
  const parts = splitUrl(text);
  if (parts === null) return null;
  return URL_SCHEMES.includes(parts.scheme) || isVcs(parts.scheme);
}

export function isVcs(scheme: string): boolean {
  const plus = scheme.indexOf('+');
  const system = scheme.slice(0, Math.max(0, plus));
  return (
    Object.hasOwn(VCS_SCHEMES, system) &&
    VCS_SCHEMES[system]?.includes(scheme.slice(plus + 1)) === true
  );
}

/** `git:…` is short for `git+git:…`, for editable requirements only. */
export function withVcs(text: string): string {
  const system = /^(git|hg|svn|bzr):/i.exec(text)?.[1];
  return system === undefined ? text : `${system.toLowerCase()}+${text}`;
}

/** `.tar.zip` is an ending of its own, and not one of an archive. */
const ARCHIVE = /\.(?:(?<!\.tar\.)(?:zip|whl|tar|tgz|tbz|txz|tlz)|tar\.(?:gz|bz2|xz|lz|lzma))$/i;

/** A name that ends like an archive is a file to pip, even without a `/`. */
export function isArchive(path: string): boolean {
  const base = baseName(cleanPath(`/here/${path}`));
  return ARCHIVE.test(base.replace(/^\.+/, ''));
}

export function looksLikePath(text: string): boolean {
  return text.includes('/') || text.startsWith('.');
}

export function baseName(path: string): string {
  const trimmed = withoutLastSlashes(path);
  return trimmed.slice(trimmed.lastIndexOf('/') + 1);
}

export function withoutLastSlashes(path: string): string {
  let end = path.length;
  while (end > 0 && path[end - 1] === '/') end--;
  return path.slice(0, end);
}

/** What a wheel's file name says; null where it is no valid name of a wheel. */
export function readWheelName(
  file: string,
): { readonly name: string; readonly version: string } | null {
  const parts = file.replace(/\.whl$/, '').split('-');
  if (!file.endsWith('.whl') || parts.length < 5 || parts.length > 6) return null;
  const [name = '', version = '', build = ''] = parts;
  if (name.includes('__') || !/^[\p{L}\p{N}_.]*$/u.test(name) || !isVersion(version)) return null;
  return parts.length === 6 && !/^[0-9]/.test(build) ? null : { name, version };
}

/** The `egg=` of a URL's fragment, as a range; `invalid` where pip refuses it. */
export function findEgg(
  url: string,
): { readonly start: number; readonly end: number } | 'invalid' | null {
  const match = /[#&]egg=([^&]*)/.exec(url);
  if (match === null) return null;
  const egg = match[1] ?? '';
  const start = match.index + '#egg='.length;
  if (!/^(?:[A-Z0-9]|[A-Z0-9][A-Z0-9._-]*[A-Z0-9])$/i.test(egg)) return 'invalid';
  return { start, end: start + egg.length };
}

/** Percent signs decoded where they can be. */
export function unquote(text: string): string {
  return text.replace(/(?:%[0-9A-Fa-f]{2})+/g, (escapes) => {
    try {
      return decodeURIComponent(escapes);
    } catch {
      return escapes;
    }
  });
}
