/**
 * What npm prints without a terminal, from 6 to 11: at the end how many packages it added and how long that took. The
 * packages themselves are told with `--loglevel=http` or a higher one, each with the time that its download took.
 */
import { createLogBook, type OpenPackage } from '../log-book.ts';
import type {
  LoggedPackage,
  ManagerLog,
  ManagerLogReader,
  ManagerLogResult,
} from '../log-model.ts';
import { parseDuration } from '../log-sizes.ts';

/**
 * `added 117 packages in 7s`, `added 1 package, and changed 1 package in 1s`, `up to date, audited 69 packages in 1s`,
 * `added 50 packages from 37 contributors and audited 50 packages in 2.1s`, `removed 43 packages in 1s`.
 */
const SUMMARY =
  /^(?:up to date|(?:added|removed|changed|updated|moved) \d+ packages?)(?:,? (?:and )?(?:added|removed|changed|updated|moved|audited|from) \d+ (?:packages?|contributors?))* in (\d[\d.]*(?:ms|s|m|h)(?: \d[\d.]*s)?)$/;
/** `npm http fetch GET 200 https://host/ms/-/ms-2.0.0.tgz 1413ms (cache miss)`; some time stamps count attempts, too. */
const FETCH =
  /^npm http fetch GET (\d{3}) (https?:\/\/\S+) (?:attempt #?\d+ )?(\d+)ms(?: attempt #\d+)?(?: \(([^)]*)\))?$/;
/** `npm http cache ms@https://host/ms/-/ms-2.0.0.tgz 0ms (cache hit)`: said before it looks whether the file is there. */
const CACHE = /^npm http cache (?:\S+@)?(https?:\/\/\S+) \d+ms \(cache hit\)$/;
/** `npm info run esbuild@0.21.5 postinstall node_modules/esbuild node install.js`, ended by `{ code: 0, signal: null }`. */
const SCRIPT = /^npm info run (\S+)@(\S+) (\S+) (.+)$/;
/** `> app@1.0.0 build`, which npm 6 follows with the folder. */
const BANNER = /^> (?:@[\w.~-]+\/)?[\w.~-]+@\d\S* \S+(?: \/\S*)?$/;
/** npm 10 and newer write in small letters. */
const OTHER =
  /^npm (?:(?:WARN|warn|notice|verb|verbose|info|silly|sill|http|timing|ERR!|error) |(?:WARN|warn|notice|ERR!|error)$)/;
/** `https://host/@scope/name/-/name-1.0.0.tgz` */
const TARBALL = /\/((?:@[^/]+(?:\/|%2[fF]))?[^/]+)\/-\/[^/]+?-(\d[^/]*)\.tgz(?:[?#].*)?$/;
/** `https://host/express`, `https://host/@types%2fnode` */
const PACKUMENT = /^https?:\/\/\S+?\/((?:@[^/]+(?:\/|%2[fF]))?[^/@?#]+)$/;

export const npmLog: ManagerLog = {
  id: 'npm',
  recognizes: (line) => [SUMMARY, OTHER, BANNER].some((form) => form.test(line)),
  create: createNpmReader,
};

function createNpmReader(): ManagerLogReader {
  const book = createLogBook();
  /** Until when what it said before reaches. */
  let since = -Infinity;
  let script: { readonly name: string; readonly start: number } | null = null;

  function read(line: string, time: number): boolean {
    if (readSummary(line, time) || readFetch(line, time) || readScript(line, time)) return true;
    return BANNER.test(line) || OTHER.test(line);
  }

  function readSummary(line: string, time: number): boolean {
    const duration = SUMMARY.exec(line)?.[1];
    if (duration === undefined) return false;
    // Whole seconds, as a rule.
    const start = Math.max(time - (parseDuration(duration) ?? 0), since);
    const label = /^\w+ \d+ packages?/.exec(line)?.[0];
    book.add({ kind: 'install', label: installLabel(label), start, end: time }, null);
    since = time;
    return true;
  }

  function readFetch(line: string, time: number): boolean {
    const cached = CACHE.exec(line)?.[1];
    if (cached !== undefined) {
      const found = packageOfTarball(cached);
      if (found?.origin === 'unknown') found.origin = 'cached-download';
      return true;
    }
    const [, status, url = '', milliseconds, cache] = FETCH.exec(line) ?? [];
    if (status === undefined) return false;
    const start = Math.max(time - Number(milliseconds) / 1000, since);
    const found = packageOfTarball(url);
    if (found && status === '200') {
      found.origin = originOf(cache);
      book.add({ kind: 'download', label: 'download', start, end: time }, found);
      return true;
    }
    const name = PACKUMENT.exec(url)?.[1];
    // npm looks for a newer npm, too.
    if (!found && name !== undefined && name !== 'npm')
      book.add(
        { kind: 'resolve', label: 'resolve', start, end: time },
        packageOf(plain(name), null),
      );
    return true;
  }

  /** A tree can have several versions of a package. */
  function packageOf(name: string, version: string | null): OpenPackage {
    const found = book.packageOf(`${name}@${version ?? ''}`);
    found.version = version;
    return found;
  }

  function packageOfTarball(url: string): OpenPackage | null {
    const [, name, version = null] = TARBALL.exec(url) ?? [];
    if (name === undefined) return null;
    return packageOf(plain(name), version);
  }

  /** A script of a package runs again with each install: no cache of npm keeps what it made. */
  function readScript(line: string, time: number): boolean {
    const [, name, version, event, rest = ''] = SCRIPT.exec(line) ?? [];
    if (name === undefined || version === undefined) return false;
    const key = `${name} ${event ?? ''}`;
    if (!rest.startsWith('{ code: ')) script = { name: key, start: time };
    else if (script?.name === key) {
      const found = packageOf(name, version);
      const label = `run ${event ?? ''}`;
      book.add({ kind: 'install', label, start: script.start, end: time }, found);
      script = null;
    }
    return true;
  }

  return { read, leave: () => undefined, result: (end) => named(book.result(end)) };
}

/** What is known of a name alone, the time that its list of versions took, goes to the first version that was fetched. */
function named({ phases, packages }: ManagerLogResult): ManagerLogResult {
  const unversioned = new Map<string, LoggedPackage>();
  const made: LoggedPackage[] = [];
  const plainly = packages.map((one) => ({ ...one, name: one.name.replace(/@[^@]*$/, '') }));
  for (const one of plainly) if (one.version === null) unversioned.set(one.name, one);
  for (const one of plainly) {
    if (one.version === null) continue;
    const resolved = unversioned.get(one.name);
    unversioned.delete(one.name);
    made.push({ ...one, phases: [...(resolved?.phases ?? []), ...one.phases] });
  }
  return { phases, packages: [...made, ...unversioned.values()] };
}

/** `added 117 packages` → `install 117 packages`. */
function installLabel(summary: string | undefined): string {
  if (summary === undefined) return 'check what is installed';
  return summary
    .replace(/^added/, 'install')
    .replace(/^(?:chang|updat)ed/, 'update')
    .replace(/^removed/, 'remove');
}

function originOf(cache: string | undefined): LoggedPackage['origin'] {
  return cache !== undefined && /hit|from cache|revalidated/.test(cache)
    ? 'cached-download'
    : 'downloaded';
}

function plain(name: string): string {
  return name.replace(/%2f/i, '/');
}
