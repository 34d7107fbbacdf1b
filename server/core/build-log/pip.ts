/**
 * What pip prints without a terminal, from 19 to 26: one line an event, flushed at once, so that the time stamps which
 * BuildKit gives to lines are true. Indentation carries meaning in pip's output, but every line that opens or closes a
 * span names its package or belongs to the last one collected.
 */
import type {
  InstallerFormat,
  InstallerPackage,
  InstallerPhase,
  InstallerReader,
  InstallerResult,
} from './model.ts';

type PhaseKind = InstallerPhase['kind'];
type Origin = InstallerPackage['origin'];

export const pipFormat: InstallerFormat = {
  id: 'pip',
  recognizes: (line) =>
    /^(Collecting \S|Processing \S|Obtaining \S|Requirement already satisfied: |Looking in (indexes|links): )/.test(
      line,
    ),
  create: createPipReader,
};

interface MutablePackage {
  name: string;
  version: string | null;
  requiredBy: string[];
  origin: Origin;
  built: boolean;
  bytes: number | null;
  phases: InstallerPhase[];
}

interface OpenSpan {
  readonly kind: PhaseKind;
  readonly label: string;
  readonly start: number;
  readonly owner: MutablePackage | null;
}

/** `Collecting six>=1.0 (from -r requirements.txt (line 1))`, `Collecting automig==0.1.1->-r …`. */
const COLLECTING = /^\s*Collecting (.+?)(?: \(from (.+)\))?$/;
/** `six`, `requests[socks] >=2`, `lib@ git+https://…`; not `page data ...`, which Next.js collects, nor `data...`. */
const REQUIREMENT =
  /^(?:[a-z+]{1,20}:\/\/|[A-Za-z0-9](?:[\w.-]*[A-Za-z0-9])? ?(?:\[[^\]]*\] ?)?(?:$|[<>=!~;@(]|->))/;
const PROCESSING =
  /^\s*(?:Processing|Obtaining) (?!dependency information )(\S+)(?: from .*)?(?: \(from .+\))?$/;
