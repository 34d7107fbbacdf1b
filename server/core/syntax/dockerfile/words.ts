/** Cutting the body of an instruction into the words that it means, with their places in the file. */
import { sourceSpan, type MappedText } from '../../text/mapped-text.ts';
import type { Word } from './model.ts';
import { jsonStringRanges } from './json-form.ts';
import { isSpace, splitBlanks, type Range } from './white-space.ts';

/** The words of a list (FROM, COPY, EXPOSE …): between blanks, quotes mean nothing. */
export function listWords(body: MappedText): readonly Word[] {
  if (body.text === '') return [];
  return splitBlanks(body.text).map((range) => wordAt(body, range));
}

/** The strings of a body in JSON form, decoded. */
export function jsonWords(body: MappedText, values: readonly string[]): readonly Word[] {
  const ranges = jsonStringRanges(body.text);
  return values.map((raw, index) => ({
    raw,
    span: sourceSpan(body, ranges[index] ?? { start: 0, end: body.text.length }),
  }));
}

/** A word with its place in the body beside that in the file. */
export interface PlacedWord extends Word, Range {}

/** The words of ENV, LABEL and ARG: between white space that is neither quoted nor escaped. Quotes stay in the word. */
export function pairWords(body: MappedText, escape: string): readonly PlacedWord[] {
  const { text } = body;
  const words: PlacedWord[] = [];
  let start = -1;
  let quote = '';
  let at = 0;
  let end = 0;
  const finish = (): void => {
    if (start >= 0 && end > start) words.push(placed(body, start, end));
    start = -1;
  };
  for (; at < text.length; at++) {
    const character = text.charAt(at);
    if (start < 0) {
      if (isSpace(text.charCodeAt(at))) continue;
      start = at;
    } else if (quote === '' && isSpace(text.charCodeAt(at))) {
      finish();
      continue;
    }
    end = at + 1;
    if (quote === '' && (character === '"' || character === "'")) quote = character;
    else if (character === quote) quote = '';
    else if (character === escape && quote !== "'") {
      // An escape at the very end is dropped, any other takes the next character with it.
      if (at + 1 === text.length) end = at;
      else end = ++at + 1;
    }
  }
  finish();
  return words;
}

function placed(body: MappedText, start: number, end: number): PlacedWord {
  const { raw, span } = wordAt(body, { start, end });
  return { raw, span, start, end };
}

export function wordAt(text: MappedText, range: Range): Word {
  return { raw: text.text.slice(range.start, range.end), span: sourceSpan(text, range) };
}
