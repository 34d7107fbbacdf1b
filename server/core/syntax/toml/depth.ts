/** How deep a TOML file is nested, without parsing it: the library calls itself for each level. */

/** Brackets outside of texts and comments, and the dots of keys in a line. */
export function isDeeperThan(text: string, mostLevels: number): boolean {
  let [level, nDots] = [0, 0];
  for (let at = 0; at < text.length; at++) {
    switch (text[at]) {
      case '"':
      case "'":
        at = endOfText(text, at) - 1;
        break;
      case '#':
        at = endOfLine(text, at) - 1;
        break;
      case '\n':
        nDots = 0;
        break;
      case '.':
        nDots++;
        break;
      case '[':
      case '{':
        level++;
        break;
      case ']':
      case '}':
        level = Math.max(0, level - 1);
        break;
      default:
        break;
    }
    if (level + nDots > mostLevels) return true;
  }
  return false;
}

/** Behind a text that begins here; one without an end goes to the end of the line, or of the file. */
function endOfText(text: string, start: number): number {
  const quote = text[start] ?? '';
  const isLong = text.startsWith(quote.repeat(3), start);
  const closing = isLong ? quote.repeat(3) : quote;
  for (let at = start + closing.length; at < text.length; at++) {
    if (!isLong && text[at] === '\n') return at;
    // In single quotes it is a plain character.
    if (quote === '"' && text[at] === '\\') at++;
    else if (text.startsWith(closing, at)) return behindQuotes(text, at + closing.length, closing);
  }
  return text.length;
}

/** Before its three closing quotes, a text may end in two more. */
function behindQuotes(text: string, end: number, closing: string): number {
  let at = end;
  while (closing.length > 1 && at < end + 2 && text[at] === closing[0]) at++;
  return at;
}

function endOfLine(text: string, start: number): number {
  const newline = text.indexOf('\n', start);
  return newline < 0 ? text.length : newline;
}
