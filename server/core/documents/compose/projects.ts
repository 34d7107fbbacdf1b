/**
 * Which compose files belong together when nobody says so with `-f`: the default file of a folder with its override, as
 * Docker Compose finds them, and each other file alone or over the default file.
 */
import { entryOf, itemsOf, parseYaml, textOfNode, type YamlNode } from '../../syntax/yaml/index.ts';
import { folderOfFile, nameOfFile, resolveFile } from '../../text/file-path.ts';
import type { ReadFile } from '../../invocations/model.ts';

/** In the order in which compose-go looks for them. */
const DEFAULT_NAMES = [
  'compose.yaml',
  'compose.yml',
  'docker-compose.yml',
  'docker-compose.yaml',
] as const;
const OVERRIDE_NAMES = [
  'compose.override.yml',
  'compose.override.yaml',
  'docker-compose.override.yml',
  'docker-compose.override.yaml',
] as const;

/** Each project is a list of files in the order in which they are merged. */
export function composeProjects(
  files: readonly string[],
  read: ReadFile,
): readonly (readonly string[])[] {
  const folders = new Map<string, string[]>();
  for (const file of new Set(files)) {
    const folder = folderOfFile(file);
    const others = folders.get(folder);
    if (others === undefined) folders.set(folder, [file]);
    else others.push(file);
  }
  const parsed = new Map<string, readonly YamlNode[]>();
  const documents: Documents = (file) => {
    const known = parsed.get(file) ?? parseYaml(read(file) ?? '').documents;
    parsed.set(file, known);
    return known;
  };
  // Most files include none, and need not be parsed for that.
  const included = includedFiles(
    files.map((file) => {
      const mayInclude = /\binclude\b/.test(read(file) ?? '');
      return [file, mayInclude ? documents(file).flatMap((one) => includesOf(file, one)) : []];
    }),
  );
  return [...folders.values()].flatMap((beside) => projectsOfFolder(beside, documents, included));
}

type Documents = (file: string) => readonly YamlNode[];

function projectsOfFolder(
  files: readonly string[],
  documents: Documents,
  included: ReadonlySet<string>,
): readonly (readonly string[])[] {
  const main = firstNamed(files, DEFAULT_NAMES);
  const override = main === undefined ? undefined : firstNamed(files, OVERRIDE_NAMES);
  const others = files.filter((file) => file !== main && file !== override);
  return [
    ...(main === undefined ? [] : [override === undefined ? [main] : [main, override]]),
    ...others
      // A file that another one includes is read there.
      .filter((file) => !included.has(file))
      .map((file) =>
        main === undefined || documents(file).every(standsAlone) ? [file] : [main, file],
      ),
  ];
}

function firstNamed(files: readonly string[], names: readonly string[]): string | undefined {
  const found = names.map((name) => files.find((file) => nameOfFile(file) === name));
  return found.find((file) => file !== undefined);
}

/** Docker Compose refuses a service that says neither what it runs nor how that is built. */
function standsAlone(document: YamlNode): boolean {
  const services = entryOf(document, 'services');
  if (services?.kind !== 'map') return true;
  return services.entries.every(({ value }) =>
    ['build', 'image', 'extends', 'provider'].some((key) => entryOf(value, key) !== undefined),
  );
}

/** Files that are read with another file. Of files that include each other in a circle all stay. */
function includedFiles(
  list: readonly (readonly [file: string, includes: readonly string[]])[],
): ReadonlySet<string> {
  const includes = new Map(list);
  const named = new Set([...includes.values()].flat());
  const reached = new Set<string>();
  const waiting = [...includes.keys()].filter((file) => !named.has(file));
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    for (const next of includes.get(file) ?? []) {
      if (!reached.has(next)) waiting.push(next);
      reached.add(next);
    }
  }
  return reached;
}

function includesOf(file: string, document: YamlNode): readonly string[] {
  return itemsOf(entryOf(document, 'include'))
    .map((item) => entryOf(item, 'path') ?? item)
    .flatMap((path) => [textOfNode(path), ...itemsOf(path).map(textOfNode)])
    .flatMap((path) => (path === undefined ? [] : resolveFile(folderOfFile(file), path)));
}
