/**
 * Services of one compose file with what they take over by `extends`, from services of the same file or of another one,
 * over any number of steps. Paths of another file are relative to its folder. (Compose specification, "extends".)
 */
import type { YamlNode } from '../../syntax/yaml/index.ts';
import { entryOf } from '../../syntax/yaml/index.ts';
import { folderOfFile, resolveFile } from '../../text/file-path.ts';
import { quoted } from '../../text/quote.ts';
import { isExhausted, mergeServices, settled, sizeOf } from './merge.ts';
import {
  entryOfValue,
  SERVICE_KEYS,
  textOfValue,
  type ComposeMap,
  type ComposeValue,
  type Lookup,
  type Place,
  type Service,
  type Services,
} from './model.ts';
import type { ComposeFile, Reading } from './reading.ts';
import { isReference, resolvePaths } from './resolve-paths.ts';
import { markOf, toMap, type ValueReader } from './values.ts';

/** A chain of services that anybody writes has a handful of steps. */
const LONGEST_CHAIN = 60;

/** The services of a file or document, and what is needed to follow their `extends`. */
export interface ServiceScope {
  readonly file: string;
  /** Paths of `extends` are relative to this folder. */
  readonly folder: string;
  readonly lookup: Lookup;
  readonly services: Services;
  /** Services with their `extends` followed. */
  readonly done: Map<string, Service>;
  /** The scopes of other files that were extended so far, by path. */
  readonly others: Map<string, ServiceScope>;
}

export function extendService(service: Service, scope: ServiceScope, reading: Reading): Service {
  return extend(service, scope, reading, []);
}

export function servicesOfDocument(
  document: YamlNode,
  file: ComposeFile,
  lookup: Lookup,
  reading: Reading,
): Services {
  const node = entryOf(document, 'services');
  if (node?.kind !== 'map') {
    const isEmpty = node === undefined || (node.kind === 'scalar' && node.value === null);
    if (!isEmpty) reading.report(file.placeOf(node.span.start), '`services` is no map.');
    return new Map();
  }
  const { report, mayGrow } = reading;
  const reader: ValueReader = { lookup, placeOf: file.placeOf, report, mayGrow };
  return new Map(
    node.entries.map(({ key, keySpan, value }) => {
      const place = file.placeOf(keySpan.start);
      return [key, { name: key, place, body: serviceBody(value, place, reader) }];
    }),
  );
}

function serviceBody(node: YamlNode, place: Place, reader: ValueReader): ComposeMap {
  const entries = node.kind === 'map' ? node.entries : [];
  const isEmpty = node.kind === 'scalar' && (node.value === null || markOf(node) === 'reset');
  if (node.kind !== 'map' && !isEmpty) {
    reader.report(place, 'This service is no map.');
  }
  const keys: ReadonlySet<string> = new Set(SERVICE_KEYS);
  return toMap(
    entries.filter(({ key }) => keys.has(key)),
    place,
    markOf(node),
    reader,
  );
}

function extend(
  service: Service,
  scope: ServiceScope,
  reading: Reading,
  trail: readonly string[],
): Service {
  const known = scope.done.get(service.name);
  if (known !== undefined) return known;
  const reference = service.body.entries.get('extends');
  const extended =
    reference === undefined || reference.mark === 'reset' || service.body.mark === 'reset'
      ? service
      : extendFrom(service, reference, scope, reading, trail);
  scope.done.set(service.name, extended);
  return extended;
}

function extendFrom(
  service: Service,
  reference: ComposeValue,
  scope: ServiceScope,
  reading: Reading,
  trail: readonly string[],
): Service {
  const own = withoutExtends(service);
  const step = `${scope.file}\n${service.name}`;
  if (trail.includes(step) || trail.length > LONGEST_CHAIN) {
    const message = trail.includes(step)
      ? `The service ${quoted(service.name)} extends itself. Remove one \`extends\` of the circle.`
      : 'Too many services extend each other one after the other.';
    reading.report(reference.place, message);
    return own;
  }
  const name = textOfValue(reference) ?? textOfValue(entryOfValue(reference, 'service'));
  if (name === undefined) {
    reading.report(reference.place, '`extends` names no service.');
    return own;
  }
  const file = textOfValue(entryOfValue(reference, 'file'));
  const target = file === undefined ? scope : otherScope(file, reference, scope, reading);
  if (target === null) return own;
  const base = target.services.get(name);
  if (base === undefined) {
    const message = `The service ${quoted(name)} that is extended here does not exist in ${file === undefined ? 'this file' : quoted(file)}.`;
    reading.report(reference.place, message);
    return own;
  }
  if (isExhausted(reading.merging, reference)) return own;
  const below = settled(extend(base, target, reading, [...trail, step]).body);
  // A service that adds nothing still has all of it once more.
  reading.merging.left -= sizeOf(below);
  const found = target === scope ? below : resolvePaths(below, target.folder, reading.home);
  return { ...own, body: mergeServices(found, own.body, reading.merging) };
}

function withoutExtends(service: Service): Service {
  const entries = new Map(service.body.entries);
  entries.delete('extends');
  return { ...service, body: { ...service.body, entries } };
}

function otherScope(
  written: string,
  reference: ComposeValue,
  scope: ServiceScope,
  reading: Reading,
): ServiceScope | null {
  if (isReference(written)) {
    reading.report(
      reference.place,
      'The file that is extended here is not on this machine, so it is not read.',
    );
    return null;
  }
  const path = resolveFile(scope.folder, written);
  const known = scope.others.get(path);
  if (known !== undefined) return known;
  const file = reading.composeFile(path);
  if (file === null) {
    reading.report(
      reference.place,
      `The file ${quoted(written)} that is extended here does not exist.`,
    );
    return null;
  }
  const { lookup, others } = scope;
  const services = new Map(
    file.documents.flatMap((document) => [...servicesOfDocument(document, file, lookup, reading)]),
  );
  const folder = folderOfFile(path);
  const made = { file: path, folder, lookup, services, done: new Map<string, Service>(), others };
  others.set(path, made);
  return made;
}
