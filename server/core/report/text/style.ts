/** Colors of the terminal, where there is one that wants them. Never the only carrier of a meaning. */

const CODES = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33, cyan: 36 } as const;

export type Paint = (style: keyof typeof CODES, text: string) => string;

export function painter(color: boolean): Paint {
  return (style, text) => (color ? `\u001b[${String(CODES[style])}m${text}\u001b[0m` : text);
}

/** `1 finding`, `2 findings`. */
export function count(n: number, noun: string): string {
  return `${String(n)} ${noun}${n === 1 ? '' : 's'}`;
}
