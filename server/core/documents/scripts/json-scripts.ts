/** Commands in JSON files: the scripts of a package.json, the tasks of VS Code. */
import type { DeclaredBuild, DeclaredBuilds, ReadFile } from '../../invocations/model.ts';
import { parseJsonNodes } from '../../syntax/json/index.ts';
import { entryOf, itemsOf, textOfNode, type YamlNode } from '../../syntax/yaml/index.ts';
import { folderOfFile, nameOfFile, resolveFile } from '../../text/file-path.ts';
import { lineIndex, positionAt, type LineIndex } from '../../text/lines.ts';
import { NO_REQUEST, readBuildCommand } from '../builds/build-command.ts';
import { declareBuild } from '../builds/declare-build.ts';
import { isOpen, openPart } from '../builds/open-text.ts';
import { readShellBuilds } from '../builds/shell-builds.ts';
import { variablesIn } from '../ci/yaml-steps.ts';
import { mentionsBuild, NO_BUILDS, onlyBuilds, type ReadSetting } from '../reading.ts';

export function isPackageJson(path: string): boolean {
  return nameOfFile(path) === 'package.json';
}

export function isTasksJson(path: string): boolean {
  return path.endsWith('/.vscode/tasks.json');
}

interface Place {
  readonly file: string;
  readonly folder: string;
  readonly root: string;
  readonly read: ReadFile;
  readonly lines: LineIndex;
}

export function readPackageJson(
  file: string,
  read: ReadFile,
  setting: ReadSetting,
): DeclaredBuilds {
  const text = read(file);
  if (text === null || !mentionsBuild(text) || !/\b(?:build|bud)\s/.test(text)) return NO_BUILDS;
  const lines = lineIndex(text);
  const place = { file, folder: folderOfFile(file), root: setting.root, read, lines };
  const scripts = entryOf(parseJsonNodes(text), 'scripts');
  if (scripts?.kind !== 'map') return NO_BUILDS;
  return onlyBuilds(
    scripts.entries.flatMap(({ key, value }) =>
      commandBuilds(textOfNode(value), key, value, place),
    ),
  );
}

export function readTasksJson(file: string, read: ReadFile, setting: ReadSetting): DeclaredBuilds {
  const text = read(file);
  if (text === null || !mentionsBuild(text)) return NO_BUILDS;
  const folder = folderOfFile(folderOfFile(file));
  const place = { file, folder, root: setting.root, read, lines: lineIndex(text) };
  const root = parseJsonNodes(text);
  return onlyBuilds(
    itemsOf(entryOf(root, 'tasks')).flatMap((task) => [
      ...taskBuilds(task, root, place),
      ...dockerTask(task, place),
    ]),
  );
}

function commandBuilds(
  script: string | undefined,
  name: string,
  at: YamlNode,
  place: Place,
): readonly DeclaredBuild[] {
  if (script === undefined || !mentionsBuild(script)) return [];
  const { line } = positionAt(place.lines, at.span.start);
  return readShellBuilds(script, {
    source: { kind: 'script', file: place.file, name },
    folders: [place.folder],
    root: place.root,
    read: place.read,
    variables: new Map(),
    lineOf: () => line,
  });
}

/** A task with `command`, and `args` that are words of their own. */
function taskBuilds(
  task: YamlNode,
  root: YamlNode | undefined,
  place: Place,
): readonly DeclaredBuild[] {
  const command = entryOf(task, 'command');
  const text = textOfNode(command);
  if (command === undefined || text === undefined) return [];
  const cwd = entryOf(entryOf(task, 'options'), 'cwd') ?? entryOf(entryOf(root, 'options'), 'cwd');
  const folder = resolveTask(textOfNode(cwd) ?? '.', place);
  const name = textOfNode(entryOf(task, 'label')) ?? textOfNode(entryOf(task, 'taskName')) ?? '';
  if (folder === null) return [];
  const own = { ...place, folder };
  const words = itemsOf(entryOf(task, 'args')).map((item) =>
    taskText(textOfNode(item) ?? textOfNode(entryOf(item, 'value')) ?? '', place),
  );
  if (words.length === 0) return commandBuilds(taskText(text, place), name, command, own);
  const request = readBuildCommand([...taskText(text, place).trim().split(/\s+/), ...words]);
  if (request === null) return [];
  return [
    declareBuild(request, {
      source: source(name, command, place),
      folders: [folder],
      read: place.read,
    }),
  ];
}

/** The tasks of the Docker extension: `"type": "docker-build"`. */
function dockerTask(task: YamlNode, place: Place): readonly DeclaredBuild[] {
  const type = entryOf(task, 'type');
  const build = entryOf(task, 'dockerBuild');
  if (type === undefined || build === undefined || textOfNode(type) !== 'docker-build') return [];
  const text = (key: string): string | null => {
    const value = textOfNode(entryOf(build, key));
    return value === undefined ? null : taskText(value, place);
  };
  const request = {
    ...NO_REQUEST,
    context: text('context') ?? '.',
    file: text('dockerfile'),
    target: text('target'),
    args: variablesIn(entryOf(build, 'buildArgs')),
  };
  const name = textOfNode(entryOf(task, 'label')) ?? '';
  const folders = [place.folder];
  return [declareBuild(request, { source: source(name, type, place), folders, read: place.read })];
}

function source(name: string, at: YamlNode, place: Place): DeclaredBuild['source'] {
  const { line } = positionAt(place.lines, at.span.start);
  return { kind: 'script', file: place.file, line, ...(name === '' ? {} : { name }) };
}

function resolveTask(path: string, place: Place): string | null {
  const text = taskText(path, place);
  return isOpen(text) ? null : resolveFile(place.folder, text);
}

/** `${workspaceFolder}` and its older name; `${input:…}`, `${env:…}` and the like are open. */
function taskText(text: string, place: Place): string {
  return text.replace(/\$\{([A-Za-z]+)(?::([^}]*))?\}/g, (whole, name: string, rest?: string) => {
    if (name === 'workspaceFolder' || name === 'workspaceRoot') return place.folder;
    // Anything else without a colon that is no word of VS Code is a variable of the shell.
    if (rest === undefined && !/^(?:file|relative|line|selected|cwd|user)/.test(name)) return whole;
    return openPart(rest ?? name);
  });
}
