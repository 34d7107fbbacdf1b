/**
 * Splits the options of a line into words as Python's `shlex.split` does (POSIX rules, no comments). Each unit of a
 * word knows where it came from.
 */

export interface OptionWord {
  readonly text: string;
  /** For each unit of `text` its offset in the line. */
  readonly offsets: readonly number[];
  /** The word as written, quotes included, as offsets in the line. */
  readonly start: number;
  readonly end: number;
}

export type OptionWords =
  | { readonly kind: 'words'; readonly words: readonly OptionWord[] }
  | { readonly kind: 'unclosed'; readonly quote: string; readonly at: number };

interface OpenWord {
  readonly units: string[];
  readonly offsets: number[];
  readonly start: number;
}

export function splitOptionWords(line: string, from: number): OptionWords {
  const words: OptionWord[] = [];
  let word: OpenWord | null = null;
  let quote: { readonly unit: string; readonly at: number } | null = null;
  for (let at = from; at < line.length; at++) {
    const unit = line[at] ?? '';
    if (quote === null && isSeparator(unit)) {
      if (word !== null) words.push(close(word, at));
      word = null;
      continue;
    }
    word ??= { units: [], offsets: [], start: at };
    if (quote !== null && unit === quote.unit) quote = null;
    else if (quote === null && (unit === '"' || unit === "'")) quote = { unit, at };
    else if (unit !== '\\' || quote?.unit === "'") push(word, unit, at);
    else if (at + 1 >= line.length) return { kind: 'unclosed', quote: '\\', at };
    else {
      // Within double quotes only a quote and a backslash can be escaped; another backslash stays.
      const next = line[at + 1] ?? '';
      if (quote !== null && next !== '"' && next !== '\\') push(word, unit, at);
      at++;
      push(word, next, at);
    }
  }
  if (quote !== null) return { kind: 'unclosed', quote: quote.unit, at: quote.at };
  if (word !== null) words.push(close(word, line.length));
  return { kind: 'words', words };
}

/** The part of a word from one of its units on, as a word. */
export function sliceWord(word: OptionWord, from: number): OptionWord {
  return {
    text: word.text.slice(from),
    offsets: word.offsets.slice(from),
    start: word.offsets[from] ?? word.end,
    end: word.end,
  };
}

function isSeparator(unit: string): boolean {
  return unit === ' ' || unit === '\t' || unit === '\r' || unit === '\n';
}

function push(word: OpenWord, unit: string, at: number): void {
  word.units.push(unit);
  word.offsets.push(at);
}

function close(word: OpenWord, end: number): OptionWord {
  return { text: word.units.join(''), offsets: word.offsets, start: word.start, end };
}
