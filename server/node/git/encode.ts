/** `working-tree-encoding`: a file that is UTF-8 in git and something else on disk. */

interface WideText {
  readonly unit: 2 | 4;
  readonly isBig: boolean;
  readonly hasMark: boolean;
}

/** As iconv of the common systems writes them: the plain names with a mark, little-endian. */
const WIDE: Readonly<Record<string, WideText>> = {
  'utf-16': { unit: 2, isBig: false, hasMark: true },
  'utf-16le': { unit: 2, isBig: false, hasMark: false },
  'utf-16be': { unit: 2, isBig: true, hasMark: false },
  'utf-16le-bom': { unit: 2, isBig: false, hasMark: true },
  'utf-16be-bom': { unit: 2, isBig: true, hasMark: true },
  'utf-32': { unit: 4, isBig: false, hasMark: true },
  'utf-32le': { unit: 4, isBig: false, hasMark: false },
  'utf-32be': { unit: 4, isBig: true, hasMark: false },
};

/** Null where the encoding is not known here, or has no such letter. */
export function encodeText(utf8: Buffer, encoding: string): Buffer | null {
  const wide = wideText(encoding);
  const text = utf8.toString('utf8');
  if (wide === null) return encodeBytes(text, encoding);
  const marked = wide.hasMark ? `\uFEFF${text}` : text;
  if (wide.unit === 2) {
    const bytes = Buffer.from(marked, 'utf16le');
    return wide.isBig ? bytes.swap16() : bytes;
  }
  const points = Uint32Array.from(Array.from(marked), (letter) => letter.codePointAt(0) ?? 0);
  const bytes = Buffer.alloc(4 * points.length);
  for (const [at, point] of points.entries()) bytes.writeUInt32LE(point, 4 * at);
  return wide.isBig ? bytes.swap32() : bytes;
}

/** Null where the encoding is not known here. */
export function decodeText(bytes: Buffer, encoding: string): Buffer | null {
  const wide = wideText(encoding);
  if (wide === null) return textBy(decoderOf(encoding), bytes);
  if (wide.unit === 4) return decodeLong(bytes, wide);
  const hasBigMark = wide.hasMark && bytes[0] === 0xfe && bytes[1] === 0xff;
  const label = wide.isBig || hasBigMark ? 'utf-16be' : 'utf-16le';
  return textBy(new TextDecoder(label, { ignoreBOM: !wide.hasMark }), bytes);
}

function wideText(encoding: string): WideText | null {
  return WIDE[encoding.toLowerCase().replace(/^utf_?(?=\d)/, 'utf-')] ?? null;
}

function decodeLong(bytes: Buffer, { isBig, hasMark }: WideText): Buffer | null {
  let text = '';
  for (let at = 0; at + 4 <= bytes.length; at += 4) {
    const point = isBig ? bytes.readUInt32BE(at) : bytes.readUInt32LE(at);
    if (point > 0x10_ffff) return null;
    if (at > 0 || point !== 0xfeff || !hasMark) text += String.fromCodePoint(point);
  }
  return Buffer.from(text);
}

interface Decoder {
  readonly encoding: string;
  readonly decode: (bytes: Uint8Array) => string;
}

function textBy(decoder: Decoder | null, bytes: Buffer): Buffer | null {
  return decoder === null ? null : Buffer.from(decoder.decode(bytes));
}

/** One byte a letter: what each byte stands for gives the way back. */
function encodeBytes(text: string, encoding: string): Buffer | null {
  const decoder = decoderOf(encoding);
  if (decoder === null || /^(?:utf|gb|big|euc|iso-2022|shift)/i.test(decoder.encoding)) return null;
  const bytes = new Map<string, number>();
  for (let byte = 255; byte >= 0; byte--) bytes.set(decoder.decode(Uint8Array.of(byte)), byte);
  const found = Array.from(text).map((letter) => bytes.get(letter));
  return found.includes(undefined) ? null : Buffer.from(found.map((byte) => byte ?? 0));
}

function decoderOf(label: string): Decoder | null {
  // The web takes Latin-1 for windows-1252, which has letters where Latin-1 has controls.
  if (/^(?:iso-?8859-?1|latin-?1)$/i.test(label)) return LATIN1;
  try {
    return new TextDecoder(label, { ignoreBOM: true });
  } catch {
    return null;
  }
}

const LATIN1: Decoder = {
  encoding: 'latin1',
  decode: (bytes) => Buffer.from(bytes).toString('latin1'),
};
