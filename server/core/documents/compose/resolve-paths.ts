/**
 * Makes the paths of a service absolute, as compose-go's package `paths` does: relative ones start at the project's
 * folder, `~` is the user's home, and addresses of remote contexts and references to services stay as they are.
 */
import { isAbsoluteFile, resolveFile } from '../../text/file-path.ts';
import { buildMap, keyValueMap } from './merge.ts';
import type { ComposeMap, ComposeValue } from './model.ts';

/** Doing it twice changes nothing, so that a service of another file can be resolved before it is merged. */
export function resolvePaths(
  body: ComposeMap,
  folder: string,
  home: string | undefined,
): ComposeMap {
  const written = body.entries.get('build');
  const build = written === undefined ? null : buildMap(written);
  if (build === null) return body;
  const entries = new Map(build.entries);
  const context = entries.get('context');
  if (context !== undefined) entries.set('context', resolved(context, folder, home));
  const named = entries.get('additional_contexts');
  if (named !== undefined) {
    const map = keyValueMap(named);
    const contexts = [...map.entries].map(
      ([name, value]) => [name, resolved(value, folder, home)] as const,
    );
    entries.set('additional_contexts', { ...map, entries: new Map(contexts) });
  }
  return { ...body, entries: new Map(body.entries).set('build', { ...build, entries }) };
}

function resolved(value: ComposeValue, folder: string, home: string | undefined): ComposeValue {
  if (value.kind !== 'scalar' || value.text === null) return value;
  return { ...value, text: resolveContext(value.text, folder, home) };
}

function resolveContext(text: string, folder: string, home: string | undefined): string {
  if (text === '' || isReference(text)) return text;
  if (text.startsWith('~')) {
    // Without a home the path stays as written, and nobody can say where it leads.
    return home === undefined ? text : resolveFile(home, `./${text.slice(1)}`);
  }
  return resolveFile(folder, text);
}

const REMOTE = /^(?:https?:\/\/|git:\/\/|ssh:\/\/|github\.com\/|git@)/;

/** An address of a remote context, `docker-image://alpine`, `service:base`. */
export function isReference(text: string): boolean {
  return text.includes('://') || text.startsWith('service:') || REMOTE.test(text);
}

/** A path that starts at the home of a user who is not known here. */
export function isUnknownPath(text: string): boolean {
  return !isReference(text) && !isAbsoluteFile(text);
}
