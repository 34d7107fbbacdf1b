/**
 * The setting `layerForecast.context` as it lies in a workspace, so that the command line takes the same context as the
 * editor. Settings files are JSON with comments and trailing commas; one that cannot be read is as good as none.
 */
import { dirname, join, resolve } from 'node:path';
import { parseJson } from '../../core/syntax/json/index.ts';
import { lookAt } from './look-at.ts';
import { relativePath } from './paths.ts';
import { readWholeText } from './read-document.ts';

/** Absolute folder of the context that a workspace around the Dockerfile names; null where none does. */
export async function contextSetting(dockerfile: string): Promise<string | null> {
  for (let folder = dirname(dockerfile); ; folder = dirname(folder)) {
    const file = join(folder, '.vscode', 'settings.json');
    // Most folders have none, and a large repository has many folders.
    const text = lookAt(file) === null ? null : await readWholeText(file);
    const contexts = text === null ? null : property(parseJson(text), 'layerForecast.context');
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
