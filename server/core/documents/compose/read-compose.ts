/**
 * The builds that compose files describe, as `docker compose -f first -f second build` would make them. Services with
 * profiles count too: nobody knows here which profiles a user turns on.
 */
import { entryOf, textOfNode } from '../../syntax/yaml/index.ts';
import { folderOfFile, nameOfFile } from '../../text/file-path.ts';
import type { DeclaredBuilds, ReadFile } from '../../invocations/model.ts';
import { buildOfService } from './build-of-service.ts';
import { environmentOf } from './environment.ts';
import { interpolate } from './interpolate.ts';
import { loadProject } from './load-project.ts';
import type { Lookup } from './model.ts';
import { startReading, type Reading } from './reading.ts';

export interface ComposeInput {
  /** Absolute, in the order in which they are merged; the folder of the first is that of the project. */
  readonly files: readonly string[];
  readonly read: ReadFile;
  /** Of the caller; it wins over env files. */
  readonly environment: Readonly<Record<string, string>>;
  /** Instead of `.env` in the folder of the project. */
  readonly envFiles?: readonly string[];
}

export function readCompose(input: ComposeInput): DeclaredBuilds {
  const [first] = input.files;
  if (first === undefined) return { builds: [], problems: [], files: [] };
  const own = new Map(Object.entries(input.environment));
  const reading = startReading(input.read, own.get('HOME') ?? own.get('USERPROFILE'));
  const folder = folderOfFile(first);
  const { lookup: environment } = environmentOf(
    { outer: (name) => own.get(name), folder, named: input.envFiles ?? [], namedAt: null },
    reading,
  );
  const lookup = withProjectName(environment, input.files, folder, reading);
  const services = loadProject(
    { files: input.files, folder, lookup, chain: [], namedAt: null },
    reading,
  );
  const builds = [...services.values()].flatMap(
    (service) => buildOfService(service, lookup, reading) ?? [],
  );
  const given = new Set(input.files);
  const files = [...reading.files].filter((file) => !given.has(file));
  return { builds, problems: reading.problems, files };
}

/** `COMPOSE_PROJECT_NAME` has a value in every project: what the user sets, `name` of the files, or the folder's name. */
function withProjectName(
  lookup: Lookup,
  files: readonly string[],
  folder: string,
  reading: Reading,
): Lookup {
  const set = lookup('COMPOSE_PROJECT_NAME');
  if (set !== undefined && set !== '') return lookup;
  const written = files
    .flatMap((file) => reading.composeFile(file)?.documents ?? [])
    .flatMap((document) => textOfNode(entryOf(document, 'name')) ?? [])
    .at(-1);
  const fromFiles = projectName(interpolate(written ?? '', lookup).text);
  const name = fromFiles === '' ? projectName(nameOfFile(folder)) : fromFiles;
  return (variable) => (variable === 'COMPOSE_PROJECT_NAME' ? name : lookup(variable));
}

function projectName(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^a-z0-9_-]/g, '')
    .replace(/^[-_]+/, '');
}
