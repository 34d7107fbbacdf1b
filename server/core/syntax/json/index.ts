/**
 * JSON as editors and tools write it: with comments, trailing commas and a byte order mark. The readable text has the
 * length of the original, so that every place stays what it was.
 */
import { parseYaml, type YamlNode } from '../yaml/index.ts';

/** The text with blanks in place of comments, of commas that nothing follows, and of tabs between values. */
export function plainJson(text: string): string {
  const parts: string[] = [];
  let comma = -1;
  for (let at = 0; at < text.length;) {
    const end = endOfToken(text, at);
    const token = text.slice(at, end);
    const blank = /^(?:[\s\uFEFF]|\/[/*])/.test(token);
    if (!blank && (token === ']' || token === '}') && comma !== -1) parts[comma] = ' ';
    if (!blank) comma = token === ',' ? parts.length : -1;
    parts.push(blank ? token.replace(/[^\r\n]/g, ' ') : token);
    at = end;
  }
  return parts.join('');
}

/** The value of a JSON text; null where it cannot be read. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(plainJson(text));
  } catch {
    return null;
  }
}

/** The nodes of a JSON text with their places; undefined for an empty text. Every JSON text is a YAML text. */
export function parseJsonNodes(text: string): YamlNode | undefined {
  return parseYaml(plainJson(text)).documents[0];
}

/** After the string, the comment, the blank, the mark or the word that begins here. */
function endOfToken(text: string, at: number): number {
  const first = text[at] ?? '';
  if (text.startsWith('//', at)) return after(text, text.indexOf('\n', at), 0);
  if (text.startsWith('/*', at)) return after(text, text.indexOf('*/', at + 2), 2);
  let end = at + 1;
  if (first === '"') {
    while (end < text.length && text[end] !== '"') end += text[end] === '\\' ? 2 : 1;
    return Math.min(end + 1, text.length);
  }
  if (/[\s\uFEFF,:[\]{}]/.test(first)) return end;
  while (end < text.length && !/[\s,:[\]{}"/]/.test(text[end] ?? '')) end++;
  return end;
}

function after(text: string, at: number, length: number): number {
  return at === -1 ? text.length : at + length;
}
