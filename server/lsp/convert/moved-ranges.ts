/** Places of a text, as the places of the same in a text that was made of it by one edit. */
import type { Range } from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';

/** What begins or ends in the replaced part ends with what replaced it; what is typed before or after a place is not in it. */
export function movedRanges<Placed extends { readonly range: Range }>(
  places: readonly Placed[],
  before: string,
  after: string,
): readonly Placed[] {
  if (places.length === 0) return places;
  const start = sameAtStart(before, after);
  const nSameAtEnd = sameAtEnd(before, after, start);
  const [endBefore, endAfter] = [before.length - nSameAtEnd, after.length - nSameAtEnd];
  const [from, to] = [documentOf(before), documentOf(after)];
  const behind = (offset: number): number => offset + endAfter - endBefore;
  const inside = (offset: number): number => Math.min(offset, endAfter);
  return places.map((place) => {
    const [first, last] = [from.offsetAt(place.range.start), from.offsetAt(place.range.end)];
    const newFirst = first >= endBefore ? behind(first) : inside(first);
    const newLast = last > start && last >= endBefore ? behind(last) : inside(last);
    const range = {
      start: to.positionAt(newFirst),
      end: to.positionAt(Math.max(newFirst, newLast)),
    };
    return { ...place, range };
  });
}

function sameAtStart(a: string, b: string): number {
  let n = 0;
  while (n < a.length && n < b.length && a.charCodeAt(n) === b.charCodeAt(n)) n++;
  return n;
}

function sameAtEnd(a: string, b: string, start: number): number {
  const most = Math.min(a.length, b.length) - start;
  let n = 0;
  while (n < most && a.charCodeAt(a.length - 1 - n) === b.charCodeAt(b.length - 1 - n)) n++;
  return n;
}

function documentOf(text: string): TextDocument {
  return TextDocument.create('', '', 0, text);
}
