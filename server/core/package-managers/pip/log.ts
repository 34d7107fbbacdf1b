/**
 * What pip prints without a terminal, from 19 to 26: one line an event, flushed at once, so that the time stamps which
 * BuildKit gives to lines are true. Indentation carries meaning in pip's output, but every line that opens or closes a
 * span names its package or belongs to the last one collected.
 */
import { normalizeName } from '../../syntax/requirements/versions.ts';
import { createLogBook, type LogBook, type OpenPackage } from '../log-book.ts';
import type { ManagerLog, ManagerLogReader } from '../log-model.ts';
import { parseSize } from '../log-sizes.ts';
import {
  baseName,
  distributionName,
  distributionVersion,
  requirementName,
} from './distribution-names.ts';
import { createQuotedOutput } from './quoted-output.ts';

export const pipLog: ManagerLog = {
  id: 'pip',
  recognizes: (line) =>
    /^Looking in (?:indexes|links): /.test(line) ||
    (!/^\s/.test(line) && (isCollecting(line) || PROCESSING.test(line) || SATISFIED.test(line))),
  create: createPipReader,
};

/** `Collecting six>=1.0 (from -r requirements.txt (line 1))`, `Collecting automig==0.1.1->-r …`. */
const COLLECTING = /^\s*Collecting (.+?)(?: \(from (.+)\))?$/;
/** `six`, `requests[socks] >=2`, `lib@ git+https://…`; not `page data ...`, which Next.js collects, nor `data...`. */
const REQUIREMENT =
  /^(?:[a-z+]{1,20}:\/\/|[A-Za-z0-9](?:[\w.-]*[A-Za-z0-9])? ?(?:\[[^\]]*\] ?)?(?:$|[<>=!~;@(]|->))/;
/** A path, an archive, or the name of what comes from a URL; not the `triggers for libc-bin (2.36)` of apt. */
const PROCESSING =
  /^\s*(?:Processing|Obtaining) (?!dependency information )((?=\S*[/.])\S+|\S+(?= from \S+$))(?: from .*)?(?: \(from .+\))?$/;
/** A file or a URL; uv says `Downloading numpy (17.4MiB)`. */
const TRANSFER =
  /^\s*(Downloading|Using cached|Resuming download) ((?=\S*(?:\/|\.(?:whl|tar|t[gbx]z|zip|egg)))\S+)(?: \(([^)]*)\))?$/;
