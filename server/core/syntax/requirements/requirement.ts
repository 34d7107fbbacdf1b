/**
 * What a requirement means: a name with versions, a URL, or a path; the counterpart of pip's `req/constructors.py`.
 *
 * pip also asks the file system whether a path is there. The parser cannot, and takes what can be a path for one.
 * `${NAME}` stands for something unknown: it is read as if it were digits, which may stand everywhere, and a text that
 * makes no sense so is given the benefit of the doubt.
 */
import { quoted } from '../../text/quote.ts';
import { SPACES, strip, stripRange, type Range } from './characters.ts';
import { checkExtras, extraNames, readDependency, type Dependency } from './dependency.ts';
import {
  baseName,
  findEgg,
  isArchive,
  isUrl,
  isVcs,
  looksLikePath,
  readWheelName,
  splitUrl,
  unquote,
  withoutLastSlashes,
  withVcs,
} from './locations.ts';
import { checkMarker } from './marker.ts';
import type { SyntaxFault } from './scanner.ts';
import { normalizeName } from './versions.ts';

/** As in `RequirementLine`; ranges are offsets in the text that was read. */
export interface Requirement {
  readonly kind: 'requirement';
  readonly form: 'name' | 'url' | 'path';
  readonly name: string | null;
  readonly normalizedName: string | null;
  readonly nameRange: Range | null;
  readonly extras: readonly string[];
  readonly specifier: string;
  readonly specifierRange: Range | null;
  readonly url: string | null;
  readonly path: string | null;
  readonly marker: string | null;
}

export function readRequirement(text: string): Requirement | SyntaxFault {
  return withVariables(text, (masked) => readLine(text, masked));
}

export function readEditable(text: string): Requirement | SyntaxFault {
  return withVariables(text, (masked) => readEditableText(text, masked));
}

const VARIABLE = /\$\{[A-Z0-9_]+\}/g;

function withVariables(
  text: string,
  read: (masked: string) => Requirement | SyntaxFault,
): Requirement | SyntaxFault {
  const masked = text.replace(VARIABLE, (variable) => '9'.repeat(variable.length));
  const requirement = read(masked);
  return requirement.kind === 'fault' && masked !== text ? UNKNOWN : requirement;
}

const UNKNOWN: Requirement = {
  kind: 'requirement',
  form: 'name',
  name: null,
  normalizedName: null,
  nameRange: null,
  extras: [],
  specifier: '',
  specifierRange: null,
  url: null,
  path: null,
  marker: null,
};

function readLine(text: string, masked: string): Requirement | SyntaxFault {
  const isUrlLine = isUrl(masked);
  if (isUrlLine === null) return faultAt(0, 'this URL is malformed');
  // A `;` may be a part of a URL, so that a marker behind one needs a blank.
  const separator = isUrlLine ? '; ' : ';';
  const semicolon = masked.indexOf(separator);
  const end = semicolon < 0 ? masked.length : semicolon;
  const range = stripRange(masked, { start: 0, end });
  let marker: string | null = null;
  if (semicolon >= 0) {
    const markerStart = semicolon + separator.length;
    const markerRange = stripRange(masked, { start: markerStart, end: masked.length });
    const found =
      markerRange.start === markerRange.end ? null : checkMarker(cut(masked, markerRange));
    if (found !== null) return { ...found, at: found.at + markerRange.start };
    marker = cut(text, markerRange) || null;
  }
  const requirement = readTarget(cut(text, range), cut(masked, range));
  return shift(requirement, range.start, marker);
}

/** What stands in front of the marker. */
function readTarget(text: string, masked: string): Requirement | SyntaxFault {
  const isUrlText = isUrl(masked);
  if (isUrlText === null) return faultAt(0, 'this URL is malformed');
  if (isUrlText) return readUrl(text, masked);
  const { end, extras } = splitExtras(masked);
  const found = extras === null ? null : checkExtras(extras);
  if (found !== null) return { ...found, at: found.at + end };
  const path = masked.slice(0, pathEnd(masked, end));
  if (isArchive(path) && !isNamedUrl(masked)) return readPath(text, masked, path.length, end);
  const dependency = readDependency(masked);
  if (dependency.kind === 'dependency') {
    const requirement = fromDependency(text, masked, dependency);
    // Extras at the very end win, even if they stand behind a URL.
    return extras === null || requirement.kind === 'fault'
      ? requirement
      : { ...requirement, extras: extraNames(text.slice(end)) };
  }
  if (looksLikePath(masked) && !isNamedUrl(masked)) return readPath(text, masked, path.length, end);
  return dependency;
}

