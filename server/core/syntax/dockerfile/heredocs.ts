/**
 * Here-documents of RUN, COPY and ADD: finding their words in a line, and their bodies in the lines that follow.
 *
 * Words are found with the rules of the Dockerfile's own shell, with a backslash as its escape whatever the file says.
 * So `echo '<<EOF'` has none, `foo<<EOF` has none, and `true # <<EOF` has one.
 */
import type { MappedPiece, MappedText } from '../../text/mapped-text.ts';
import type { Problem, Span } from '../../text/span.ts';
import { expandWords } from './expand.ts';
import type { Heredoc } from './model.ts';
import { readLine, type LineReader, type PhysicalLine } from './physical-lines.ts';
import { errorAt, quoted } from './problems.ts';

/** A here-document as its word announces it, without the body. */
export type HeredocWord = Pick<Heredoc, 'name' | 'fileDescriptor' | 'expand' | 'chomp'>;

export type HeredocReading =
  | { readonly kind: 'heredoc'; readonly word: HeredocWord }
  | { readonly kind: 'none' }
  | { readonly kind: 'error'; readonly message: string };

/** Reads one word, such as `<<EOF`, `3<<-'END'`. */
export function readHeredocWord(word: string): HeredocReading {
  // A word that begins `<<`, `<<-` or `2<<`; behind the mark no further `<` is allowed.
  const match = /^(\d*)<<(-?)[\t\n\f\r ]*/.exec(word);
  if (match === null) return { kind: 'none' };
  const rest = word.slice(match[0].length);
  if (rest === '' || rest.includes('<')) return { kind: 'none' };
  const plain = lex(rest, false);
  if (plain.problem !== null) return { kind: 'error', message: plain.problem };
  const name = plain.words[0];
  if (name === undefined || plain.words.length !== 1) return { kind: 'none' };
  const withQuotes = lex(rest, true).words[0] ?? '';
  return {
    kind: 'heredoc',
    word: {
      name,
      fileDescriptor: match[1] === '' ? 0 : Number(match[1]),
      // Where quotes disappeared, part of the word was quoted.
      expand: countQuotes(name) === countQuotes(withQuotes),
      chomp: match[2] === '-',
    },
  };
}

function lex(
  text: string,
  keepQuotes: boolean,
): { readonly words: readonly string[]; readonly problem: string | null } {
  const read = expandWords(text, {
    escape: '\\',
    lookup: () => undefined,
    keepUnset: true,
    keepQuotes,
  });
  return { words: read.values, problem: read.problems[0] ?? null };
}

function countQuotes(text: string): number {
  let count = 0;
  for (const character of text) if (character === "'" || character === '"') count++;
  return count;
}

export interface HeredocWords {
  readonly words: readonly HeredocWord[];
  readonly problems: readonly string[];
}

/** The here-documents that a whole instruction announces, in order. */
export function findHeredocWords(logical: string): HeredocWords {
  if (!logical.includes('<<')) return { words: [], problems: [] };
  const words: HeredocWord[] = [];
  const problems: string[] = [];
  const read = expandWords(logical, {
    escape: '\\',
    lookup: () => undefined,
    keepUnset: true,
    keepQuotes: true,
    keepEscapes: true,
  });
  // A Map, so that a line of nothing but here-documents stays quick.
  const known = new Map<string, HeredocReading>();
  for (const word of read.values) {
    const heredoc = known.get(word) ?? readHeredocWord(word);
    known.set(word, heredoc);
    if (heredoc.kind === 'heredoc') words.push(heredoc.word);
    if (heredoc.kind === 'error') problems.push(heredoc.message);
  }
  return { words, problems };
}

export interface HeredocBodies {
  readonly heredocs: readonly Heredoc[];
  /** The last line that was read, null where there was none. */
  readonly last: PhysicalLine | null;
  readonly problems: readonly Problem[];
}

/** Reads the bodies of here-documents from the lines behind their instruction. */
export function readHeredocBodies(
  reader: LineReader,
  words: readonly HeredocWord[],
  instruction: Span,
): HeredocBodies {
  const heredocs: Heredoc[] = [];
  let last: PhysicalLine | null = null;
  for (const word of words) {
    const start = reader.position;
    let end = start;
    let terminated = false;
    for (let line = readLine(reader); line !== null; line = readLine(reader)) {
      last = line;
      terminated = isTerminator(reader.text, line, word);
      if (terminated) break;
      end = line.next;
    }
    heredocs.push(heredocWithBody(word, reader.text.slice(start, end), { start, end }));
    if (!terminated) {
      return { heredocs, last, problems: [unterminatedProblem(word, instruction)] };
    }
  }
  return { heredocs, last, problems: [] };
}

function isTerminator(text: string, line: PhysicalLine, word: HeredocWord): boolean {
  let start = line.start;
  if (word.chomp) while (start < line.end && text.charCodeAt(start) === 9) start++;
  return line.end - start === word.name.length && text.startsWith(word.name, start);
}

/** A here-document with a body: tabs are taken away where the word asks for it. */
export function heredocWithBody(word: HeredocWord, raw: string, span: Span): Heredoc {
  return { ...word, raw, content: word.chomp ? raw.replace(/^\t+|(?<=\n)\t+/g, '') : raw, span };
}

/** The body as BuildKit takes it (the heredoc's `content`), with the places of its pieces in the file. */
export function heredocText(heredoc: Heredoc): MappedText {
  const pieces: MappedPiece[] = [{ at: 0, source: heredoc.span.start }];
  if (!heredoc.chomp) return { text: heredoc.content, pieces };
  pieces.length = 0;
  let at = 0;
  for (let start = 0; start < heredoc.raw.length;) {
    const feed = heredoc.raw.indexOf('\n', start);
    const next = feed < 0 ? heredoc.raw.length : feed + 1;
    while (heredoc.raw.charCodeAt(start) === 9) start++;
    if (start < next) pieces.push({ at, source: heredoc.span.start + start });
    at += Math.max(0, next - start);
    start = Math.max(next, start);
  }
  if (pieces.length === 0) pieces.push({ at: 0, source: heredoc.span.start });
  return { text: heredoc.content, pieces };
}

function unterminatedProblem(word: HeredocWord, instruction: Span): Problem {
  return errorAt(
    instruction,
    'heredoc-unterminated',
    `The here-document ${quoted(`<<${word.name}`)} is never closed, so it takes the rest of the file. Add a line that holds only ${quoted(word.name)}.`,
  );
}
