/**
 * GitHub workflows and composite actions: `run:` lines, steps with `docker/build-push-action`, and jobs with a matrix
 * that is written out.
 */
import type { DeclaredBuilds, ReadFile } from '../../invocations/model.ts';
import {
  entryOf,
  itemsOf,
  parseYaml,
  textOfNode,
  type YamlMap,
  type YamlNode,
} from '../../syntax/yaml/index.ts';
import { folderOfFile, nameOfFile } from '../../text/file-path.ts';
import {
  NO_REQUEST,
  readArgument,
  readNamedContext,
  splitList,
  type BuildRequest,
} from '../builds/build-command.ts';
import { mentionsBuild, NO_BUILDS, onlyBuilds } from '../reading.ts';
import { replaceGithub } from './expressions.ts';
import {
  foldersAt,
  readYamlSteps,
  type StepBuild,
  type StepScope,
  type YamlSystem,
} from './yaml-steps.ts';

export function isGithubWorkflow(path: string): boolean {
  return (
    /\/\.(?:github|gitea|forgejo)\/workflows\/[^/]+\.ya?ml$/i.test(path) ||
    (path.includes('/.github/') && /^action\.ya?ml$/i.test(nameOfFile(path)))
  );
}

export function readGithubWorkflow(file: string, read: ReadFile): DeclaredBuilds {
  const text = read(file);
  if (text === null || !mentionsBuild(text)) return NO_BUILDS;
  const root = repositoryOf(file);
  const scope = { variables: new Map<string, string>(), folders: [root], root };
  const source = { kind: 'ci', file } as const;
  return onlyBuilds(
    parseYaml(text).documents.flatMap((document) =>
      readYamlSteps(document, GITHUB, { source, text, read, scope }),
    ),
  );
}

/** The folder above `.github`. */
function repositoryOf(file: string): string {
  const at = file.search(/\/\.(?:github|gitea|forgejo)\//);
  return at > 0 ? file.slice(0, at) : folderOfFile(folderOfFile(folderOfFile(file)));
}

const GITHUB: YamlSystem = {
  scripts: ['run'],
  variables: ['env'],
  folders: [['working-directory'], ['defaults', 'run', 'working-directory']],
  replace,
  step,
  copies: matrixOf,
  skip: ['on', 'strategy', 'permissions', 'concurrency'],
};

function replace(text: string, scope: StepScope): string {
  return replaceGithub(text, (name) => {
    if (name === 'github.workspace') return scope.root;
    if (name.startsWith('env.')) return scope.variables.get(name.slice('env.'.length));
    return name.startsWith('matrix.') ? scope.variables.get(name) : undefined;
  });
}

function step(node: YamlMap, scope: StepScope): readonly StepBuild[] | undefined {
  const uses = textOfNode(entryOf(node, 'uses'));
  if (!uses?.includes('/build-push-action@')) return undefined;
  const settings = entryOf(node, 'with');
  const text = (name: string): string | null => {
    const value = textOfNode(entryOf(settings, name));
    const replaced = value === undefined ? '' : replace(value, scope).trim();
    return replaced === '' ? null : replaced;
  };
  const lines = (name: string): readonly string[] =>
    (text(name) ?? '')
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '');
  const context = text('context') ?? '{{defaultContext}}';
  // The default context is the repository, fetched by BuildKit itself: paths begin at its root.
  const inner = /^\{\{\s*defaultContext\s*\}\}:?(.*)$/.exec(context);
  const request: BuildRequest = {
    ...NO_REQUEST,
    context: inner ? `./${inner[1] ?? ''}` : context,
    file: text('file'),
    fileInContext: inner !== null,
    target: text('target'),
    args: lines('build-args')
      .filter((line) => line.includes('='))
      .map(readArgument),
    namedContexts: lines('build-contexts').flatMap(readNamedContext),
    platforms: lines('platforms').flatMap(splitList),
    network: text('network'),
    cacheFrom: lines('cache-from'),
    noCache: text('no-cache') === 'true',
  };
  // `working-directory` is for `run` alone.
  return [
    {
      request,
      at: entryOf(node, 'uses') ?? node,
      folders: foldersAt('.', { ...scope, folders: [scope.root] }),
    },
  ];
}

/** A matrix can have 256 jobs. */
const MOST_JOBS = 256;

type Combination = ReadonlyMap<string, string>;

/** The combinations of a job's matrix, as far as they are written out. */
function matrixOf(node: YamlMap): readonly Combination[] {
  const matrix = entryOf(entryOf(node, 'strategy'), 'matrix');
  if (matrix?.kind !== 'map') return [];
  let combinations: readonly Combination[] = [new Map()];
  for (const { key, value } of matrix.entries) {
    if (key === 'include' || key === 'exclude' || value.kind !== 'list') continue;
    const next = combinations.flatMap((combination) =>
      value.items.map((item) => new Map([...combination, ...flatten(`matrix.${key}`, item)])),
    );
    if (next.length > MOST_JOBS) break;
    combinations = next;
  }
  const excluded = itemsOf(entryOf(matrix, 'exclude')).map((item) => flatten('matrix', item));
  const kept = combinations.filter((one) => !excluded.some((other) => agrees(one, other)));
  return include(kept, itemsOf(entryOf(matrix, 'include')), keysOf(matrix));
}

/** An entry that contradicts no combination extends it; one that extends none is a combination of its own. */
function include(
  combinations: readonly Combination[],
  entries: readonly YamlNode[],
  keys: ReadonlySet<string>,
): readonly Combination[] {
  let extended = keys.size === 0 ? [] : combinations;
  const added: Combination[] = [];
  for (const entry of entries.slice(0, MOST_JOBS)) {
    const values = flatten('matrix', entry);
    const own = new Map([...values].filter(([name]) => keys.has(name.split('.')[1] ?? '')));
    const fits = (one: Combination): boolean => agrees(one, own);
    if (extended.some(fits))
      extended = extended.map((one) => (fits(one) ? new Map([...one, ...values]) : one));
    else added.push(values);
  }
  return [...extended, ...added];
}

function keysOf(matrix: YamlMap): ReadonlySet<string> {
  const keys = matrix.entries.map(({ key }) => key);
  return new Set(keys.filter((key) => key !== 'include' && key !== 'exclude'));
}

function agrees(combination: Combination, other: Combination): boolean {
  return [...other].every(([name, value]) => combination.get(name) === value);
}

/** `matrix.image.file` for a value inside of a map. */
function flatten(name: string, node: YamlNode): ReadonlyMap<string, string> {
  if (node.kind === 'map')
    return new Map(node.entries.flatMap(({ key, value }) => [...flatten(`${name}.${key}`, value)]));
  const text = textOfNode(node);
  return new Map(text === undefined ? [] : [[name, text]]);
}
