/**
 * Tells the shell's test `[ "$(id -u)" = 0 ]` from a mistaken array such as `[ "pip" "install" ]`. Both begin with a
 * bracket and a quote, and a shell is given either as it is.
 */

/** Whether a text that begins with `[` and ends with `]` is a test, or a chain of commands that begins with one. */
export function isShellTest(text: string): boolean {
  const words = shellWords(text);
  if (words[0] !== '[') return false;
  const end = words.indexOf(']');
  if (end < 0) return false;
  // Nothing can follow an array, so that `[ "$a" ] && b` is none.
  return end < words.length - 1 || isExpression(words.slice(1, end));
}

const UNARY = /^-[a-zA-Z]$/;
const BINARY = /^(?:==?|!=|=~|\\?[<>]|-(?:eq|ne|lt|le|gt|ge|nt|ot|ef))$/;

/** Parts joined by `-a` and `-o`. A single word counts as none: `['app.py']` is more often an array. */
function isExpression(words: readonly string[]): boolean {
  const parts: string[][] = [[]];
  for (const word of words) {
    if (word === '-a' || word === '-o') parts.push([]);
    else if (!/^(?:!|\\?[()])$/.test(word)) parts.at(-1)?.push(word);
  }
  if (parts.length === 1 && parts[0]?.length === 1) return words.length > 1;
  return parts.every(([first = '', second = '', ...rest]) => {
    if (second === '') return first !== '';
    return rest.length === 0 ? UNARY.test(first) : rest.length === 1 && BINARY.test(second);
  });
}

/**
 * Words as written, quotes kept, up to one of them that separates commands. Quotes and `$( )` hold their blanks
 * together; brackets inside them do not count.
 */
function shellWords(text: string): string[] {
  const words: string[] = [];
  let word = '';
  let depth = 0;
  let quote = '';
  for (let at = 0; at < text.length; at++) {
    const unit = text.charAt(at);
    if (unit === '\\' && quote !== "'") {
      word += text.slice(at, at + 2);
      at++;
      continue;
    }
    if (quote !== "'" && text.startsWith('$(', at)) depth++;
    else if (depth > 0 && unit === ')') depth--;
    else if (depth === 0 && quote === unit) quote = '';
    else if (depth === 0 && quote === '' && (unit === '"' || unit === "'" || unit === '`'))
      quote = unit;
    if (depth === 0 && quote === '' && /[\s;&|]/.test(unit)) {
      if (word !== '') words.push(word);
      if (!/\s/.test(unit)) words.push(unit);
      word = '';
    } else word += unit;
  }
  if (word !== '') words.push(word);
  return words;
}
