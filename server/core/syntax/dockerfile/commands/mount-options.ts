/** The options of a mount by name, and what values each takes. */
import { quoted } from '../problems.ts';

export type MountOptionName =
  | 'type'
  | 'from'
  | 'source'
  | 'target'
  | 'readonly'
  | 'readwrite'
  | 'id'
  | 'sharing'
  | 'required'
  | 'size'
  | 'mode'
  | 'uid'
  | 'gid'
  | 'env';

export const mountTypes = ['bind', 'cache', 'tmpfs', 'secret', 'ssh'] as const;

/** Every spelling, with the name that it stands for. */
export const mountOptionNames: ReadonlyMap<string, MountOptionName> = new Map<
  string,
  MountOptionName
>([
  ['type', 'type'],
  ['from', 'from'],
  ['source', 'source'],
  ['src', 'source'],
  ['target', 'target'],
  ['dst', 'target'],
  ['destination', 'target'],
  ['readonly', 'readonly'],
  ['ro', 'readonly'],
  ['readwrite', 'readwrite'],
  ['rw', 'readwrite'],
  ['id', 'id'],
  ['sharing', 'sharing'],
  ['required', 'required'],
  ['size', 'size'],
  ['mode', 'mode'],
  ['uid', 'uid'],
  ['gid', 'gid'],
  ['env', 'env'],
]);

export type OptionValue =
  | { readonly kind: 'value'; readonly name: MountOptionName; readonly value: string }
  | { readonly kind: 'error'; readonly message: string };

/**
 * The value to keep. `raw` is null where no `=` is written, `known` is null where the value holds a variable and
 * nothing can be said about it.
 */
export function readOptionValue(
  name: MountOptionName,
  raw: string | null,
  known: string | null,
): OptionValue {
  switch (name) {
    case 'readonly':
    case 'readwrite':
    case 'required':
      return readSwitch(name, raw, known);
    case 'sharing':
      return checked(name, raw, known, isSharing, 'one of shared, private, locked');
    case 'mode':
      return checked(name, raw, known, isOctal, 'an octal number such as 0755');
    case 'uid':
    case 'gid':
      return checked(name, raw, known, isId, 'a number: names of users and groups are not known');
    case 'size':
      return checked(name, raw, known, isMemorySize, 'a size such as 64m');
    case 'type':
    case 'from':
    case 'source':
    case 'target':
    case 'id':
    case 'env':
      return checked(name, raw, known, () => true, 'a value');
  }
}

function checked(
  name: MountOptionName,
  raw: string | null,
  known: string | null,
  isValid: (value: string) => boolean,
  expected: string,
): OptionValue {
  if (raw === null) {
    return { kind: 'error', message: `${quoted(name)} needs a value. Write ${name}=… .` };
  }
  if (known === null || isValid(known)) return { kind: 'value', name, value: raw };
  return {
    kind: 'error',
    message: `${quoted(`${name}=${raw}`)}: the value has to be ${expected}.`,
  };
}

const trueWords = new Set(['1', 't', 'T', 'TRUE', 'true', 'True']);
const falseWords = new Set(['0', 'f', 'F', 'FALSE', 'false', 'False']);

function readSwitch(
  name: 'readonly' | 'readwrite' | 'required',
  raw: string | null,
  known: string | null,
): OptionValue {
  if (raw !== null && known === null) return { kind: 'value', name, value: raw };
  const isOn = raw === null || trueWords.has(known ?? '');
  if (!isOn && !falseWords.has(known ?? '')) {
    const message = `${quoted(`${name}=${raw}`)}: the value has to be true or false.`;
    return { kind: 'error', message };
  }
  if (name === 'readwrite') return { kind: 'value', name: 'readonly', value: String(!isOn) };
  return { kind: 'value', name, value: String(isOn) };
}

function isSharing(value: string): boolean {
  return /^(?:shared|private|locked)$/i.test(value);
}

function isOctal(value: string): boolean {
  return /^[0-7]+$/.test(value) && Number.parseInt(value, 8) <= 0xffff_ffff;
}

function isId(value: string): boolean {
  return /^\d+$/.test(value) && Number(value) <= 0xffff_ffff;
}

/** A number, then at most one blank, then b, k, m, g, t or p with an optional b or ib: `64m`, `1.5 GiB`. */
function isMemorySize(value: string): boolean {
  const number = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?/i.exec(value)?.[0];
  if (number === undefined || Number(number) < 0) return false;
  return /^ ?(?:b|[kmgtp](?:i?b)?)?$/i.test(value.slice(number.length));
}
