/**
 * Texts of which a part is not known, such as `app:$TAG` where nobody gives TAG. The open part stands in the text
 * between two characters of Unicode's private use area, with the name of the variable. They mean nothing to a shell,
 * so that the text can go through quoting and word splitting like any other.
 */
const START = '\uE000';
const END = '\uE001';

/** Every such letter of a text. */
export const UNKNOWN_MARKS = /[\uE000\uE001]/g;

/** For the part that the variable or expression would give. */
export function openPart(name: string): string {
  return `${START}${name.replace(/[^\w.-]/g, '')}${END}`;
}

export function isOpen(text: string): boolean {
  return text.includes(START);
}

/** Names of the variables in the order of the text, each once. */
export function openNames(text: string): readonly string[] {
  const names = [...text.matchAll(/\uE000([^\uE000\uE001]*)\uE001/g)].map(
    (match) => match[1] ?? '',
  );
  return [...new Set(names)].filter((name) => name !== '');
}
