/**
 * What the go command prints: which modules it downloads, with `-x` each request and its time, and with `-v` each package
 * when it begins to compile it. What a line begins lasts until the next one; nothing says when the last one is over, so
 * that the time after it belongs to nothing. Without `-v` a build says nothing of compiling.
 */
import { createLogBook, type OpenPackage } from '../log-book.ts';
import type { ManagerLog, ManagerLogReader } from '../log-model.ts';
import { parseDuration } from '../log-sizes.ts';

/** `go: downloading github.com/google/uuid v1.6.0`; `go1.23.4 (linux/amd64)` is a toolchain. */
const DOWNLOADING = /^go: (?:downloading|extracting) (\S+) (v\S+|\(\S+\))$/;
/** `go: added golang.org/x/text v0.16.0`, `go: upgraded a v1.0.0 => v1.1.0` */
const CHANGED = /^go: (?:added|upgraded|downgraded) (\S+) (?:v\S+ => )?(v\S+)$/;
/** `go: finding module for package …`, `go: found a/b in a v1.0.0`, `go: removed …` */
const OTHER = /^go: (?:finding|found|removed|creating new go\.mod|to add module) /;
/** `# get https://host/github.com/pkg/errors/@v/v0.9.1.zip: 200 OK (0.002s)` */
const GET = /^# get (https?:\/\/\S+?)(?:: (\d{3}) .*\((\S+)\))?$/;
/** Behind the host, and behind the folder of a proxy that serves others too. */
const FILE_OF_MODULE = /^https?:\/\/[^/]+\/(?:[^./]+\/)*(\S+?)\/@v\/(v\S+)\.(zip|mod|info)$/;
/** A line that is an import path and nothing else. */
const IMPORT_PATH = /^[a-z0-9][\w.~-]*(?:\/[\w.~+-]+)*$/i;
/** The packages that all others are built on: the first ones of a build with an empty cache. */
const FIRST_PACKAGES =
  /^(?:internal\/(?:abi|asan|bytealg|byteorder|chacha8rand|coverage\/rtcov|cpu|goarch|godebugs|goexperiment|goos|itoa|msan|race|unsafeheader)|runtime\/internal\/\w+)$/;
const STANDARD =
  /^(?:archive|bufio|bytes|cmp|compress|container|context|crypto|database|debug|embed|encoding|errors|expvar|flag|fmt|go|hash|html|image|index|internal|io|iter|log|maps|math|mime|net|os|path|plugin|reflect|regexp|runtime|slices|sort|strconv|strings|structs|sync|syscall|testing|text|time|unicode|unique|unsafe|vendor|weak)(?:\/|$)/;

const LONGEST_PAUSE = 2;

export const goLog: ManagerLog = {
  id: 'go',
  recognizes: (line) =>
    DOWNLOADING.test(line) || FIRST_PACKAGES.test(line) || isRequestForModule(line),
  create: createGoReader,
};

function createGoReader(): ManagerLogReader {
  const book = createLogBook();
  let latest = 0;
  let isCompiling = false;
  /** Of the package that was compiled last. */
  let compiled: OpenPackage | null = null;

  function read(line: string, time: number): boolean {
    const isOwn =
      readModule(line, time) ||
      readRequest(line, time) ||
      readCompiled(line, time) ||
      OTHER.test(line);
    if (isOwn) latest = time;
    return isOwn;
  }

  /** Modules come one soon after the other: a long silence is something else, such as compiling without `-v`. */
  function endDownload(time: number): void {
    if (book.openKind() === 'download' && time - latest > LONGEST_PAUSE) book.close(latest);
  }

  function readModule(line: string, time: number): boolean {
    const [, changed, to = null] = CHANGED.exec(line) ?? [];
    if (changed !== undefined) {
      book.packageOf(changed).version = to;
      return true;
    }
    const [, name, version = ''] = DOWNLOADING.exec(line) ?? [];
    if (name === undefined) return false;
    endDownload(time);
    // Many at a time, so that each has no time of its own.
    if (book.openKind() !== 'download') book.begin('download', 'download modules', time, null);
    isCompiling = false;
    if (version.startsWith('v')) noteDownload(name, version);
    return true;
  }

  function noteDownload(name: string, version: string): OpenPackage {
    const found = book.packageOf(name);
    found.version = version;
    found.origin = 'downloaded';
    return found;
  }

  function readRequest(line: string, time: number): boolean {
    const [, url, status, duration] = GET.exec(line) ?? [];
    if (url === undefined) return false;
    const [, escaped, version = '', kind] = FILE_OF_MODULE.exec(url) ?? [];
    if (escaped === undefined || status !== '200') return escaped !== undefined;
    const name = unescapePath(escaped);
    const phase = { start: time - (parseDuration(duration ?? '') ?? 0), end: time };
    if (kind === 'zip')
      book.add({ kind: 'download', label: 'download', ...phase }, noteDownload(name, version));
    else book.add({ kind: 'resolve', label: 'read what it needs', ...phase }, book.packageOf(name));
    return true;
  }

  function readCompiled(line: string, time: number): boolean {
    if (!IMPORT_PATH.test(line)) return false;
    const module = moduleOf(line);
    const isKnown =
      module !== null || (isCompiling ? isImportPath(line) : FIRST_PACKAGES.test(line));
    if (!isKnown) return false;
    endDownload(time);
    if (module) module.built = true;
    // Packages of one module in a row are one phase.
    if (!isCompiling || module !== compiled) book.begin('build', 'compile', time, module);
    isCompiling = true;
    compiled = module;
    return true;
  }

  /** The longest path among the modules counts. */
  function moduleOf(importPath: string): OpenPackage | null {
    for (
      let path = importPath;
      path !== '';
      path = path.slice(0, path.lastIndexOf('/') + 1).slice(0, -1)
    ) {
      const found = book.find(path);
      if (found) return found;
    }
    return null;
  }

  return {
    read,
    leave: () => {
      book.close(latest);
      isCompiling = false;
    },
    result: () => book.result(latest),
  };
}

/** Of the standard library, or of a module that is not downloaded, such as the one that is built. */
function isImportPath(line: string): boolean {
  return STANDARD.test(line) || /^[\w-]+\.[\w.-]+\//.test(line);
}

function isRequestForModule(line: string): boolean {
  const url = GET.exec(line)?.[1];
  return url !== undefined && FILE_OF_MODULE.test(url);
}

/** Proxies write capital letters as `!a`. */
function unescapePath(text: string): string {
  return text.replace(/!([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