/** `name @ …` is a URL even where it ends like an archive. */
function isNamedUrl(text: string): boolean {
  const at = text.indexOf('@');
  return at >= 0 && !looksLikePath(text.slice(0, at));
}

/** The `[a,b]` at the end of a path: where it begins in the text, and itself. */
function splitExtras(text: string): { readonly end: number; readonly extras: string | null } {
  const path = withoutLastSlashes(text);
  const open = path.endsWith(']') ? path.lastIndexOf('[', path.length - 3) : -1;
  if (open < 0 || open < path.lastIndexOf(']', path.length - 2)) {
    return { end: text.length, extras: null };
  }
  return { end: open, extras: path.slice(open) };
}

function fromDependency(
  text: string,
  masked: string,
  dependency: Dependency,
): Requirement | SyntaxFault {
  const { name, extras, specifier, url, marker } = dependency;
  if (url !== null) {
    const found = checkLink(cut(masked, url));
    if (found !== null) return { ...found, at: found.at + url.start };
  }
  return {
    ...UNKNOWN,
    ...named(cut(text, name), name),
    form: url === null ? 'name' : 'url',
    extras: extras.map((extra) => cut(text, extra)),
    specifier: specifier === null ? '' : withoutBlanks(cut(text, specifier)),
    specifierRange: specifier,
    url: url === null ? null : cut(text, url),
    marker: marker === null ? null : strip(cut(text, marker)),
  };
}

const BLANKS = new RegExp(`[${SPACES}]+`, 'g');

function withoutBlanks(specifier: string): string {
  const parts = specifier.replace(BLANKS, '').split(',');
  return parts.filter((part) => part !== '').join(',');
}

/** Without white space in front of the extras. */
function pathEnd(text: string, end: number): number {
  return stripRange(text, { start: 0, end }).end;
}

function named(
  name: string,
  range: Range | null,
): Pick<Requirement, 'name' | 'normalizedName' | 'nameRange'> {
  const isKnown = !name.includes('${');
  return { name, normalizedName: isKnown ? normalizeName(name) : null, nameRange: range };
}

/** pip makes a relative file URL absolute and loses its fragment on the way. */
function isRelativeFile(url: string): boolean {
  return splitUrl(url)?.scheme === 'file' && url.includes('../');
}

function readUrl(text: string, masked: string): Requirement | SyntaxFault {
  const relative = isRelativeFile(masked);
  const found = relative ? null : checkLink(masked);
  const egg = findEgg(masked);
  if (found !== null) return found;
  if (egg === 'invalid') return eggFault(masked);
  const base = { ...UNKNOWN, form: 'url' as const, url: text };
  const wheel = readWheel(unquote(splitUrl(masked)?.path ?? ''));
  if (wheel !== null) return 'kind' in wheel ? wheel : { ...base, ...wheel };
  if (egg === null || relative) return base;
  return { ...base, ...named(cut(text, egg), egg) };
}

function readPath(
  text: string,
  masked: string,
  end: number,
  extrasStart: number,
): Requirement | SyntaxFault {
  const base = {
    ...UNKNOWN,
    form: 'path' as const,
    path: text.slice(0, end),
    extras: extraNames(text.slice(extrasStart)),
  };
  const wheel = readWheel(masked.slice(0, end));
  if (wheel === null) return base;
  return 'kind' in wheel ? wheel : { ...base, ...wheel };
}

/** Name and version from a wheel's file name; null for anything but a wheel. */
function readWheel(
  path: string,
): Pick<Requirement, 'name' | 'normalizedName' | 'specifier'> | SyntaxFault | null {
  const file = baseName(path);
  // Dots at the front are no ending, and `.tar.whl` is one of its own.
  if (!file.endsWith('.whl') || file.endsWith('.tar.whl') || /^\.+whl$/.test(file)) return null;
  const wheel = readWheelName(file);
  if (wheel === null || readDependency(normalizeName(wheel.name)).kind === 'fault') {
    return faultAt(
      0,
      `${quoted(file)} is no valid name of a wheel (\`name-version-python-abi-platform.whl\`)`,
    );
  }
  const { name, normalizedName } = named(wheel.name, null);
  return { name, normalizedName, specifier: `==${wheel.version}` };
}

