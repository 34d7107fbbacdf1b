/**
 * `include` of a compose file: projects of their own, with a folder and env files of their own, whose services become
 * services of the file. (Compose specification, "include".)
 */
import type { YamlNode } from '../../syntax/yaml/index.ts';
import { entryOf } from '../../syntax/yaml/index.ts';
import { folderOfFile, resolveFile } from '../../text/file-path.ts';
import { quoted } from '../../text/quote.ts';
import { environmentOf } from './environment.ts';
import {
  entryOfValue,
  textOfValue,
  type ComposeValue,
  type Service,
  type Services,
} from './model.ts';
import type { ProjectFiles } from './model.ts';
import type { ComposeFile, Reading } from './reading.ts';
import { isReference } from './resolve-paths.ts';
import { toValue } from './values.ts';

/** In merged entries, so that files that include each other many times end: of each file, and of each unit of its text. */
const COST_OF_FILE = 1000;
const COST_OF_UNIT = 0.05;

/** The services of a document together with those that it includes. */
export function withIncluded(
  own: Services,
  document: YamlNode,
  file: ComposeFile,
  project: ProjectFiles,
  reading: Reading,
  load: (project: ProjectFiles, reading: Reading) => Services,
): Services {
  const node = entryOf(document, 'include');
  if (node === undefined || node.tag === '!reset') return own;
  const { lookup } = project;
  const { report, mayGrow } = reading;
  const value = toValue(node, { lookup, placeOf: file.placeOf, report, mayGrow });
  if (value.kind !== 'list') {
    if (textOfValue(value) !== undefined || value.kind === 'map') {
      reading.report(value.place, '`include` is no list.');
    }
    return own;
  }
  const services = new Map(own);
  for (const item of value.items) {
    const included = includedProject(item, project, reading);
    if (included === null) continue;
    for (const [name, service] of load(included, reading)) {
      addService(services, name, service, item, reading);
    }
  }
  return services;
}

function includedProject(
  item: ComposeValue,
  project: ProjectFiles,
  reading: Reading,
): ProjectFiles | null {
  const paths = textsOf(item.kind === 'map' ? item.entries.get('path') : item);
  const remote = paths.find(isReference);
  if (paths.length === 0 || remote !== undefined) {
    const message =
      remote === undefined
        ? 'This entry of `include` names no file.'
        : 'The file that is included here is not on this machine, so it is not read.';
    reading.report(item.place, message);
    return null;
  }
  const files = paths.map((path) => resolveFile(project.folder, path));
  const [first = ''] = files;
  for (const file of files) {
    const { length } = reading.textOf(file) ?? '';
    reading.merging.left -= COST_OF_FILE + COST_OF_UNIT * length;
  }
  if (project.chain.includes(first) || reading.merging.left < 0) {
    const message = project.chain.includes(first)
      ? `The file ${quoted(paths[0] ?? '')} includes itself. Remove one \`include\` of the circle.`
      : 'Too many files are included.';
    reading.report(item.place, message);
    return null;
  }
  const directory = textOfValue(entryOfValue(item, 'project_directory'));
  const folder =
    directory === undefined || directory === ''
      ? folderOfFile(first)
      : resolveFile(project.folder, directory);
  const named = textsOf(entryOfValue(item, 'env_file')).map((path) =>
    resolveFile(project.folder, path),
  );
  const { lookup } = environmentOf(
    { outer: project.lookup, folder, named, namedAt: item.place },
    reading,
  );
  return { files, folder, lookup, chain: project.chain, namedAt: item.place };
}

function textsOf(value: ComposeValue | undefined): readonly string[] {
  const values = value?.kind === 'list' ? value.items : [value];
  return values.flatMap((one) => textOfValue(one) ?? []);
}

/** Two files may include the same third one, but a service that is written twice stops Docker Compose. */
function addService(
  services: Map<string, Service>,
  name: string,
  service: Service,
  item: ComposeValue,
  reading: Reading,
): void {
  const before = services.get(name);
  if (before === undefined) services.set(name, service);
  else if (shapeOf(before.body) !== shapeOf(service.body)) {
    const message = `The service ${quoted(name)} exists in an included file and here. Change it in an override file instead.`;
    reading.report(item.place, message);
  }
}

/** A text that is the same for the same values, wherever they are written. */
function shapeOf(value: ComposeValue): string {
  switch (value.kind) {
    case 'scalar':
      return JSON.stringify(value.text);
    case 'list':
      return `[${value.items.map(shapeOf).join()}]`;
    case 'map':
      return `{${[...value.entries]
        .map(([key, entry]) => `${JSON.stringify(key)}:${shapeOf(entry)}`)
        .sort()
        .join()}}`;
  }
}
