/** File URIs and absolute paths. Only `file:` URIs have a path: documents of other schemes are analyzed as text. */
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

export function pathOfUri(uri: string): string | null {
  if (!uri.startsWith('file:')) return null;
  try {
    return path.resolve(fileURLToPath(uri));
  } catch {
    // A file URI with a host or an encoded slash has no path here.
    return null;
  }
}

export function uriOfPath(file: string): string {
  return pathToFileURL(file).toString();
}
