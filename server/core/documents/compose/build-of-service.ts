/**
 * What a service of a loaded project says about its build. Docker Compose fills in the same: `Dockerfile` in the
 * context, values of the environment for arguments without one, the platform of the service where the build names none.
 */
import { resolveFile } from '../../text/file-path.ts';
import { quoted } from '../../text/quote.ts';
import type { DeclaredBuild } from '../../invocations/model.ts';
import { buildMap, keyValueMap } from './merge.ts';
import {
  textOfValue,
  type ComposeMap,
  type ComposeValue,
  type Lookup,
  type Service,
} from './model.ts';
import type { Reading } from './reading.ts';
import { isReference, isUnknownPath } from './resolve-paths.ts';

/** Null where the service has no build. */
export function buildOfService(
  service: Service,
  lookup: Lookup,
  reading: Reading,
): DeclaredBuild | null {
  const written = service.body.entries.get('build');
  if (written === undefined) return null;
  const build = buildMap(written);
  if (build === null) {
    reading.report(written.place, '`build` is neither a path nor a map, so the build is unknown.');
    return null;
  }
  const read = (key: string): string | null => stringOf(build, key, reading);
  const context = contextOf(read('context'));
  const { args, unsetArgs } = argumentsOf(build, lookup, reading);
  return {
    source: {
      kind: 'compose',
      file: service.place.file,
      line: service.place.line,
      name: service.name,
    },
    ...dockerfileOf(context, read('dockerfile'), read('dockerfile_inline'), build, reading),
    context,
    target: orNull(read('target')),
    args,
    platforms: platformsOf(service.body, build, lookup, reading),
    namedContexts: namedContextsOf(build, reading),
    network: orNull(read('network')),
    cacheFrom: textsOf(build, 'cache_from', reading),
    noCache: isTrue(textOfValue(build.entries.get('no_cache'))),
    unset: [
      ...new Set([
        ...unsetIn(build),
        ...unsetArgs,
        ...unsetIn(service.body.entries.get('platform')),
      ]),
    ],
  };
}

function orNull(text: string | null): string | null {
  return text === '' ? null : text;
}

function stringOf(build: ComposeMap, key: string, reading: Reading): string | null {
  const value = build.entries.get(key);
  if (value === undefined) return null;
  if (value.kind !== 'scalar' || !value.isString) {
    reading.report(value.place, `Docker Compose expects a text as \`${key}\`. Put it in quotes.`);
  }
  return textOfValue(value) ?? null;
}

function textsOf(build: ComposeMap, key: string, reading: Reading): readonly string[] {
  const value = build.entries.get(key);
  if (value === undefined) return [];
  if (value.kind !== 'list') reading.report(value.place, `\`${key}\` is no list.`);
  const items = value.kind === 'list' ? value.items : [value];
  return items.flatMap((item) => textOfValue(item) ?? []);
}

function contextOf(text: string | null): string | null {
  // A variable without a value leaves an empty path, and a home that is not known leaves `~`.
  return text === null || text === '' || isUnknownPath(text) ? null : text;
}

function dockerfileOf(
  context: string | null,
  written: string | null,
  inline: string | null,
  build: ComposeMap,
  reading: Reading,
): Pick<DeclaredBuild, 'dockerfile' | 'inline'> {
  if (inline !== null && inline !== '') {
    if (written !== null && written !== '') {
      const message =
        'The build has both `dockerfile` and `dockerfile_inline`. Remove one of them.';
      reading.report(build.entries.get('dockerfile_inline')?.place ?? build.place, message);
    }
    return { dockerfile: null, inline };
  }
  const name = orNull(written) ?? 'Dockerfile';
  const isLocal = context !== null && !isReference(context);
  if (isLocal) return { dockerfile: resolveFile(context, name), inline: null };
  return { dockerfile: name.startsWith('/') && context === null ? name : null, inline: null };
}

function argumentsOf(
  build: ComposeMap,
  lookup: Lookup,
  reading: Reading,
): { readonly args: DeclaredBuild['args']; readonly unsetArgs: readonly string[] } {
  const written = build.entries.get('args');
  const args: [string, string | null][] = [];
  const unsetArgs: string[] = [];
  for (const [name, value] of written === undefined ? [] : keyValueMap(written).entries) {
    if (value.kind !== 'scalar') {
      reading.report(value.place, `The value of the build argument ${quoted(name)} is no text.`);
      continue;
    }
    const text = value.text ?? lookup(name) ?? null;
    if (text === null) unsetArgs.push(name);
    args.push([name, text]);
  }
  return { args: Object.fromEntries(args), unsetArgs };
}

function platformsOf(
  body: ComposeMap,
  build: ComposeMap,
  lookup: Lookup,
  reading: Reading,
): readonly string[] {
  const platforms = textsOf(build, 'platforms', reading);
  if (platforms.length > 0) return platforms;
  const own = textOfValue(body.entries.get('platform')) ?? '';
  const fallback = own === '' ? lookup('DOCKER_DEFAULT_PLATFORM') : own;
  return fallback === undefined || fallback === '' ? [] : [fallback];
}

function namedContextsOf(build: ComposeMap, reading: Reading): Readonly<Record<string, string>> {
  const written = build.entries.get('additional_contexts');
  const contexts: [string, string][] = [];
  for (const [name, value] of written === undefined ? [] : keyValueMap(written).entries) {
    const text = textOfValue(value);
    if (text === undefined) {
      reading.report(value.place, `The additional context ${quoted(name)} has no path.`);
    } else contexts.push([name, text]);
  }
  return Object.fromEntries(contexts);
}

/** As Docker Compose reads booleans, the words of YAML 1.1 included. */
function isTrue(text: string | undefined): boolean {
  return ['true', 'y', 'yes', 'on'].includes(text?.toLowerCase() ?? '');
}

function unsetIn(value: ComposeValue | undefined): readonly string[] {
  switch (value?.kind) {
    case 'scalar':
      return value.unset;
    case 'list':
      return value.items.flatMap(unsetIn);
    case 'map':
      return [...value.entries.values()].flatMap(unsetIn);
    case undefined:
      return [];
  }
}
