/**
 * What apt and apt-get print without a terminal, and dpkg below them: a line when something begins. What a line begins
 * lasts until the next line of apt or dpkg. Nothing says that the last of them is over, so it has no time of its own.
 */
import { createLogBook, type OpenPackage } from '../log-book.ts';
import type { ManagerLog, ManagerLogReader } from '../log-model.ts';
import { parseSize } from '../log-sizes.ts';

/** `Get:4 http://host/debian bookworm/main amd64 jq amd64 1.6-2.1 [64.0 kB]`; of an index there is no version. */
const FETCH = /^(Get|Hit|Ign|Err):\d+ (\S+) (\S.*?)(?: \[([\d.,]+ [kMG]?B)\])?$/;
/** `bookworm/main amd64 jq amd64 1:5.44-3` */
const PACKAGE = /^\S+ \S+ ([a-z0-9][a-z0-9+.-]*) \S+ (\d\S*)$/;
const FETCHED = /^Fetched \S+ [kMG]?B in /;
/** `Need to get 110 kB/187 kB of archives.`, `Need to get 0 B/39.7 kB of archives.` */
const NEED = /^Need to get [\d.,]+ [kMG]?B(?:\/[\d.,]+ [kMG]?B)? of archives\.$/;
/** As apt-get and apt 2 say it; apt 3 says `Reading package lists...` alone. */
const RESOLVING =
  /^(?:Reading package lists|Building dependency tree|Reading state information|Calculating upgrade|Solving dependencies|Correcting dependencies)\.\.\./;
const SUMMARY =
  /^(?:The following .+ (?:packages?|upgraded|REMOVED|installed).*:|Summary:|\d+ upgraded, \d+ newly installed, \d+ to remove and \d+ not upgraded\.|After this operation, .+ disk space .+|All packages are up to date\.)$/;
/** `jq is already the newest version (1.6-2.1).` */
const SATISFIED = /^([a-z0-9][a-z0-9+.-]*)(?::\S+)? is already the newest version \((\S+)\)\.$/;
/** `Selecting previously unselected package jq:amd64.`, `Preparing to unpack .../jq_1.6_amd64.deb ...` */
const PREPARING =
  /^(?:Selecting previously (?:un|de)selected package \S+\.|\(Reading database \.\.\. .*|Preparing to unpack \S+ \.\.\.|debconf: delaying package configuration, .*)$/;
/** `Unpacking libjq1:amd64 (1.6-2.1) ...`, `Unpacking bash (5.2-2) over (5.1-1) ...`, `Setting up jq (1.6-2.1) ...` */
const STEP =
  /^(Unpacking|Setting up|Removing|Purging configuration files for) ([a-z0-9][a-z0-9+.-]*)(?::\S+)? \((\S+)\)(?: over \(\S+\))? \.\.\.$/;
const TRIGGERS = /^Processing triggers for (\S+) \(\S+\) \.\.\.$/;

export const aptLog: ManagerLog = {
  id: 'apt',
  recognizes: (line) => [FETCH, NEED, RESOLVING, STEP].some((form) => form.test(line)),
  create: createAptReader,
};

function createAptReader(): ManagerLogReader {
  const book = createLogBook();
  let latest = 0;
  /** It says which packages it fetches, so that the others were there. */
  let tellsFetches = false;
  const fetched = new Set<OpenPackage>();

  function read(line: string, time: number): boolean {
    const isOwn =
      readFetch(line, time) ||
      readResolving(line, time) ||
      readSatisfied(line) ||
      readStep(line, time);
    if (isOwn) latest = time;
    // Names of packages are indented. Of a package that is set up, its scripts print what they like.
    else if (book.openKind() === 'resolve' && /^\S/.test(line)) book.close(time);
    return isOwn;
  }

  function readFetch(line: string, time: number): boolean {
    const [, verb, , what = '', size] = FETCH.exec(line) ?? [];
    if (verb !== undefined) {
      const [, name, version] = PACKAGE.exec(what) ?? [];
      if (name === undefined) {
        book.begin('download', 'fetch package lists', time, null);
        return true;
      }
      const found = book.packageOf(name);
      if (verb === 'Get') {
        found.version = version ?? null;
        found.origin = 'downloaded';
        found.bytes = parseSize(size);
        fetched.add(found);
      }
      book.begin('download', 'download', time, found);
      return true;
    }
    if (!FETCHED.test(line)) return false;
    book.close(time);
    return true;
  }

  function readResolving(line: string, time: number): boolean {
    if (NEED.test(line)) tellsFetches = true;
    else if (RESOLVING.test(line)) tellsFetches = false;
    else if (!SUMMARY.test(line)) return false;
    if (book.openKind() !== 'resolve') book.begin('resolve', 'resolve', time, null);
    return true;
  }

  function readSatisfied(line: string): boolean {
    const [, name, version] = SATISFIED.exec(line) ?? [];
    if (name === undefined) return false;
    const found = book.packageOf(name);
    if (found.origin === 'unknown' && found.phases.length === 0) {
      found.origin = 'satisfied';
      found.version = version ?? null;
    }
    return true;
  }

  function readStep(line: string, time: number): boolean {
    if (PREPARING.test(line)) {
      if (book.openKind() !== 'install') book.begin('install', 'unpack', time, null);
      return true;
    }
    const trigger = TRIGGERS.exec(line)?.[1];
    if (trigger !== undefined) {
      book.begin('install', `triggers of ${trigger}`, time, null);
      return true;
    }
    const [, verb, name = '', version = null] = STEP.exec(line) ?? [];
    if (verb === undefined) return false;
    if (verb !== 'Unpacking' && verb !== 'Setting up') {
      book.begin('other', `remove ${name}`, time, null);
      return true;
    }
    const found = book.packageOf(name);
    found.version = version;
    if (verb === 'Unpacking' && !fetched.has(found))
      found.origin = tellsFetches ? 'cached-download' : 'unknown';
    book.begin('install', verb === 'Unpacking' ? 'unpack' : 'set up', time, found);
    return true;
  }

  return {
    read,
    leave: () => {
      book.close(latest);
    },
    result: () => book.result(latest),
  };
}
