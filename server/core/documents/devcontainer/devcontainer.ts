/** `devcontainer.json`: one build, with the older spelling of its settings too. Paths begin at the file's folder. */
import type { DeclaredBuilds, ReadFile } from '../../invocations/model.ts';
import { parseJsonNodes } from '../../syntax/json/index.ts';
import { entryOf, itemsOf, textOfNode, type YamlNode } from '../../syntax/yaml/index.ts';
import { folderOfFile, nameOfFile } from '../../text/file-path.ts';
import { lineIndex, positionAt } from '../../text/lines.ts';
import { readBuildArguments } from '../builds/build-command.ts';
import { declareBuild } from '../builds/declare-build.ts';
import { openPart } from '../builds/open-text.ts';
import { variablesIn } from '../ci/yaml-steps.ts';
import { NO_BUILDS, onlyBuilds } from '../reading.ts';

export function isDevcontainer(path: string): boolean {
  return /^\.?devcontainer\.json$/.test(nameOfFile(path));
}

export function readDevcontainer(file: string, read: ReadFile): DeclaredBuilds {
  const text = read(file);
  if (text === null || !/build|dockerFile/i.test(text)) return NO_BUILDS;
  const root = parseJsonNodes(text);
  const build = entryOf(root, 'build');
  const named =
    entryOf(build, 'dockerfile') ?? entryOf(build, 'dockerFile') ?? entryOf(root, 'dockerFile');
  const dockerfile = textOfNode(named);
  if (named === undefined || dockerfile === undefined) return NO_BUILDS;
  const folder = folderOfFile(file);
  const replace = (value: string): string => replaceVariables(value, folder);
  const texts = (node: YamlNode | undefined): readonly string[] =>
    [...itemsOf(node), ...(node?.kind === 'scalar' ? [node] : [])].flatMap((item) => {
      const value = textOfNode(item);
      return value === undefined ? [] : [replace(value)];
    });
  // `options` are options of `docker build`, which stand behind the ones that the tool gives itself.
  const options = readBuildArguments(texts(entryOf(build, 'options')));
  const args = variablesIn(entryOf(build, 'args'));
  const context =
    textOfNode(entryOf(build, 'context')) ?? textOfNode(entryOf(root, 'context')) ?? '.';
  const request = {
    ...options,
    context: replace(context),
    file: replace(dockerfile),
    target: textOfNode(entryOf(build, 'target')) ?? options.target,
    args: [...args.map(([name, value]) => [name, replace(value)] as const), ...options.args],
    cacheFrom: [...texts(entryOf(build, 'cacheFrom')), ...options.cacheFrom],
  };
  const { line } = positionAt(lineIndex(text), named.span.start);
  const source = { kind: 'script', file, line } as const;
  return onlyBuilds([declareBuild(request, { source, folders: [folder], read })]);
}

/** `${localWorkspaceFolder}`, `${localEnv:NAME:default}`. */
function replaceVariables(text: string, folder: string): string {
  return text.replace(/\$\{([^}]*)\}/g, (_, expression: string) => {
    if (/^localWorkspaceFolder$/.test(expression)) return workspaceOf(folder);
    const [, name = '', fallback] = /^(?:localEnv|env):([^:]*)(?::(.*))?$/.exec(expression) ?? [];
    return fallback ?? openPart(name);
  });
}

/** The folder above `.devcontainer`. */
function workspaceOf(folder: string): string {
  const at = folder.indexOf('/.devcontainer');
  return at === -1 ? folder : folder.slice(0, at);
}
