/** Names of encodings as Python knows them (`codecs.lookup`), and which of them can be decoded here. */
import type { Encoding } from '../../text/encodings.ts';

/** Python's name, folded → the name here. */
const READABLE: ReadonlyMap<string, Encoding> = new Map([
  ...['utf8', 'u8', 'utf', 'cp65001', 'utf8sig'].map((name) => [name, 'utf-8'] as const),
  ...['ascii', 'usascii', '646', 'us'].map((name) => [name, 'ascii'] as const),
  ...['latin1', 'latin', 'l1', 'iso88591', '88591', 'cp819', '8859', 'iso8859'].map(
    (name) => [name, 'latin-1'] as const,
  ),
]);

/** Other families that Python has: `cp1252`, `iso-8859-15`, `shift_jis`, `koi8-r`, `mac-roman`, `gb18030`. */
const FAMILIES =
  /^(?:cp\d+|windows125\d|125\d|iso8859\d+|8859\d+|latin\d+|l\d+|koi8[rtu]|mac\w+|gb\w*|big5\w*|euc\w+|shiftjis\w*|sjis|ms(?:932|949|950)|johab|iso2022\w+|hz\w*|utf7|utf(?:16|32)(?:le|be)?|u(?:16|32)|kz1048|ptcp154|tis620|hproman8|cyrillic|greek|hebrew|arabic|thai|ujis|uhc|rawunicodeescape|unicodeescape)$/;

export function isPythonEncoding(name: string): boolean {
  const folded = fold(name);
  return READABLE.has(folded) || FAMILIES.test(folded);
}

/**
 * What cannot be decoded here is read as Latin-1: the letters that pip looks at are the same in nearly all of them.
 * That includes windows-1252, which Node 20 itself takes for Latin-1.
 */
export function readableEncoding(name: string): Encoding {
  const folded = fold(name);
  const known = READABLE.get(folded);
  if (known !== undefined) return known;
  const codePage = /^(?:cp|windows)?(125[013-8])$/.exec(folded)?.[1];
  if (codePage !== undefined) return `windows-${codePage}`;
  const part = /^(?:iso)?8859(\d+)$/.exec(folded)?.[1];
  return part === undefined ? 'latin-1' : `iso-8859-${part}`;
}

function fold(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, '');
}