/** `Cloning https://host/lib.git (to revision v1) to /tmp/pip-install-x/lib_abc`. */
const CLONING = /^\s*(?:Cloning|Checking out) (?:(?:git|hg|svn|bzr)\+?\s?)?\w+:\/\/\S+ /;
const CLONED = /^\s*Resolved \S+ to commit /;
const RETRYING = /^\s*WARNING: Retrying \(Retry\(/;
const SATISFIED =
  /^Requirement already satisfied: (\S+) in .*?(?: \(from (.+?)\))?(?: \(([^()]+)\))?$/;
const PAIR =
  /^\s*((?:Building|Preparing|Installing|Getting|Checking|Running) .+?): (started|still running\.\.\.|finished with status '(\w+)')$/;
const WHEEL =
  /^(?:Building wheel|Building editable|Running setup\.py install|Running setup\.py bdist_wheel|Running setup\.py develop) for (\S+)(?: \(.*\))?$/;
/** pip's folder of built wheels: `…/wheels/12/d6/ff/b0d4…/modernpkg-2.0.1-py3-none-any.whl`. */
const WHEEL_CACHE = /\/wheels\/[0-9a-f]{2}\/[0-9a-f]{2}\/[0-9a-f]{2}\//;
const INSTALLING = /^Installing collected packages: (.+)$/;
const INSTALLED = /^Successfully installed (.+)$/;
/** The last of what pip collects, or the last thing that it says. */
const CLOSING =
  /^(?:Building wheels for collected packages|Successfully (?:built|downloaded)|Failed to build|ERROR: )/;

function createPipReader(): ManagerLogReader {
  const book = createLogBook();
  const quoted = createQuotedOutput();
  let current: OpenPackage | null = null;
  /** `Successfully installed` belongs to it: gem and others end with the same words. */
  let isInstalling = false;

  const packageOf = (name: string): OpenPackage => book.packageOf(normalizeName(name));

  function read(line: string, time: number): boolean {
    return (
      quoted.takes(line) ||
      readCollecting(line, time) ||
      readTransfer(line, time) ||
      readProgress(line, time) ||
      readPlace(line, time) ||
      readPair(line, time) ||
      readInstall(line, time)
    );
  }

  function readCollecting(line: string, time: number): boolean {
    if (!isCollecting(line)) return false;
    const [, requirement = '', from] = COLLECTING.exec(line) ?? [];
    current = packageOf(requirementName(requirement));
    addRequirer(current, from);
    book.begin('resolve', 'resolve', time, current);
    return true;
  }

  function readTransfer(line: string, time: number): boolean {
    const [, verb, target = '', size] = TRANSFER.exec(line) ?? [];
    if (verb === undefined) return false;
    const file = baseName(target);
    const isMetadata = file.endsWith('.metadata');
    const name = distributionName(isMetadata ? file.slice(0, -'.metadata'.length) : file);
    const owner = matchingPackage(name, current, packageOf);
    if (isMetadata) {
      book.begin('resolve', 'read metadata', time, owner);
      return true;
    }
    const isCached = verb === 'Using cached';
    if (owner) noteTransfer(owner, { file, isCached, size });
    book.begin('download', isCached ? 'read from the cache' : 'download', time, owner);
    return true;
  }

  /** What of a span goes on, or gives it another name. */
  function readProgress(line: string, time: number): boolean {
    if (CLONING.test(line)) {
      if (current?.origin === 'unknown') current.origin = 'downloaded';
      book.begin('download', 'clone', time, current);
      return true;
    }
    if (CLONED.test(line)) {
      book.begin('resolve', 'resolve', time, current);
      return true;
    }
    if (!RETRYING.test(line)) return false;
    // Inside a span the waiting belongs to what waits.
    if (book.openKind() === null) book.begin('resolve', 'wait for the package index', time, null);
    return true;
  }

  function readPlace(line: string, time: number): boolean {
    const place = PROCESSING.exec(line)?.[1];
    if (place !== undefined) {
      current = packageOf(distributionName(baseName(place)) ?? baseName(place));
      // Up to 22.2 a wheel out of pip's own cache is announced like a local file.
      current.origin = WHEEL_CACHE.test(place) ? 'cached-wheel' : 'local';
      book.begin('resolve', 'read', time, current);
      return true;
    }
    const satisfied = SATISFIED.exec(line);
    if (!satisfied) return false;
    book.close(time);
    const found = packageOf(requirementName(satisfied[1] ?? ''));
    if (found.origin === 'unknown') found.origin = 'satisfied';
    addRequirer(found, satisfied[2]);
    found.version ??= satisfied[3] ?? null;
    return true;
  }

  function readPair(line: string, time: number): boolean {
    const [, what = '', state, status] = PAIR.exec(line) ?? [];
    if (state === undefined) return false;
    if (state.startsWith('still')) return true;
    const wheel = WHEEL.exec(what)?.[1];
    const owner = wheel === undefined ? current : packageOf(wheel);
    if (state === 'started') {
      const label = lowerFirst(what.replace(/ \(.*\)$/, ''));
      book.begin('build', wheel === undefined ? label : 'build the wheel', time, owner);
      if (wheel !== undefined && owner) owner.built = true;
      return true;
    }
    book.close(time);
    if (current && wheel === undefined && status === 'done')
      book.begin('resolve', 'resolve', time, current);
    return true;
  }

  function readInstall(line: string, time: number): boolean {
    const installing = INSTALLING.exec(line)?.[1];
    if (installing !== undefined) {
      const count = installing.split(',').length;
      current = null;
      isInstalling = true;
      const label = `install ${String(count)} package${count === 1 ? '' : 's'}`;
      book.begin('install', label, time, null);
      return true;
    }
    const installed = INSTALLED.exec(line)?.[1];
    if (installed !== undefined && isInstalling) {
      isInstalling = false;
      book.close(time);
      noteVersions(installed, packageOf);
      return true;
    }
    // Others print such words too.
    if (!CLOSING.test(line) || book.openKind() === null) return false;
    book.close(time);
    current = null;
    return true;
  }

  return { read, leave: (time) => leave(book, time), result: book.result };
}

/** A build prints what it likes, other managers' lines too: it goes on. */
function leave(book: LogBook, time: number): void {
  if (book.openKind() !== 'build') book.close(time);
}

function isCollecting(line: string): boolean {
  const requirement = COLLECTING.exec(line)?.[1];
  return requirement !== undefined && REQUIREMENT.test(requirement);
}

/** `six-1.17.0 wheel-0.45`. */
function noteVersions(installed: string, packageOf: (name: string) => OpenPackage): void {
  for (const item of installed.split(' ')) {
    const dash = item.lastIndexOf('-');
    if (dash > 0) packageOf(item.slice(0, dash)).version = item.slice(dash + 1);
  }
}

interface Transfer {
  readonly file: string;
  readonly isCached: boolean;
  readonly size: string | undefined;
}

function noteTransfer(owner: OpenPackage, { file, isCached, size }: Transfer): void {
  // pip says so of an installed release before it takes a newer one.
  if (owner.origin === 'satisfied') {
    owner.origin = 'unknown';
    owner.version = null;
  }
  owner.version ??= distributionVersion(file, owner.name);
  // Some releases print a transfer twice, the second time from the cache: the first one tells.
  if (owner.origin !== 'unknown') return;
  const cached = size === undefined ? 'cached-wheel' : 'cached-download';
  owner.origin = isCached ? cached : 'downloaded';
  owner.bytes = parseSize(size);
}

/** `A==1->-r f (line 1)`: the first link of the chain is who asked. Old releases name packages only. */
function addRequirer(found: OpenPackage, chain: string | undefined): void {
  if (chain === undefined) return;
  const first = chain.split('->')[0] ?? '';
  const requirer = first.startsWith('-') ? first : requirementName(first);
  if (requirer !== '' && !found.requiredBy.includes(requirer)) found.requiredBy.push(requirer);
}

/** The package that a file belongs to: by its name, else the one being collected (an sdist named in its own way). */
function matchingPackage(
  name: string | null,
  current: OpenPackage | null,
  packageOf: (name: string) => OpenPackage,
): OpenPackage | null {
  if (name === null) return current;
  const normalized = normalizeName(name);
  if (current && (normalized === current.name || normalized.startsWith(`${current.name}-`)))
    return current;
  return packageOf(name);
}

function lowerFirst(text: string): string {
  return text.slice(0, 1).toLowerCase() + text.slice(1);
}
