/** The other CI systems and task runners whose files are YAML. Most of each is a table of its keys. */
import type { BuildSourceKind, DeclaredBuilds, ReadFile } from '../../invocations/model.ts';
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
  readBuildArguments,
  readBuildCommand,
  type BuildRequest,
} from '../builds/build-command.ts';
import {
  foldersUpTo,
  mentionsBuild,
  NO_BUILDS,
  onlyBuilds,
  type ReadBuilds,
  type ReadSetting,
} from '../reading.ts';
import { openPart } from '../builds/open-text.ts';
import { replaceAzure, replaceBraces } from './expressions.ts';
import {
  variablesIn,
  readYamlSteps,
  type StepBuild,
  type StepScope,
  type YamlSystem,
} from './yaml-steps.ts';

/** Reads the files of one system. Paths begin at the file's folder, or at one above it. */
function reader(system: YamlSystem, kind: BuildSourceKind): ReadBuilds {
  return (file: string, read: ReadFile, setting: ReadSetting): DeclaredBuilds => {
    const text = read(file);
    if (text === null || !mentionsBuild(text)) return NO_BUILDS;
    const own = file.includes('/.circleci/')
      ? folderOfFile(folderOfFile(file))
      : folderOfFile(file);
    const folders = foldersUpTo(own, setting.root);
    const scope = { variables: new Map<string, string>(), folders, root: folders.at(-1) ?? own };
    return onlyBuilds(
      parseYaml(text).documents.flatMap((document) =>
        readYamlSteps(document, system, { source: { kind, file }, text, read, scope }),
      ),
    );
  };
}

function named(pattern: RegExp): (path: string) => boolean {
  return (path) => pattern.test(nameOfFile(path));
}

const asWritten = (text: string): string => text;

export const isGitlab = named(/^\.?gitlab-ci.*\.ya?ml$|\.gitlab-ci\.ya?ml$/i);
export const readGitlab = reader(
  {
    scripts: ['script', 'before_script', 'after_script'],
    variables: ['variables'],
    folders: [],
    replace: asWritten,
    skip: ['rules', 'only', 'except', 'artifacts'],
  },
  'ci',
);

export const isBitbucket = named(/^bitbucket-pipelines\.ya?ml$/i);
export const readBitbucket = reader(
  { scripts: ['script', 'after-script'], variables: [], folders: [], replace: asWritten },
  'ci',
);

export const isTravis = named(/^\.travis\.ya?ml$/i);
export const readTravis = reader(
  {
    scripts: [
      ...['before_install', 'install', 'before_script', 'script', 'after_success', 'after_script'],
      ...['before_deploy', 'deploy', 'after_deploy'],
    ],
    variables: ['env'],
    folders: [],
    replace: asWritten,
  },
  'ci',
);

export const isDrone = named(/^\.(?:drone|woodpecker)\.ya?ml$/i);
export const readDrone = reader(
  {
    scripts: ['commands'],
    variables: ['environment'],
    folders: [],
    replace: asWritten,
    step: dronePlugin,
  },
  'ci',
);

export function isCircle(path: string): boolean {
  return /\/\.circleci\/[^/]+\.ya?ml$/i.test(path);
}
export const readCircle = reader(
  {
    scripts: ['run', 'command'],
    variables: ['environment'],
    folders: [['working_directory']],
    replace: (text, scope) =>
      replaceBraces(text, /<<([^<>]*)>>/g, (name) => scope.variables.get(name)),
    copies: circleDefaults,
  },
  'ci',
);

export function isAzure(path: string): boolean {
  return (
    /^(?:azure-pipelines?.*|.*\.azure-pipelines?)\.ya?ml$/i.test(nameOfFile(path)) ||
    /\/\.?azure-?(?:pipelines|devops)\/.*\.ya?ml$/i.test(path)
  );
}
export const readAzure = reader(
  {
    scripts: ['script', 'bash', 'pwsh', 'powershell'],
    variables: ['variables', 'env'],
    folders: [['workingDirectory']],
    replace: azureText,
    step: azureTask,
    skip: ['trigger', 'pr'],
  },
  'ci',
);

