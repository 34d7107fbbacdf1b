/**
 * The setting `layerForecast.context` as it lies in a workspace, so that the command line takes the same context as the
 * editor. Settings files are JSON with comments and trailing commas; one that cannot be read is as good as none.
 */
import { readFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { relativePath } from './paths.ts';

/** Absolute folder of the context that a workspace around the Dockerfile names; null where none does. */
export async function contextSetting(dockerfile: string): Promise<string | null> {
  for (let folder = dirname(dockerfile); ; folder = dirname(folder)) {
    const text = await readFile(join(folder, '.vscode', 'settings.json'), 'utf8').catch(() => null);
    const contexts = text === null ? null : property(parseLoose(text), 'layerForecast.context');
    const context = property(contexts, relativePath(folder, dockerfile));
    // The workspace that is nearest counts, as the innermost folder does in the editor.
    if (typeof context === 'string') return resolve(folder, context);
    if (dirname(folder) === folder) return null;
  }
}

function property(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
  return new Map<string, unknown>(Object.entries(value)).get(name);
}

function parseLoose(text: string): unknown {
  try {
    return JSON.parse(plainJson(text));
  } catch {
    return null;
  }
}

/** Without comments, and without commas behind which nothing comes; in one pass. */
function plainJson(text: string): string {
  const parts: string[] = [];
  let comma = false;
  for (let at = text.startsWith('\uFEFF') ? 1 : 0; at < text.length;) {
    const end = endOfToken(text, at);
    const token = text.slice(at, end);
    at = end;
    if (/^(?:\s|\/[/*])/.test(token)) continue;
    if (comma && token !== ']' && token !== '}') parts.push(',');
    comma = token === ',';
    if (!comma) parts.push(token);
  }
  return parts.join(' ');
}

/** Behind the text, the comment, the blank, the mark or the word that begins here. */
function endOfToken(text: string, at: number): number {
  const first = text[at] ?? '';
  if (text.startsWith('//', at)) return behind(text, text.indexOf('\n', at), 1);
  if (text.startsWith('/*', at)) return behind(text, text.indexOf('*/', at + 2), 2);
  let end = at + 1;
  if (first === '"') {
    while (end < text.length && text[end] !== '"') end += text[end] === '\\' ? 2 : 1;
    return Math.min(end + 1, text.length);
  }
  if (/[\s,:[\]{}]/.test(first)) return end;
  while (end < text.length && !/[\s,:[\]{}"/]/.test(text[end] ?? '')) end++;
  return end;
}

function behind(text: string, at: number, length: number): number {
  return at === -1 ? text.length : at + length;
}
