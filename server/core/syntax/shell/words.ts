/**
 * Words of a shell script: what the shell would make of them, and where each unit of the decoded text came from,
 * so that the argument of `sh -c` can be read as a script of its own.
 */
import type { DoubleQuotedChild, ParameterExpansionPart, Word, WordPart } from 'unbash';
import { sliceMapped, sourceSpan, type MappedText } from '../../text/mapped-text.ts';
import type { ShellWord, WordPiece } from './model.ts';

export function readWord(word: Word, source: MappedText): ShellWord {
  const pieces = mergePieces(word.parts ? partPieces(word.parts) : unquoted(word.text, word.value));
  return {
    raw: word.text,
    value: word.value,
    literal: pieces.every((piece) => piece.kind === 'text'),
    pieces,
    span: sourceSpan(source, { start: word.pos, end: word.end }),
    removal: sourceSpan(source, { start: blanksBefore(source.text, word.pos), end: word.end }),
  };
}

/** The word without quotes and escapes, expansions kept as written; null where the places cannot be followed. */
export function decodeWord(word: Word, source: MappedText): MappedText | null {
  const slices: MappedText[] = [];
  if (word.parts === undefined) unescape(source, word.pos, word.end, null, slices);
  else for (const part of word.parts) if (!decodePart(part, source, slices)) return null;
  return concatMapped(slices);
}

export function concatMapped(parts: readonly MappedText[]): MappedText {
  const texts: string[] = [];
  const pieces: { at: number; source: number }[] = [];
  let length = 0;
  for (const part of parts) {
    if (part.text === '') continue;
    for (const piece of part.pieces) pieces.push({ at: piece.at + length, source: piece.source });
    texts.push(part.text);
    length += part.text.length;
  }
  return { text: texts.join(''), pieces: pieces.length > 0 ? pieces : (parts[0]?.pieces ?? []) };
}

/** The start of the run of blanks (and joined lines) that ends at `at`. */
function blanksBefore(text: string, at: number): number {
  let start = at;
  for (;;) {
    const before = text[start - 1];
    if (before === ' ' || before === '\t') start--;
    else if (before === '\n' && text[start - 2] === '\\') start -= 2;
    else return start;
  }
}

function partPieces(parts: readonly WordPart[]): WordPiece[] {
  return parts.flatMap((part, index): WordPiece[] => {
    switch (part.type) {
      case 'Literal':
        return index === 0 ? unquoted(part.text, part.value) : [text(part.value)];
      case 'SingleQuoted':
      case 'AnsiCQuoted':
        return [text(part.value)];
      case 'DoubleQuoted':
      case 'LocaleString':
        return part.parts.length === 0 ? [text('')] : part.parts.map(quotedPiece);
      case 'Glob':
        return [{ kind: 'glob', text: part.value }];
      case 'SimpleExpansion':
        return [simpleVariable(part.text, false)];
      case 'ParameterExpansion':
        return [variable(part, false)];
      case 'CommandExpansion':
      case 'ArithmeticExpansion':
      case 'ProcessSubstitution':
      case 'ExtendedGlob':
      case 'BraceExpansion':
        return [{ kind: 'unknown' }];
    }
  });
}

function quotedPiece(part: DoubleQuotedChild): WordPiece {
  switch (part.type) {
    case 'Literal':
      return text(part.value);
    case 'SimpleExpansion':
      return simpleVariable(part.text, true);
    case 'ParameterExpansion':
      return variable(part, true);
    case 'CommandExpansion':
    case 'ArithmeticExpansion':
      return { kind: 'unknown' };
  }
}

function text(value: string): WordPiece {
  return { kind: 'text', text: value };
}

/** A leading `~` or `~/` is the home folder; `~name` is somebody else's. */
function unquoted(raw: string, value: string): WordPiece[] {
  if (!raw.startsWith('~')) return [text(value)];
  if (raw === '~') return [{ kind: 'home' }];
  return raw[1] === '/' ? [{ kind: 'home' }, text(value.slice(1))] : [{ kind: 'unknown' }];
}

function simpleVariable(raw: string, quoted: boolean): WordPiece {
  const name = raw.slice(1);
  // `$NAME`; `$1`, `$@`, `$?` and their like are known only when the script runs.
  return /^[A-Za-z_]\w*$/.test(name)
    ? { kind: 'variable', name, fallback: null, quoted }
    : { kind: 'unknown' };
}

function variable(part: ParameterExpansionPart, quoted: boolean): WordPiece {
  if (part.prefix || part.index || !/^[A-Za-z_]\w*$/.test(part.parameter))
    return { kind: 'unknown' };
  const { operation, parameter: name } = part;
  if (operation === undefined) return { kind: 'variable', name, fallback: null, quoted };
  if (operation.type !== 'Default' || !/^:?[-=]$/.test(operation.operator))
    return { kind: 'unknown' };
  const fallback = operation.operand.parts === undefined ? operation.operand.value : null;
  return fallback === null ? { kind: 'unknown' } : { kind: 'variable', name, fallback, quoted };
}

/** Neighboring texts become one, so that a quoted part in a word does not hide its value. */
function mergePieces(pieces: readonly WordPiece[]): WordPiece[] {
  const merged: WordPiece[] = [];
  for (const piece of pieces) {
    const last = merged.at(-1);
    if (piece.kind === 'text' && last?.kind === 'text')
      merged[merged.length - 1] = text(last.text + piece.text);
    else merged.push(piece);
  }
  return merged;
}

function decodePart(part: WordPart, source: MappedText, slices: MappedText[]): boolean {
  switch (part.type) {
    case 'Literal':
      unescape(source, part.pos, part.end, null, slices);
      return true;
    case 'SingleQuoted':
      slices.push(sliceMapped(source, part.pos + 1, closing(part.text, part.pos, part.end, "'")));
      return true;
    case 'DoubleQuoted': {
      const end = closing(part.text, part.pos, part.end, '"');
      let at = part.pos + 1;
      for (const child of part.parts) {
        if (child.type !== 'Literal') continue;
        slices.push(sliceMapped(source, at, child.pos));
        unescape(source, child.pos, child.end, '$`"\\', slices);
        at = child.end;
      }
      slices.push(sliceMapped(source, at, end));
      return true;
    }
    case 'AnsiCQuoted':
    case 'LocaleString':
      return false;
    default:
      slices.push(sliceMapped(source, part.pos, part.end));
      return true;
  }
}

/** Where the quoted text ends; an open quote reaches to the end of the script. */
function closing(raw: string, pos: number, end: number, quote: string): number {
  return raw.length > 1 && raw.endsWith(quote) && end - 1 > pos ? end - 1 : end;
}

/** Drops each backslash that escapes something: any unit outside quotes, those of `escapable` inside. */
function unescape(
  source: MappedText,
  start: number,
  end: number,
  escapable: string | null,
  slices: MappedText[],
): void {
  let from = start;
  for (let at = start; at < end - 1; at++) {
    if (source.text[at] !== '\\') continue;
    const next = source.text[at + 1] ?? '';
    if (next !== '\n' && escapable !== null && !escapable.includes(next)) continue;
    slices.push(sliceMapped(source, from, at));
    at++;
    from = next === '\n' ? at + 1 : at;
  }
  slices.push(sliceMapped(source, from, end));
}
