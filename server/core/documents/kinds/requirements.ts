/** Requirements and constraints files, as pip reads them. */
import { parseRequirements, requirementsDigestText } from '../../syntax/requirements/index.ts';
import {
  byteOrderMark,
  decodeLeniently,
  decodeStrictly,
  firstUndecodableLine,
  looksLikeUtf16,
  type Encoding,
} from '../../text/encodings.ts';
import { lineIndex, offsetAt } from '../../text/lines.ts';
import { quoted } from '../../text/quote.ts';
import type { Problem } from '../../text/span.ts';
import type { DecodedDocument, DocumentKind } from '../model.ts';
import { isPythonEncoding, readableEncoding } from './python-encodings.ts';

export const requirementsKind = {
  id: 'requirements',
  noun: 'a requirements file',
  language: 'pip-requirements',
  comment: () => '#',
  names: {
    // `requirements.txt`, `dev-requirements.in`, `constraints.txt`, `requirements/base.txt`.
    matches: String.raw`(?:^|/)(?:[^/]*(?:requirements|constraints)[^/]*|requirements/[^/]+)\.(?:txt|in)$`,
    except: null,
    doubtful: null,
    editorPatterns: ['**/*{requirements,constraints}*.{txt,in}', '**/requirements/*.{txt,in}'],
    examples: [
      'requirements.txt',
      'dev-requirements.in',
      'constraints.txt',
      'requirements/base.txt',
    ],
  },
  decode: decodeRequirements,
  meaning: (text) => requirementsDigestText(parseRequirements(text).value),
} as const satisfies DocumentKind;

/**
 * pip looks for a byte order mark, then for the encoding in a comment of the first two lines (PEP 263), then takes
 * UTF-8, which is also the locale's encoding in Linux images. Up to pip 24 the mark of UTF-32 was taken for UTF-16.
 */
function decodeRequirements(bytes: Uint8Array): DecodedDocument {
  const mark = byteOrderMark(bytes);
  if (mark !== null) {
    const body = bytes.subarray(mark.length);
    const text = decodeLeniently(body, mark.encoding);
    const problem =
      decodeStrictly(body, mark.encoding) === null ? undecodable(body, text, mark.encoding) : null;
    // An editor hides the mark of UTF-8, and a fix has to keep it.
    const shown = mark.encoding === 'utf-8' ? `\uFEFF${text}` : text;
    return { text: shown, encoding: mark.encoding, problem };
  }
  const declared = declaredEncoding(bytes);
  const unmarked = declared === null ? looksLikeUtf16(bytes) : null;
  if (unmarked !== null) {
    const text = decodeLeniently(bytes, unmarked);
    return { text, encoding: unmarked, problem: problemAt(text, 1, UNMARKED_UTF16) };
  }
  if (declared === null) return decodeAs(bytes, 'utf-8');
  if (!isPythonEncoding(declared.name)) {
    const text = decodeLeniently(bytes, 'utf-8');
    const message = `pip stops here: Python has no encoding ${quoted(declared.name)}. Write \`# -*- coding: utf-8 -*-\`, or remove the comment.`;
    return { text, encoding: 'utf-8', problem: problemAt(text, declared.line, message) };
  }
  return decodeAs(bytes, readableEncoding(declared.name));
}

const UNMARKED_UTF16 =
  'pip reads this file as UTF-8, because the UTF-16 in it begins without a byte order mark. Save the file as UTF-8.';

function decodeAs(bytes: Uint8Array, encoding: Encoding): DecodedDocument {
  const text = decodeLeniently(bytes, encoding);
  const isWhole = decodeStrictly(bytes, encoding) !== null;
  return { text, encoding, problem: isWhole ? null : undecodable(bytes, text, encoding) };
}

/** `# -*- coding: latin-1 -*-`; the `#` must be the first character of the line. */
function declaredEncoding(
  bytes: Uint8Array,
): { readonly name: string; readonly line: number } | null {
  let start = 0;
  for (let line = 1; line <= 2; line++) {
    const newline = bytes.indexOf(10, start);
    const end = newline === -1 ? bytes.length : newline;
    const text = decodeLeniently(bytes.subarray(start, Math.min(end, start + 1000)), 'latin-1');
    const name = text.startsWith('#') ? /coding[:=]\s*([-\w.]+)/.exec(text)?.[1] : undefined;
    if (name !== undefined) return { name, line };
    if (newline === -1) return null;
    start = newline + 1;
  }
  return null;
}

function undecodable(bytes: Uint8Array, text: string, encoding: Encoding): Problem {
  const name = encoding.toUpperCase();
  if (encoding !== 'utf-8' && encoding !== 'ascii')
    return problemAt(text, 1, `pip cannot decode this file as ${name}. Save it as UTF-8.`);
  const { line, byte } = firstUndecodableLine(bytes, encoding) ?? { line: 1, byte: 0 };
  const shown = byte.toString(16).padStart(2, '0');
  const message = `pip cannot decode line ${String(line)}: the byte 0x${shown} is not ${name}. Save the file as UTF-8, or name its encoding in the first line: \`# -*- coding: latin-1 -*-\`.`;
  return problemAt(text, line, message);
}

function problemAt(text: string, line: number, message: string): Problem {
  const index = lineIndex(text);
  const start = offsetAt(index, { line, column: 1 });
  const end = text.slice(start).search(/[\r\n]/);
  const span = { start, end: end === -1 ? text.length : start + end };
  return { code: 'encoding', severity: 'error', message, span };
}
