/** A text as one line that is not too long, for labels. */

const LONGEST = 60;

export function oneLine(text: string): string {
  const characters = Array.from(text.replace(/\s+/g, ' ').trim());
  return characters.length <= LONGEST
    ? characters.join('')
    : `${characters.slice(0, LONGEST - 1).join('')}…`;
}