const TRANSFER = /^\s*(Downloading|Using cached|Resuming download) (\S+)(?: \(([^)]*)\))?$/;
/** `Cloning https://host/lib.git (to revision v1) to /tmp/pip-install-x/lib_abc`. */
const CLONING = /^\s*(?:Cloning|Checking out) (?:(?:git|hg|svn|bzr)\+?\s?)?\w+:\/\/\S+ /;
const CLONED = /^\s*Resolved \S+ to commit /;
const RETRYING = /^\s*WARNING: Retrying \(Retry\(/;
const SATISFIED =
  /^Requirement already satisfied: (\S+) in .*?(?: \(from (.+?)\))?(?: \(([^()]+)\))?$/;
const PAIR = /^\s*(.+?): (started|still running\.\.\.|finished with status '(\w+)')$/;
const WHEEL =
  /^(?:Building wheel|Building editable|Running setup\.py install|Running setup\.py bdist_wheel|Running setup\.py develop) for (\S+)(?: \(.*\))?$/;
/** pip's folder of built wheels: `…/wheels/12/d6/ff/b0d4…/modernpkg-2.0.1-py3-none-any.whl`. */
const WHEEL_CACHE = /\/wheels\/[0-9a-f]{2}\/[0-9a-f]{2}\/[0-9a-f]{2}\//;
const INSTALLING = /^Installing collected packages: (.+)$/;
const INSTALLED = /^Successfully installed (.+)$/;
const OPAQUE_START = /╰─> \[\d+ lines of output\]|^\s*Complete output \(\d+ lines\):/;
const OPAQUE_END = /^\s*(?:\[end of output\]|-{20,})\s*$/;

function createPipReader(): InstallerReader {
  const packages = new Map<string, MutablePackage>();
  const phases: InstallerPhase[] = [];
  let current: MutablePackage | null = null;
  let open: OpenSpan | null = null;
  let opaque = false;

  function close(time: number): void {
    if (!open) return;
    const phase = {
      kind: open.kind,
      label: open.label,
      start: open.start,
      end: Math.max(time, open.start),
    };
    (open.owner?.phases ?? phases).push(phase);
    open = null;
  }

  function begin(kind: PhaseKind, label: string, time: number, owner: MutablePackage | null): void {
    close(time);
    open = { kind, label, start: time, owner };
  }

  function packageOf(name: string): MutablePackage {
    const normalized = normalizeName(name);
    let found = packages.get(normalized);
    if (!found) {
      found = {
        name: normalized,
        version: null,
        requiredBy: [],
        origin: 'unknown',
        built: false,
        bytes: null,
        phases: [],
      };
      packages.set(normalized, found);
    }
    return found;
  }

  function read(line: string, time: number): void {
    if (opaque) {
      if (OPAQUE_END.test(line)) opaque = false;
      return;
    }
    if (OPAQUE_START.test(line)) {
      opaque = true;
      return;
    }
    if (!(readResolution(line, time) || readPair(line, time))) readInstall(line, time);
  }

  function readResolution(line: string, time: number): boolean {
    const collecting = COLLECTING.exec(line);
    if (collecting && REQUIREMENT.test(collecting[1] ?? '')) {
      const name = requirementName(collecting[1] ?? '');
      current = packageOf(name);
      addRequirer(current, collecting[2]);
      begin('resolve', 'resolve', time, current);
      return true;
    }
    const transfer = TRANSFER.exec(line);
    if (transfer) {
      readTransfer(transfer[1] ?? '', transfer[2] ?? '', transfer[3], time);
      return true;
    }
    if (CLONING.test(line)) {
      if (current?.origin === 'unknown') current.origin = 'downloaded';
      begin('download', 'clone', time, current);
      return true;
    }
    if (CLONED.test(line)) {
      begin('resolve', 'resolve', time, current);
      return true;
    }
    if (RETRYING.test(line)) {
      // Inside a span the waiting belongs to what waits.
      if (!open) begin('resolve', 'wait for the package index', time, null);
      return true;
    }
    const processing = PROCESSING.exec(line);
    if (processing) {
      const place = processing[1] ?? '';
      current = packageOf(distributionName(baseName(place)) ?? baseName(place));
      // Up to 22.2 a wheel out of pip's own cache is announced like a local file.
      current.origin = WHEEL_CACHE.test(place) ? 'cached-wheel' : 'local';
      begin('resolve', 'read', time, current);
      return true;
    }
    const satisfied = SATISFIED.exec(line);
    if (satisfied) {
      close(time);
      const found = packageOf(requirementName(satisfied[1] ?? ''));
      if (found.origin === 'unknown') found.origin = 'satisfied';
      addRequirer(found, satisfied[2]);
      found.version ??= satisfied[3] ?? null;
      return true;
    }
    return false;
  }

  function readTransfer(
    verb: string,
    target: string,
    size: string | undefined,
    time: number,
  ): void {
    const file = baseName(target);
    const isMetadata = file.endsWith('.metadata');
    const name = distributionName(isMetadata ? file.slice(0, -'.metadata'.length) : file);
    const owner = matchingPackage(name, current, packageOf);
    if (isMetadata) {
      begin('resolve', 'read metadata', time, owner);
      return;
    }
    if (owner) {
      // pip says so of an installed release before it takes a newer one.
      if (owner.origin === 'satisfied') {
        owner.origin = 'unknown';
        owner.version = null;
      }
      owner.version ??= distributionVersion(file, owner.name);
      // Some releases print a transfer twice, the second time from the cache: the first one tells.
      if (owner.origin === 'unknown') {
        owner.origin =
          verb !== 'Using cached'
            ? 'downloaded'
            : size === undefined
              ? 'cached-wheel'
              : 'cached-download';
        owner.bytes = parseSize(size);
      }
    }
    begin('download', verb === 'Using cached' ? 'read from the cache' : 'download', time, owner);
  }

  function readPair(line: string, time: number): boolean {
    const pair = PAIR.exec(line);
    if (!pair) return false;
    const what = pair[1] ?? '';
    if (pair[2]?.startsWith('still')) return true;
    const wheel = WHEEL.exec(what);
    const owner = wheel ? packageOf(wheel[1] ?? '') : current;
    if (pair[2] === 'started') {
      begin(
        'build',
        wheel ? 'build the wheel' : lowerFirst(what.replace(/ \(.*\)$/, '')),
        time,
        owner,
      );
      if (wheel && owner) owner.built = true;
    } else {
      close(time);
      if (current && !wheel && pair[3] === 'done') begin('resolve', 'resolve', time, current);
    }
    return true;
  }

  function readInstall(line: string, time: number): void {
    const installing = INSTALLING.exec(line);
    if (installing) {
      const nPackages = (installing[1] ?? '').split(',').length;
      current = null;
      begin(
        'install',
        `install ${String(nPackages)} package${nPackages === 1 ? '' : 's'}`,
        time,
        null,
      );
      return;
    }
    const installed = INSTALLED.exec(line);
    if (installed) {
      close(time);
      for (const item of (installed[1] ?? '').split(' ')) {
        const dash = item.lastIndexOf('-');
        if (dash > 0) packageOf(item.slice(0, dash)).version = item.slice(dash + 1);
      }
      return;
    }
    if (
      /^(Building wheels for collected packages|Successfully built|Failed to build|ERROR: )/.test(
        line,
      )
    ) {
      close(time);
      current = null;
    }
  }

  function result(end: number): InstallerResult {
    const tail: InstallerPhase[] = open
      ? [{ kind: open.kind, label: open.label, start: open.start, end: Math.max(end, open.start) }]
      : [];
    const owner = open?.owner ?? null;
    return {
      phases: [...phases, ...(owner ? [] : tail)],
      packages: [...packages.values()].map((one) => ({
        ...one,
        requiredBy: [...one.requiredBy],
        phases: [...one.phases, ...(owner === one ? tail : [])].filter(
          (phase) => phase.end > phase.start || phase.kind !== 'resolve',
        ),
      })),
    };
  }
  return { read, result };
}

/** `A==1->-r f (line 1)`: the first link of the chain is who asked. Old releases name packages only. */
function addRequirer(found: MutablePackage, chain: string | undefined): void {
  if (chain === undefined) return;
  const first = chain.split('->')[0] ?? '';
  const requirer = first.startsWith('-') ? first : requirementName(first);
  if (requirer !== '' && !found.requiredBy.includes(requirer)) found.requiredBy.push(requirer);
}

/** The package that a file belongs to: by its name, else the one being collected (an sdist named in its own way). */
function matchingPackage(
  name: string | null,
  current: MutablePackage | null,
  packageOf: (name: string) => MutablePackage,
): MutablePackage | null {
  if (name === null) return current;
  const normalized = normalizeName(name);
  if (current && (normalized === current.name || normalized.startsWith(`${current.name}-`)))
    return current;
  return packageOf(name);
}

export function normalizeName(name: string): string {
  return name.replace(/[-_.]+/g, '-').toLowerCase();
}

/** The name in front of extras, version, marker or URL: `requests[socks]>=2` → `requests`. */
function requirementName(requirement: string): string {
  if (/^[a-z+]{1,20}:\/\//.test(requirement)) return nameOfUrl(requirement);
  const match = /^[A-Za-z0-9][A-Za-z0-9._-]*/.exec(requirement.trim());
  return match ? match[0].replace(/[._-]+$/, '') : requirement;
}

/** `git+https://host/team/lib.git@v1#egg=lib`, `https://host/lib-1.0.tar.gz`. */
function nameOfUrl(url: string): string {
  const egg = /#(?:.*&)?egg=([A-Za-z0-9][A-Za-z0-9._-]*)/.exec(url)?.[1];
  if (egg !== undefined) return egg;
  const file = baseName(url.replace(/@[^@/]*$/, '').replace(/[?].*$/, ''));
  return distributionName(file) ?? file.replace(/\.git$/, '');
}

function baseName(target: string): string {
  const withoutFragment = target.split('#')[0] ?? target;
  return withoutFragment.slice(withoutFragment.lastIndexOf('/') + 1);
}

const SDIST = /^(.+?)-(\d[^-]*?)\.(?:tar\.gz|tgz|tar\.bz2|tar\.xz|zip)$/;

function distributionName(file: string): string | null {
  if (file.endsWith('.whl')) return file.split('-')[0] ?? null;
  return SDIST.exec(file)?.[1] ?? null;
}

function distributionVersion(file: string, name: string): string | null {
  if (file.endsWith('.whl')) return file.split('-')[1] ?? null;
  const match = SDIST.exec(file);
  return match && normalizeName(match[1] ?? '') === name ? (match[2] ?? null) : null;
}

const UNITS: Readonly<Record<string, number>> = { bytes: 1, b: 1, kb: 1e3, mb: 1e6, gb: 1e9 };

/** `3.5 MB`, `102 bytes`, `1.0 MB/3.5 MB` (a resumed download: the whole). */
function parseSize(size: string | undefined): number | null {
  const match = /([\d.]+)\s*(bytes|[kMG]?B)$/i.exec(size ?? '');
  const unit = UNITS[(match?.[2] ?? '').toLowerCase()];
  return match && unit !== undefined ? Math.round(Number(match[1]) * unit) : null;
}

function lowerFirst(text: string): string {
  return text.slice(0, 1).toLowerCase() + text.slice(1);
}
