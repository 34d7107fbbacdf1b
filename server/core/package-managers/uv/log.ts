/**
 * What uv prints without a terminal: how long it took to resolve, to prepare (downloads and builds, many at a time) and
 * to install; of large downloads and of builds when each began and ended; and at the end the packages, one a line.
 */
import { normalizeName } from '../../syntax/requirements/versions.ts';
import { createLogBook, type LogBook, type OpenPackage } from '../log-book.ts';
import type { LoggedPackage, LogPhase, ManagerLog, ManagerLogReader } from '../log-model.ts';
import { countPackages, parseDuration, parseSize } from '../log-sizes.ts';

/** `Resolved 15 packages in 2.93s`, `Prepared 1 package in 8ms`, `Audited in 0.04ms`. */
const SUMMARY =
  /^(Resolved|Prepared|Downloaded|Installed|Uninstalled|Audited|Checked)(?: (\d{1,9}) packages?)? in (\d[\d.]*(?:ms|us|µs|ns|s|m|h)(?: \d[\d.]*(?:ms|s|m))*)$/;
/** ` + numpy==1.26.4`, ` + app==0.1.0 (from file:///app)`, ` ~ app==0.1.0 (from file:///app)`, ` - six==1.17.0`. */
const CHANGE = /^ ([+~-]) ([A-Za-z0-9][\w.-]*)==(\S+)(?: \(from (.+)\))?$/;
/** `Downloading numpy (17.4MiB)`; pip names a file, and has a blank before the unit. */
const DOWNLOADING = /^ ?Downloading ([A-Za-z0-9][\w.-]*) \((\d[\d.]*(?:[KMG]i)?B)\)$/;
const DOWNLOADED = /^ Downloaded ([A-Za-z0-9][\w.-]*)$/;
/** `   Building wrapt==1.15.0`, `      Built app @ file:///app`. */
const BUILD = /^(?: {3}Building| {6}Built) ([A-Za-z0-9][\w.-]*)(?:==(\S+)| @ (\S+))$/;
/** `Using CPython 3.11.2 interpreter at: …`, `Using Python 3.11.2 environment at: …`, `Creating virtual environment at: .venv`. */
const BEGINNING =
  /^(?:Using (?:CPython|PyPy|GraalPy|Python) \d[\w.+]*(?: interpreter| environment|$)|Creating virtual environment )/;

/** No index answers sooner. */
const QUICKEST_DOWNLOAD = 0.002;

export const uvLog: ManagerLog = {
  id: 'uv',
  recognizes: (line) => [SUMMARY, DOWNLOADING, BUILD, BEGINNING].some((form) => form.test(line)),
  create: createUvReader,
};

/** What is known of the call that runs. */
interface Call {
  /** Until when what it said before reaches. */
  since: number;
  /** How many packages were not in the cache. */
  prepared: number;
  installed: number;
  /** It has said so; a build can come before. */
  isResolved: boolean;
  /** It has said last what it installed, or that nothing was to do. */
  isDone: boolean;
  /** Those of the prepared that it named. */
  readonly named: Map<OpenPackage, OpenPhase | null>;
}

interface OpenPhase {
  readonly kind: LogPhase['kind'];
  readonly start: number;
}

