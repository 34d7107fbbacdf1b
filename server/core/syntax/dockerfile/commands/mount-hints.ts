/**
 * What a slip in a --mount flag was probably meant to be: a blank for a comma, a colon for an equals sign, a name that
 * was left out.
 */
import type { MappedText } from '../../../text/mapped-text.ts';
import { quoted } from '../problems.ts';
import { didYouMean } from '../../../text/suggest.ts';
import { mountOptionNames, mountTypes } from './mount-options.ts';

const spellings = [...mountOptionNames.keys()];

/** An option that a blank separates from the flag, so that it begins the command; empty where there is none. */
export function detachedOption(body: MappedText): string {
  const word = /^(?:=[ \t]+)?([a-z]+=\S+)/.exec(body.text)?.[1] ?? '';
  return mountOptionNames.has(word.slice(0, word.indexOf('='))) ? word : '';
}

/** What to say of an option that BuildKit does not know. `detached` is what stands right after the flag. */
export function unknownOptionMessage(field: string, detached: string): string {
  if (field === '') {
    return detached === ''
      ? '--mount has a comma with no option beside it, and BuildKit refuses that. Remove the comma.'
      : `The blank after the comma ends --mount, and BuildKit refuses the empty option. Remove the blank before ${quoted(detached)}.`;
  }
  return `${quoted(field)} is no option of --mount.${unknownOptionHint(field)}`;
}

/** For `type=…` with an unknown type. */
export function unknownTypeHint(type: string): string {
  return type.includes(';') ? ' Separate the options with commas.' : didYouMean(type, mountTypes);
}

/** For a flag whose value is missing since a blank stands before it. */
export function missingValueMessage(detached: string): string {
  return `The value of --mount has to follow an equals sign without a blank. Write ${quoted(`--mount=${detached}`)}.`;
}

function unknownOptionHint(field: string): string {
  if (/^z$/i.test(field)) return ' It is an option of `docker run --volume`. Remove it.';
  const type = mountTypes.find((one) => one === field.toLowerCase());
  if (type !== undefined) return ` Write \`type=${type}\`.`;
  if (/^[/~.$]/.test(field)) return ` Write ${quoted(`target=${field}`)}.`;
  const pair = /^([A-Za-z]+)[:;](.+)$/.exec(field);
  const name = pair?.[1] ?? '';
  if (mountOptionNames.has(name.toLowerCase())) {
    return ` Write ${quoted(`${name}=${pair?.[2] ?? ''}`)}.`;
  }
  const key = field.split('=', 1)[0] ?? '';
  return didYouMean(key, spellings);
}