/** What pip finds wrong with a URL when it makes a link of it. */
function checkLink(url: string): SyntaxFault | null {
  const parts = splitUrl(url);
  if (parts === null) return faultAt(0, 'this URL is malformed');
  if (findEgg(url) === 'invalid') return eggFault(url);
  if (parts.scheme !== 'file') return null;
  if (!url.startsWith('file:')) return faultAt(0, '`file:` has to be written in lower case');
  if (parts.host === '' || parts.host === 'localhost') return null;
  return faultAt(
    0,
    `a file URL cannot name another host (${quoted(parts.host)}); write \`file:///…\``,
  );
}

function eggFault(url: string): SyntaxFault {
  return faultAt(
    Math.max(0, url.search(/[#&]egg=/) + 1),
    'the `egg=` of this URL is not the name of a package; write `name[extra] @ URL` for extras',
  );
}

function readEditableText(text: string, masked: string): Requirement | SyntaxFault {
  const dependency = readDependency(masked);
  if (dependency.kind === 'dependency' && dependency.url !== null) {
    const url = cut(masked, dependency.url);
    const canEdit = isVcs(splitUrl(url)?.scheme ?? '') || url.startsWith('file:');
    return canEdit ? fromDependency(text, masked, dependency) : notEditable();
  }
  const { end, extras } = splitExtras(masked);
  const found = extras === null ? null : checkExtras(extras);
  if (found !== null) return { ...found, at: found.at + end };
  if (masked.toLowerCase().startsWith('file:')) return readEditableFile(text, masked, end);
  if (findEgg(masked) === 'invalid') return eggFault(masked);
  const scheme = splitUrl(withVcs(masked))?.scheme ?? null;
  if (scheme === null) return faultAt(0, 'this URL is malformed');
  if (isVcs(scheme)) return readEditableUrl(text, masked);
  const isPath =
    looksLikePath(masked) || (dependency.kind === 'dependency' && dependency.specifier === null);
  if (!isPath || masked.includes('://')) return notEditable();
  return {
    ...UNKNOWN,
    form: 'path',
    path: text.slice(0, pathEnd(text, end)),
    extras: extraNames(text.slice(end)),
  };
}

function readEditableFile(text: string, masked: string, end: number): Requirement | SyntaxFault {
  const url = masked.slice(0, end);
  const found = checkLink(url);
  if (found !== null) return found;
  const egg = findEgg(url);
  const name = egg === null || egg === 'invalid' ? {} : named(cut(text, egg), egg);
  return {
    ...UNKNOWN,
    ...name,
    form: 'url',
    url: text.slice(0, end),
    extras: extraNames(text.slice(end)),
  };
}

function readEditableUrl(text: string, masked: string): Requirement | SyntaxFault {
  const egg = findEgg(masked);
  if (egg === null || egg === 'invalid') {
    return faultAt(
      0,
      'this URL does not say the name of the package; write `name @ URL` or add `#egg=name`',
    );
  }
  return { ...UNKNOWN, ...named(cut(text, egg), egg), form: 'url', url: withVcs(text) };
}

function notEditable(): SyntaxFault {
  return faultAt(
    0,
    'an editable requirement has to be a folder, a `file:` URL or a version control URL such as `git+https://…`',
  );
}

function shift(
  requirement: Requirement | SyntaxFault,
  by: number,
  marker: string | null,
): Requirement | SyntaxFault {
  if (requirement.kind === 'fault') return { ...requirement, at: requirement.at + by };
  return {
    ...requirement,
    nameRange: moved(requirement.nameRange, by),
    specifierRange: moved(requirement.specifierRange, by),
    marker,
  };
}

function moved(range: Range | null, by: number): Range | null {
  return range === null ? null : { start: range.start + by, end: range.end + by };
}

function cut(text: string, range: Range): string {
  return text.slice(range.start, range.end);
}

function faultAt(at: number, message: string): SyntaxFault {
  return { kind: 'fault', message, at };
}
