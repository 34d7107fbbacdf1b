/** Dockerfiles, which podman calls Containerfiles. */
import { parseDockerfile } from '../../syntax/dockerfile/index.ts';
import {
  byteOrderMark,
  decodeLeniently,
  looksLikeUtf16,
  type WideEncoding,
} from '../../text/encodings.ts';
import type { DecodedDocument, DocumentKind } from '../model.ts';
import { decodePlainText } from '../plain-text.ts';
import { BACKUPS, LANGUAGES, TEMPLATES } from './other-extensions.ts';

export const dockerfileKind = {
  id: 'dockerfile',
  noun: 'a Dockerfile',
  language: 'dockerfile',
  comment: () => '#',
  names: {
    // `Dockerfile`, `Dockerfile.dev`, `containerfile-prod`, `Dockerfile_test`, `dev.Dockerfile`.
    matches: String.raw`(?:^|/)(?:(?:docker|container)file(?:[._-][^/]+)?|[^/]*\.(?:docker|container)file)$`,
    except: String.raw`\.(?:${['md', 'markdown', 'dockerignore', 'containerignore', ...TEMPLATES, ...BACKUPS].join('|')})$|~$|(?:^|/)(?:\.#|\._|#)[^/]*$`,
    doubtful: { matches: String.raw`\.(?:${LANGUAGES.join('|')})$`, isOurs: beginsStage },
    editorPatterns: editorPatterns(),
    examples: [
      'Dockerfile',
      'Dockerfile.dev',
      'Dockerfile-prod',
      'Dockerfile_test',
      'dev.Dockerfile',
    ],
  },
  decode: decodeDockerfile,
  meaning: null,
} as const satisfies DocumentKind;

/** The first instruction of a Dockerfile is FROM or ARG; `from x import y` of Python is neither. */
function beginsStage(text: string): boolean {
  const [first] = parseDockerfile(text.slice(0, MOST_COMMENT)).value.instructions;
  if (first === undefined) return false;
  const words = first.body.text.split(/\s+/);
  if (first.keyword === 'ARG') return /^[A-Za-z_]\w*(?:=|$)/.test(words[0] ?? '');
  if (first.keyword !== 'FROM' || words[0] === '') return false;
  return words.length === 1 || (words.length === 3 && words[1]?.toLowerCase() === 'as');
}

/** More than any license text above the first instruction. */
const MOST_COMMENT = 64 * 1024;

/** BuildKit takes away the mark of UTF-8 and reads bytes, so that UTF-16 is no instruction to it. */
function decodeDockerfile(bytes: Uint8Array): DecodedDocument {
  const mark = byteOrderMark(bytes);
  const encoding = mark?.encoding ?? looksLikeUtf16(bytes) ?? 'utf-8';
  if (encoding === 'utf-8') return decodePlainText(bytes);
  const text = decodeLeniently(bytes.subarray(mark?.length ?? 0), encoding);
  const end = text.search(/[\r\n]/);
  const span = { start: 0, end: end === -1 ? text.length : end };
  const name = encodingName(encoding);
  const message = `BuildKit cannot read a Dockerfile in ${name}. Save the file as UTF-8.`;
  return { text, encoding, problem: { code: 'encoding', severity: 'error', message, span } };
}

/** `UTF-16`, `UTF-32`. */
function encodingName(encoding: WideEncoding): string {
  return encoding.slice(0, 6).toUpperCase();
}

/**
 * VS Code itself knows `Dockerfile`, `Dockerfile.*` and `*.dockerfile`. A pattern takes a file from the language of its
 * extension, so these stop at a dot (`dockerfile_parser.py` stays Python) unless a digit follows (`Dockerfile-3.12`).
 */
function editorPatterns(): readonly string[] {
  // A glob has no "any number of"; choices of 1, 2, 4 … characters add up to any number.
  const some = [1, 2, 4, 8, 16].map((length) => `{,${'[!.]'.repeat(length)}}`).join('');
  const start = '{Dockerfile,Containerfile}[-_]';
  return [`${start}[!.]${some}`, `${start}*.[0-9]*`];
}