function createUvReader(): ManagerLogReader {
  const book = createLogBook();
  let call = newCall(-Infinity);

  const packageOf = (name: string): OpenPackage => book.packageOf(normalizeName(name));

  function read(line: string, time: number): boolean {
    return (
      readSummary(line, time) ||
      readDownload(line, time) ||
      readBuild(line, time) ||
      readChange(line) ||
      readBeginning(line, time)
    );
  }

  /** What comes after an installation belongs to the next call. */
  function beginCall(): void {
    if (call.isDone) call = newCall(call.since);
  }

  function readBeginning(line: string, time: number): boolean {
    if (!BEGINNING.test(line)) return false;
    beginCall();
    call.since = time;
    return true;
  }

  function readSummary(line: string, time: number): boolean {
    const [, verb, count = '0', duration = ''] = SUMMARY.exec(line) ?? [];
    if (verb === undefined) return false;
    const n = Number(count);
    const { since } = call;
    const seconds = parseDuration(duration) ?? 0;
    switch (verb) {
      case 'Resolved':
        if (call.isResolved) call = newCall(since);
        beginCall();
        call.isResolved = true;
        break;
      case 'Prepared':
      case 'Downloaded':
        beginCall();
        // With `--reinstall` it prepares what is in the cache, too.
        call.prepared = seconds < QUICKEST_DOWNLOAD ? 0 : n;
        endAll(call, time);
        break;
      case 'Installed':
        beginCall();
        call.installed = n;
        call.isDone = true;
        break;
      case 'Audited':
      case 'Checked':
        call.isDone = true;
        break;
    }
    const kind = KINDS[verb];
    // The seconds are rounded, and do not begin before what was said before ended.
    const start = Math.max(time - seconds, since);
    const label = `${LABELS[verb] ?? ''} ${countPackages(n)}`;
    if (kind) book.add({ kind, label, start, end: time }, null);
    call.since = time;
    return true;
  }

  function readDownload(line: string, time: number): boolean {
    const [, name, size] = DOWNLOADING.exec(line) ?? [];
    if (name !== undefined) {
      beginCall();
      const found = packageOf(name);
      found.bytes = parseSize(size);
      found.origin = 'downloaded';
      call.named.set(found, { kind: 'download', start: time });
      return true;
    }
    const ended = DOWNLOADED.exec(line)?.[1];
    if (ended === undefined) return false;
    endPhase(call, packageOf(ended), time);
    return true;
  }

  function readBuild(line: string, time: number): boolean {
    const [, name, version, url] = BUILD.exec(line) ?? [];
    if (name === undefined) return false;
    beginCall();
    const found = packageOf(name);
    if (line.startsWith('   Building')) {
      found.built = true;
      found.version = version ?? found.version;
      // A source that comes from the index was fetched, unless an earlier build left it.
      found.origin = originOfUrl(url) ?? 'downloaded';
      call.named.set(found, { kind: 'build', start: time });
    } else endPhase(call, found, time);
    return true;
  }

  function readChange(line: string): boolean {
    const [, sign, name, version, from] = CHANGE.exec(line) ?? [];
    if (sign === undefined || name === undefined) return false;
    if (sign === '-') return true;
    const found = packageOf(name);
    found.version = version ?? null;
    if (!call.named.has(found)) found.origin = originOfUrl(from) ?? originOfRest(call);
    return true;
  }

  return {
    read,
    leave: (time) => {
      endAll(call, time);
    },
    result: (end) => resultWith(book, call, end),
  };
}

const KINDS: Readonly<Record<string, LogPhase['kind']>> = {
  ...{ Resolved: 'resolve', Prepared: 'download', Downloaded: 'download' },
  ...{ Installed: 'install', Uninstalled: 'other' },
};
const LABELS: Readonly<Record<string, string>> = {
  ...{ Resolved: 'resolve', Prepared: 'prepare', Downloaded: 'prepare' },
  ...{ Installed: 'install', Uninstalled: 'remove' },
};

function newCall(since: number): Call {
  const what = { prepared: 0, installed: 0, isResolved: false, isDone: false };
  return { since, ...what, named: new Map() };
}

function endPhase({ named }: Call, found: OpenPackage, time: number): void {
  const open = named.get(found);
  if (open) found.phases.push(phaseOf(open, time));
  named.set(found, null);
}

function endAll(call: Call, time: number): void {
  for (const found of call.named.keys()) endPhase(call, found, time);
}

function phaseOf({ kind, start }: OpenPhase, end: number): LogPhase {
  const label = kind === 'build' ? 'build the wheel' : 'download';
  return { kind, label, start, end: Math.max(start, end) };
}

/** Null for what comes from the index. */
function originOfUrl(url: string | undefined): LoggedPackage['origin'] | null {
  if (url === undefined) return null;
  if (url.startsWith('file://')) return 'local';
  return url.includes('://') ? 'downloaded' : null;
}

/** uv names large downloads and builds alone: of the others the counts may tell where they came from. */
function originOfRest({ prepared, installed, named }: Call): LoggedPackage['origin'] {
  if (prepared <= named.size) return 'cached-wheel';
  return prepared >= installed ? 'downloaded' : 'unknown';
}

function resultWith(book: LogBook, { named }: Call, end: number): ReturnType<LogBook['result']> {
  const { phases, packages } = book.result(end);
  const running = new Map([...named].map(([{ name }, open]) => [name, open]));
  return {
    phases,
    packages: packages.map((one) => {
      const open = running.get(one.name);
      return open ? { ...one, phases: [...one.phases, phaseOf(open, end)] } : one;
    }),
  };
}
