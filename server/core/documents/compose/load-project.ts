/**
 * The services of compose files that belong together: each file with its `extends` and `include`, laid over those
 * before it, at the end with absolute paths.
 */
import { entryOf, type YamlNode } from '../../syntax/yaml/index.ts';
import { nameOfFile } from '../../text/file-path.ts';
import { quoted } from '../../text/quote.ts';
import { extendService, servicesOfDocument, type ServiceScope } from './extends.ts';
import { withIncluded } from './include.ts';
import { buildMap, mergeServices, settled } from './merge.ts';
import type { ComposeMap, ProjectFiles, Service, Services } from './model.ts';
import type { ComposeFile, Reading } from './reading.ts';
import { resolvePaths } from './resolve-paths.ts';

export function loadProject(project: ProjectFiles, reading: Reading): Services {
  const services = new Map<string, Service>();
  const others = new Map<string, ServiceScope>();
  for (const path of project.files) {
    const file = reading.composeFile(path);
    if (file === null) {
      const message = `The compose file ${quoted(nameOfFile(path))} does not exist or cannot be read.`;
      reading.report(project.namedAt ?? { file: path }, message);
      continue;
    }
    for (const document of file.documents) {
      layDocument(services, document, file, project, others, reading);
    }
  }
  for (const [name, service] of services) {
    const body = withDefaultContext(service.body);
    services.set(name, { ...service, body: resolvePaths(body, project.folder, reading.home) });
  }
  return services;
}

function layDocument(
  services: Map<string, Service>,
  document: YamlNode,
  file: ComposeFile,
  project: ProjectFiles,
  others: Map<string, ServiceScope>,
  reading: Reading,
): void {
  if (document.kind !== 'map') {
    const isEmpty = document.kind === 'scalar' && document.value === null;
    if (!isEmpty) reading.report(file.placeOf(document.span.start), 'A compose file is a map.');
    return;
  }
  const { folder, lookup } = project;
  const raw = servicesOfDocument(document, file, lookup, reading);
  const scope: ServiceScope = {
    ...{ file: file.file, folder, lookup, services: raw },
    ...{ done: new Map(), others },
  };
  const own = new Map(
    [...raw].map(([name, service]) => [name, extendService(service, scope, reading)]),
  );
  const inner = { ...project, chain: [...project.chain, file.file] };
  const all = withIncluded(own, document, file, inner, reading, loadProject);
  const tag = entryOf(document, 'services')?.tag;
  if (tag === '!reset' || tag === '!override') services.clear();
  for (const service of tag === '!reset' ? [] : all.values()) {
    layService(services, service, reading);
  }
}

function layService(services: Map<string, Service>, over: Service, reading: Reading): void {
  const base = services.get(over.name);
  if (over.body.mark === 'reset') services.delete(over.name);
  else if (base === undefined || over.body.mark === 'override') {
    services.set(over.name, { ...over, body: settled(over.body) });
  } else {
    const body = settled(mergeServices(base.body, over.body, reading.merging));
    const place = over.body.entries.has('build') ? over.place : base.place;
    services.set(over.name, { ...over, place, body });
  }
}

function withDefaultContext(body: ComposeMap): ComposeMap {
  const written = body.entries.get('build');
  const build = written === undefined ? null : buildMap(written);
  if (build === null || build.entries.has('context')) return body;
  const { place } = build;
  const entries = new Map(build.entries).set('context', {
    ...{ kind: 'scalar', place, mark: 'merge' },
    ...{ text: '.', isString: true, unset: [] },
  } as const);
  return { ...body, entries: new Map(body.entries).set('build', { ...build, entries }) };
}
