/**
 * What a version and a version specifier look like (PEP 440, as pip's copy of `packaging` reads them). Only the form is
 * checked here; comparing versions is not the parser's task.
 */
import { SPACES } from './characters.ts';

const RELEASE = String.raw`v?(?:[0-9]+!)?[0-9]+(?:\.[0-9]+)*`;
const PRE = String.raw`(?:[-_.]?(?:alpha|beta|preview|pre|a|b|c|rc)[-_.]?[0-9]*)?`;
const POST = String.raw`(?:-[0-9]+|[-_.]?(?:post|rev|r)[-_.]?[0-9]*)?`;
const DEV = String.raw`(?:[-_.]?dev[-_.]?[0-9]*)?`;
const LOCAL = String.raw`(?:\+[a-z0-9]+(?:[-_.][a-z0-9]+)*)?`;

/** `===` takes anything; `==` and `!=` take `.*` or a local version, `~=` needs two numbers, the others neither. */
const SPECIFIER = [
  String.raw`===[${SPACES}]*[^${SPACES};)]*`,
  String.raw`(?:==|!=)[${SPACES}]*${RELEASE}(?:\.\*|${PRE}${POST}${DEV}${LOCAL})?`,
  String.raw`~=[${SPACES}]*v?(?:[0-9]+!)?[0-9]+(?:\.[0-9]+)+${PRE}${POST}${DEV}`,
  String.raw`(?:<=|>=|<|>)[${SPACES}]*${RELEASE}${PRE}${POST}${DEV}`,
].join('|');

const WHOLE_SPECIFIER = new RegExp(`^(?:${SPECIFIER})$`, 'i');
const WHOLE_VERSION = new RegExp(`^${RELEASE}${PRE}${POST}${DEV}${LOCAL}$`, 'i');

/** Matches one specifier at `lastIndex`. */
export const SPECIFIER_TOKEN = new RegExp(SPECIFIER, 'iy');

export function isSpecifier(text: string): boolean {
  return WHOLE_SPECIFIER.test(text);
}

export function isVersion(text: string): boolean {
  return WHOLE_VERSION.test(text);
}

/** The name by which an index knows a project (PEP 503). */
export function normalizeName(name: string): string {
  return name.replace(/[-_.]+/g, '-').toLowerCase();
}