export const isCloudBuild = named(/^cloudbuild.*\.ya?ml$/i);
export const readCloudBuild = reader(
  {
    scripts: ['script'],
    variables: ['substitutions'],
    folders: [['dir']],
    replace: cloudText,
    step: cloudStep,
    script: cloudScript,
  },
  'ci',
);

export const isTaskfile = named(/^taskfile(?:\.dist)?\.ya?ml$/i);
export const readTaskfile = reader(
  {
    scripts: ['cmds', 'cmd'],
    variables: ['vars', 'env'],
    folders: [['dir']],
    replace: (text, scope) =>
      replaceBraces(text, /\{\{([^{}]*)\}\}/g, (name) => {
        if (/^(?:ROOT_DIR|TASKFILE_DIR|USER_WORKING_DIR)$/.test(name)) return scope.folders[0];
        return scope.variables.get(name);
      }),
  },
  'script',
);

export const isSkaffold = named(/^skaffold.*\.ya?ml$/i);
export const readSkaffold = reader(
  { scripts: [], variables: [], folders: [], replace: asWritten, step: skaffoldArtifact },
  'script',
);

function value(node: YamlNode | undefined, name: string): string | null {
  return textOfNode(entryOf(node, name)) ?? null;
}

/** `context:` with `docker:` in it, in the list of artifacts; the Dockerfile is in the context. */
function skaffoldArtifact(node: YamlMap): readonly StepBuild[] | undefined {
  if (value(node, 'image') === null) return undefined;
  const other = ['jib', 'bazel', 'buildpacks', 'ko', 'custom', 'kaniko'];
  const docker = entryOf(node, 'docker') ?? entryOf(node, 'kaniko');
  if (docker === undefined && other.some((name) => entryOf(node, name) !== undefined)) return [];
  if (docker === undefined && entryOf(node, 'context') === undefined) return undefined;
  const request: BuildRequest = {
    ...NO_REQUEST,
    context: value(node, 'context') ?? '.',
    file: value(docker, 'dockerfile') ?? 'Dockerfile',
    fileInContext: true,
    target: value(docker, 'target'),
    args: variablesIn(entryOf(docker, 'buildArgs')),
    network: value(docker, 'network'),
    cacheFrom: itemsOf(entryOf(docker, 'cacheFrom')).flatMap((item) => textOfNode(item) ?? []),
    noCache: value(docker, 'noCache') === 'true',
  };
  return [{ request, at: node }];
}

/** A step with the image `plugins/docker`. */
function dronePlugin(node: YamlMap): readonly StepBuild[] | undefined {
  const image = value(node, 'image') ?? '';
  if (!/plugins\/(?:docker|ecr|gcr|kaniko)|plugin-docker-buildx/.test(image)) return undefined;
  const settings = entryOf(node, 'settings') ?? node;
  const args = itemsOf(entryOf(settings, 'build_args')).flatMap((item) => textOfNode(item) ?? []);
  const request: BuildRequest = {
    ...NO_REQUEST,
    context: value(settings, 'context') ?? '.',
    file: value(settings, 'dockerfile') ?? 'Dockerfile',
    target: value(settings, 'target'),
    args: args.length > 0 ? args.map(readArgument) : variablesIn(entryOf(settings, 'build_args')),
  };
  return [{ request, at: node }];
}

/** The defaults of `parameters:` of a job or command. */
function circleDefaults(node: YamlMap): readonly ReadonlyMap<string, string>[] {
  const parameters = entryOf(node, 'parameters');
  if (parameters?.kind !== 'map') return [];
  const defaults = parameters.entries.flatMap(({ key, value: node_ }) => {
    const text = value(node_, 'default');
    return text === null ? [] : [[`parameters.${key}`, text] as const];
  });
  return defaults.length === 0 ? [] : [new Map(defaults)];
}

