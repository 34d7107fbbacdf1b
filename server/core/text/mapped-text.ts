/**
 * A text made from pieces of another one, such as the joined lines of a RUN, that remembers where each piece came from.
 * Analyses work on the joined text; edits and findings need the place in the file.
 */
import type { Span } from './span.ts';

/** From `at` on (an offset of the joined text) the units come from `source` on (an offset of the file). */
export interface MappedPiece {
  readonly at: number;
  readonly source: number;
}

export interface MappedText {
  readonly text: string;
  /** In order of `at`; the first has `at` 0. Each piece is contiguous in the file. */
  readonly pieces: readonly MappedPiece[];
}

/** The file's offset of a unit of the joined text; for the text's end, the offset after its last unit. */
export function sourceOffset(mapped: MappedText, at: number): number {
  if (at > 0 && at >= mapped.text.length) return sourceOffset(mapped, mapped.text.length - 1) + 1;
  let low = 0;
  let high = mapped.pieces.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((mapped.pieces[middle]?.at ?? 0) <= at) low = middle;
    else high = middle - 1;
  }
  const found = mapped.pieces[low] ?? { at: 0, source: 0 };
  return found.source + (at - found.at);
}

/** The file's span of a range of the joined text. It covers any line continuation between the two ends. */
export function sourceSpan(mapped: MappedText, span: Span): Span {
  if (span.end <= span.start) {
    const offset = sourceOffset(mapped, span.start);
    return { start: offset, end: offset };
  }
  return {
    start: sourceOffset(mapped, span.start),
    end: sourceOffset(mapped, span.end - 1) + 1,
  };
}

/** A part of a mapped text, with its own mapping. */
export function sliceMapped(mapped: MappedText, start: number, end: number): MappedText {
  const text = mapped.text.slice(start, end);
  const pieces: MappedPiece[] = [{ at: 0, source: sourceOffset(mapped, start) }];
  for (const piece of mapped.pieces) {
    if (piece.at > start && piece.at < end)
      pieces.push({ at: piece.at - start, source: piece.source });
  }
  return { text, pieces };
}
