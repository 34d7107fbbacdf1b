/**
 * What a checkout makes of a blob's bytes, and what `git add` makes of a file's: line ends, `$Id$`, encodings. Filters
 * are programs, which are not run here.
 */
import { createHash } from 'node:crypto';
import type { Attributes } from './attributes.ts';
import { isOn, type GitConfig } from './config.ts';
import { decodeText, encodeText } from './encode.ts';

export interface Conversion {
  readonly eol: EolAction;
  readonly ident: boolean;
  /** As the attribute has it; null for UTF-8. */
  readonly encoding: string | null;
  /** The name of a filter that is set up here. */
  readonly filter: string | null;
}

interface EolAction {
  /** `auto`: only of what looks like text. */
  readonly kind: 'none' | 'text' | 'auto';
  readonly isCrlf: boolean;
}

export function conversionOf(
  attributes: Attributes,
  config: GitConfig,
  platform: NodeJS.Platform = process.platform,
): Conversion {
  const encoding = attributes.get('working-tree-encoding');
  const filter = attributes.get('filter');
  return {
    eol: eolAction(attributes, config, platform),
    ident: attributes.get('ident') === true,
    encoding:
      typeof encoding === 'string' && !/^utf-?8$/i.test(encoding) && encoding !== ''
        ? encoding
        : null,
    filter: typeof filter === 'string' && isSetUp(filter, config) ? filter : null,
  };
}

function isSetUp(filter: string, config: GitConfig): boolean {
  return ['smudge', 'clean', 'process'].some(
    (key) => (config.get(`filter.${filter}.${key}`) ?? '') !== '',
  );
}

function eolAction(
  attributes: Attributes,
  config: GitConfig,
  platform: NodeJS.Platform,
): EolAction {
  const setting = config.get('core.autocrlf');
  const isInput = setting?.toLowerCase() === 'input';
  const isAuto = !isInput && isOn(setting, false);
  const coreEol = config.get('core.eol')?.toLowerCase();
  const isNative = coreEol === undefined || coreEol === 'native';
  const isCrlfHere = isAuto || (!isInput && (isNative ? platform === 'win32' : coreEol === 'crlf'));
  // `crlf` is what `text` was called once.
  const text = attributes.get('text') ?? attributes.get('crlf');
  const eol = attributes.get('eol');
  if (text === false) return { kind: 'none', isCrlf: false };
  const isGuessed = text === 'auto';
  if (eol === 'lf' || eol === 'crlf')
    return { kind: isGuessed ? 'auto' : 'text', isCrlf: eol === 'crlf' };
  if (text === 'input') return { kind: 'text', isCrlf: false };
  if (text === true) return { kind: 'text', isCrlf: isCrlfHere };
  if (isGuessed) return { kind: 'auto', isCrlf: isCrlfHere };
  if (isAuto || isInput) return { kind: 'auto', isCrlf: isAuto };
  return { kind: 'none', isCrlf: false };
}

/** False where a file has the bytes of its blob. */
export function converts({ eol, ident, encoding }: Conversion): boolean {
  return eol.kind !== 'none' || ident || encoding !== null;
}

/** Null where the encoding is not known here. */
export function toWorkTree(blob: Buffer, conversion: Conversion, idLength: number): Buffer | null {
  const { eol, ident, encoding } = conversion;
  let bytes = ident ? withIdent(blob, idLength) : blob;
  if (eol.kind !== 'none' && eol.isCrlf) bytes = withCrlf(bytes, eol.kind === 'auto');
  return encoding === null ? bytes : encodeText(bytes, encoding);
}

/** `inIndex` is asked for where it counts: line ends that are in the index already stay. */
export function toGit(
  file: Buffer,
  { eol, ident, encoding }: Conversion,
  inIndex: () => Buffer | null,
): Buffer | null {
  const decoded = encoding === null ? file : decodeText(file, encoding);
  if (decoded === null) return null;
  let bytes = decoded;
  if (eol.kind !== 'none' && bytes.includes('\r\n')) {
    const isLeft = eol.kind === 'auto' && (looksBinary(bytes) || hasCrlf(inIndex()));
    if (!isLeft) bytes = replaced(bytes, /\r\n/g, '\n');
  }
  return ident ? replaced(bytes, /\$Id:[^$\n]*\$/g, '$$Id$$') : bytes;
}

export function blobId(bytes: Uint8Array, idLength: number): string {
  const hash = createHash(idLength === 32 ? 'sha256' : 'sha1');
  return hash.update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
}

function withIdent(blob: Buffer, idLength: number): Buffer {
  if (!blob.includes('$Id')) return blob;
  const id = blobId(blob, idLength);
  const text = blob.toString('latin1');
  // Matches `$Id$` and `$Id: 0123 $`; with a space in its middle it belongs to another tool.
  const made = text.replace(/\$Id(?:|:([^$\n]*))\$/g, (whole, inner: string | undefined) => {
    const space = inner?.indexOf(' ', 1) ?? -1;
    const isForeign = inner !== undefined && space !== -1 && space < inner.length - 1;
    return isForeign ? whole : `$Id: ${id} $`;
  });
  return Buffer.from(made, 'latin1');
}

function withCrlf(bytes: Buffer, isGuessed: boolean): Buffer {
  if (isGuessed && (bytes.includes('\r') || looksBinary(bytes))) return bytes;
  return replaced(bytes, /(?<!\r)\n/g, '\r\n');
}

function hasCrlf(blob: Buffer | null): boolean {
  return blob !== null && blob.includes('\r\n') && !looksBinary(blob);
}

/** As git guesses: a NUL, a lone carriage return, or more than one control character in 128 letters. */
function looksBinary(bytes: Buffer): boolean {
  let nPrintable = 0;
  let nOthers = 0;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at] ?? 0;
    if (byte === 0x0d) {
      if (bytes[at + 1] !== 0x0a) return true;
      at += 1;
    } else if (byte === 0x0a) continue;
    else if (byte === 0) return true;
    else if (byte === 127 || (byte < 32 && !PRINTABLE_CONTROLS.has(byte))) nOthers += 1;
    else nPrintable += 1;
  }
  if (bytes.at(-1) === 0x1a) nOthers -= 1;
  return nPrintable >> 7 < nOthers;
}

/** Backspace, tab, form feed, escape. */
const PRINTABLE_CONTROLS: ReadonlySet<number> = new Set([8, 9, 12, 27]);

function replaced(bytes: Buffer, pattern: RegExp, by: string): Buffer {
  return Buffer.from(bytes.toString('latin1').replace(pattern, by), 'latin1');
}
