/**
 * Sources of ADD that are no files of the context: git repositories and web addresses, told apart as BuildKit tells
 * them (frontend/dockerfile/dfgitutil).
 */
import { baseName, cleanPath } from './paths.ts';

export type RemoteSource = GitSource | HttpSource;

export interface GitSource {
  readonly kind: 'git';
  /** Without query and fragment. */
  readonly remote: string;
  readonly ref: string;
  readonly subdir: string;
  readonly checksum: string;
  /** Null where the address does not say. */
  readonly keepGitDir: boolean | null;
  readonly submodules: boolean;
}

export interface HttpSource {
  readonly kind: 'http';
  readonly url: string;
  /** The name of the file that the download becomes. */
  readonly file: string;
}

/** `git@host:path`, such as `git@code.example:team/tool.git#v1`. */
const SCP_STYLE = /^[a-zA-Z0-9-_]+@[a-zA-Z0-9-.]+:/;
const PROTOCOL = /^(https?|git|ssh):\/\//i;

/** Null for a path of the context. */
export function remoteSource(source: string): RemoteSource | null {
  if (source.startsWith('./') || source.startsWith('../')) return null;
  const protocol = PROTOCOL.exec(source)?.[1]?.toLowerCase() ?? null;
  if (protocol === null && !SCP_STYLE.test(source)) return null;
  const { address, query, fragment } = splitAddress(source);
  if (protocol === 'http' || protocol === 'https') {
    const path = address.slice(protocol.length + 3);
    if (!path.includes('/') || !path.endsWith('.git')) return httpSource(source, address);
  }
  return gitSource(address, query, fragment);
}

function httpSource(url: string, address: string): HttpSource | null {
  // BuildKit looks at these two prefixes in lower case only; anything else is a path.
  if (!url.startsWith('http://') && !url.startsWith('https://')) return null;
  const path = address.replace(/^https?:\/\/[^/]*/, '');
  const base = path === '' ? '.' : baseName(path);
  return { kind: 'http', url, file: base === '.' || base === '/' ? '__unnamed__' : decoded(base) };
}

function gitSource(remote: string, query: string, fragment: string): GitSource {
  const [fragmentRef = '', ...subdirs] = fragment.split(':');
  const values = new Map<string, string>();
  for (const pair of query === '' ? [] : query.split('&')) {
    const equals = pair.indexOf('=');
    if (equals < 0) values.set(pair, '');
    else values.set(pair.slice(0, equals), decoded(pair.slice(equals + 1)));
  }
  const subdir = values.get('subdir') ?? subdirs.join(':');
  const keep = values.get('keep-git-dir');
  return {
    kind: 'git',
    remote,
    ref: queryRef(values) ?? fragmentRef,
    subdir: subdir === '' ? '' : cleanPath(`/${subdir}`).slice(1),
    checksum: values.get('checksum') ?? values.get('commit') ?? '',
    keepGitDir: keep === undefined ? null : keep === '' || isTrue(keep),
    submodules:
      !values.has('submodules') ||
      values.get('submodules') === '' ||
      isTrue(values.get('submodules') ?? ''),
  };
}

function queryRef(values: ReadonlyMap<string, string>): string | null {
  const tag = values.get('tag');
  const branch = values.get('branch');
  if (tag !== undefined) return tag.startsWith('refs/tags/') ? tag : `refs/tags/${tag}`;
  if (branch !== undefined)
    return branch.startsWith('refs/heads/') ? branch : `refs/heads/${branch}`;
  return values.get('ref') ?? null;
}

function splitAddress(source: string): { address: string; query: string; fragment: string } {
  const hash = source.indexOf('#');
  const head = hash < 0 ? source : source.slice(0, hash);
  const question = head.indexOf('?');
  return {
    address: question < 0 ? head : head.slice(0, question),
    query: question < 0 ? '' : head.slice(question + 1),
    fragment: hash < 0 ? '' : source.slice(hash + 1),
  };
}

function isTrue(value: string): boolean {
  return ['1', 't', 'T', 'TRUE', 'true', 'True'].includes(value);
}

/** Percent signs that are no escape stay as they are. */
function decoded(text: string): string {
  return text.replace(/%([0-7][0-9a-fA-F])/g, (_, hex: string) =>
    String.fromCharCode(parseInt(hex, 16)),
  );
}