function azureText(text: string, scope: StepScope): string {
  return replaceAzure(text, (name) =>
    /^(?:Build\.SourcesDirectory|System\.DefaultWorkingDirectory|Build\.Repository\.LocalPath|Pipeline\.Workspace\/s|Agent\.BuildDirectory\/s)$/i.test(
      name,
    )
      ? scope.root
      : scope.variables.get(name),
  );
}

/** `Docker@2` and its older versions; the Dockerfile may be a pattern, and the context follows it. */
function azureTask(node: YamlMap, scope: StepScope): readonly StepBuild[] | undefined {
  if (!/^Docker@/i.test(value(node, 'task') ?? '')) return undefined;
  const inputs = entryOf(node, 'inputs');
  const input = (...names: readonly string[]): string | null => {
    if (inputs?.kind !== 'map') return null;
    const found = inputs.entries.find(({ key }) => names.includes(key.toLowerCase()));
    const text = textOfNode(found?.value);
    return text === undefined ? null : azureText(text, scope);
  };
  if (!/^build/i.test(input('command', 'action') ?? 'buildAndPush')) return [];
  const pattern = input('dockerfile', 'dockerfilepath') ?? '**/Dockerfile';
  // A pattern is searched below the checkout; most often its file is there itself.
  const file = pattern.replace(/^\*\*\//, '').replaceAll('\\', '/');
  const given = input('buildcontext');
  const context = given === null || given === '**' ? folderOf(file) : given.replaceAll('\\', '/');
  const words = (input('arguments', 'buildarguments') ?? '').split(/\s+/).filter(Boolean);
  const extra = readBuildArguments(words);
  const lines = (input('buildargs') ?? '').split('\n').filter(Boolean);
  const request = { ...extra, args: [...extra.args, ...lines.map(readArgument)], context, file };
  return [{ request, at: entryOf(node, 'task') ?? node, folders: [scope.root, ...scope.folders] }];
}

function folderOf(path: string): string {
  const slash = path.lastIndexOf('/');
  return slash <= 0 ? '.' : path.slice(0, slash);
}

/** `$_NAME` and `${_NAME}`; `$$` is a dollar sign. */
function cloudText(text: string, scope: StepScope): string {
  return text
    .replace(/(?<!\$)\$(?:\{(_\w+)\}|(_\w+))/g, (whole, braced?: string, bare?: string) => {
      return scope.variables.get(braced ?? bare ?? '') ?? whole;
    })
    .replaceAll('$$', '$');
}

/** The script of a step with the entrypoint `bash` and the arguments `-c` and a script. */
function cloudScript(node: YamlMap): YamlNode | undefined {
  if (!/(?:^|\/)(?:ba|da|a)?sh$/.test(value(node, 'entrypoint') ?? '')) return undefined;
  const args = itemsOf(entryOf(node, 'args'));
  const option = args.findIndex((item) => /^-\w*c$/.test(textOfNode(item) ?? ''));
  return option === -1 ? undefined : args[option + 1];
}

/** A step whose `args` are the words of the command. */
function cloudStep(node: YamlMap, scope: StepScope): readonly StepBuild[] | undefined {
  const name = value(node, 'name') ?? '';
  const entrypoint = value(node, 'entrypoint') ?? '';
  const args = entryOf(node, 'args');
  if (args === undefined) return undefined;
  const words = itemsOf(args).map((item) => cloudText(textOfNode(item) ?? '', scope));
  const builder = /(?:^|\/)(?:docker|podman)(?:[:@]|$)/.test(name) && entrypoint === '';
  const program = builder || entrypoint === 'docker' ? 'docker' : null;
  if (program === null) return undefined;
  const request = readBuildCommand([program, ...words.map(openVariables)]);
  return request === null ? [] : [{ request, at: args }];
}

function openVariables(word: string): string {
  return word.replace(/\$(?:\{(\w+)\}|(\w+))/g, (_, braced?: string, bare?: string) => {
    return openPart(braced ?? bare ?? '');
  });
}
