/**
 * Walks a YAML file of a CI system or task runner and finds its scripts. The systems differ in the names of their keys
 * and in how they put in values; what is the same lies here: variables and folders of an outer map hold inside, and a
 * list of commands is one script.
 */
import type { BuildSource, DeclaredBuild, ReadFile } from '../../invocations/model.ts';
import {
  entryOf,
  itemsOf,
  textOfNode,
  type YamlMap,
  type YamlNode,
  type YamlScalar,
} from '../../syntax/yaml/index.ts';
import { isAbsoluteFile, resolveFile } from '../../text/file-path.ts';
import { lineIndex, positionAt, type LineIndex } from '../../text/lines.ts';
import type { BuildRequest } from '../builds/build-command.ts';
import { declareBuild } from '../builds/declare-build.ts';
import { isOpen } from '../builds/open-text.ts';
import { readShellBuilds } from '../builds/shell-builds.ts';
import { mayBuild } from '../reading.ts';

export interface YamlSystem {
  /** Keys whose value is a script or a list of commands. */
  readonly scripts: readonly string[];
  /** Keys whose value has variables: a map, a list of `NAME=value`, or a list of maps with `name` and `value`. */
  readonly variables: readonly string[];
  /** Keys, or paths of keys, whose value is the working directory. */
  readonly folders: readonly (readonly string[])[];
  /** Puts in what the system itself replaces before a shell sees the text. */
  readonly replace: (text: string, scope: StepScope) => string;
  /** The script of a step that has it in another form. */
  readonly script?: (node: YamlMap) => YamlNode | undefined;
  /** Steps that build without a script. Undefined: the map is no such step. */
  readonly step?: (node: YamlMap, scope: StepScope) => readonly StepBuild[] | undefined;
  /** A map that stands for several, such as a job with a matrix: what each of them adds to the variables. */
  readonly copies?: (node: YamlMap) => readonly ReadonlyMap<string, string>[];
  /** Keys inside of which nothing is run. */
  readonly skip?: readonly string[];
}

export interface StepScope {
  readonly variables: ReadonlyMap<string, string>;
  /** Likeliest first; none where the folder is not known. */
  readonly folders: readonly string[];
  readonly root: string;
}

export interface StepBuild {
  readonly request: BuildRequest;
  readonly at: YamlNode;
  /** Instead of the working directory of the step. */
  readonly folders?: readonly string[];
}

export interface YamlPlace {
  readonly source: BuildSource;
  readonly text: string;
  readonly read: ReadFile;
  readonly scope: StepScope;
}

export function readYamlSteps(
  root: YamlNode | undefined,
  system: YamlSystem,
  place: YamlPlace,
): readonly DeclaredBuild[] {
  if (root === undefined) return [];
  const walk: Walk = {
    system,
    place,
    lines: lineIndex(place.text),
    builds: [],
    left: { steps: 20_000 },
  };
  walkNode(root, walk, place.scope);
  return walk.builds;
}

interface Walk {
  readonly system: YamlSystem;
  readonly place: YamlPlace;
  readonly lines: LineIndex;
  readonly builds: DeclaredBuild[];
  /** Copies within copies would multiply. */
  readonly left: { steps: number };
}

function walkNode(node: YamlNode, walk: Walk, scope: StepScope): void {
  if (--walk.left.steps < 0) return;
  if (node.kind === 'list') for (const item of node.items) walkNode(item, walk, scope);
  if (node.kind !== 'map') return;
  const copies = walk.system.copies?.(node) ?? [];
  if (copies.length === 0) walkMap(node, walk, scope);
  for (const copy of copies)
    walkMap(node, walk, { ...scope, variables: new Map([...scope.variables, ...copy]) });
}

function walkMap(node: YamlMap, walk: Walk, outer: StepScope): void {
  const { system, place } = walk;
  const scope = innerScope(node, system, outer);
  const step = system.step?.(node, scope);
  for (const { request, at, folders } of step ?? []) {
    const { line } = positionAt(walk.lines, at.span.start);
    const source = { ...place.source, line };
    const build = declareBuild(request, {
      source,
      folders: folders ?? scope.folders,
      read: place.read,
    });
    walk.builds.push(build);
  }
  const script = system.script?.(node);
  if (script !== undefined) readScript(script, walk, scope);
  for (const { key, value } of node.entries) {
    if (system.skip?.includes(key) === true || system.variables.includes(key)) continue;
    if (system.scripts.includes(key)) readScript(value, walk, scope);
    walkNode(value, walk, scope);
  }
}

function innerScope(node: YamlMap, system: YamlSystem, outer: StepScope): StepScope {
  const variables = new Map(outer.variables);
  for (const key of system.variables)
    for (const [name, value] of variablesIn(entryOf(node, key)))
      variables.set(name, system.replace(value, { ...outer, variables }));
  const path = system.folders
    .map((keys) => textOfNode(keys.reduce<YamlNode | undefined>(entryOf, node)))
    .find((text) => text !== undefined);
  if (path === undefined) return { ...outer, variables };
  const folder = system.replace(path, { ...outer, variables });
  return { ...outer, variables, folders: foldersAt(folder, outer) };
}

/** A folder in the scope's own ones; a home folder such as `~/project` is where the repository was checked out. */
export function foldersAt(folder: string, scope: StepScope): readonly string[] {
  if (isOpen(folder)) return [];
  const home = /^~(?:\/[^/]+(.*))?$/.exec(folder);
  if (home) return [resolveFile(scope.root, `./${home[1] ?? ''}`)];
  if (isAbsoluteFile(folder)) return [folder];
  return scope.folders.map((outer) => resolveFile(outer, folder));
}

export function variablesIn(node: YamlNode | undefined): readonly (readonly [string, string])[] {
  if (node?.kind === 'map')
    return node.entries.flatMap(({ key, value }): readonly (readonly [string, string])[] => {
      const text = textOfNode(value) ?? textOfNode(entryOf(value, 'value'));
      return text === undefined ? variablesIn(value) : [[key, text]];
    });
  return itemsOf(node).flatMap((item): readonly (readonly [string, string])[] => {
    const name = textOfNode(entryOf(item, 'name'));
    const value = textOfNode(entryOf(item, 'value'));
    if (name !== undefined) return value === undefined ? [] : [[name, value]];
    const pair = /^([A-Za-z_]\w*)=(.*)$/s.exec(textOfNode(item) ?? '');
    if (pair) return [[pair[1] ?? '', pair[2] ?? '']];
    return item.kind === 'map' && item.entries.length === 1 ? variablesIn(item) : [];
  });
}

/** The commands of a list may stand between maps, which are read by themselves. */
function readScript(node: YamlNode, walk: Walk, scope: StepScope): void {
  const commands = commandsIn(node);
  if (!commands.some(({ text }) => mayBuild(text))) return;
  const lines: string[] = [];
  const places: number[] = [];
  for (const command of commands) {
    const { replace } = walk.system;
    const text = replace(command.text, scope).replace(/\n$/, '').split('\n');
    const first = lineOfText(command, walk);
    lines.push(...text);
    places.push(...text.map((line, index) => first(index, line)));
  }
  walk.builds.push(
    ...readShellBuilds(lines.join('\n'), {
      source: walk.place.source,
      folders: scope.folders,
      root: scope.root,
      read: walk.place.read,
      variables: scope.variables,
      lineOf: (line) => places[line - 1] ?? 1,
    }),
  );
}

function commandsIn(node: YamlNode): readonly YamlScalar[] {
  if (node.kind === 'list') return node.items.flatMap(commandsIn);
  return node.kind === 'scalar' && node.value !== null ? [node] : [];
}

/**
 * The line in the file of each line of a script. In a block with `|` they are one for one; elsewhere YAML joins lines,
 * so that the line is searched that has the beginning of the command.
 */
function lineOfText(node: YamlScalar, walk: Walk): (index: number, text: string) => number {
  const { line } = positionAt(walk.lines, node.span.start);
  const written = walk.place.text.slice(node.span.start, node.span.end);
  if (written.startsWith('|')) return (index) => line + 1 + index;
  const lines = written.split('\n');
  return (_, text) => {
    const program = /(?:docker|podman|buildah|nerdctl)\b.*?\bbu(?:ild|d)\b/.exec(text)?.[0];
    const at = program === undefined ? 0 : lines.findIndex((one) => one.includes(program));
    return line + Math.max(0, at);
  };
}
