/** Makefiles: the builds in their recipes. Each line of a recipe is a shell of its own, in the folder of the Makefile. */
import type { DeclaredBuild, DeclaredBuilds, ReadFile } from '../../invocations/model.ts';
import { folderOfFile, nameOfFile, resolveFile } from '../../text/file-path.ts';
import { isOpen, openPart } from '../builds/open-text.ts';
import { readShellBuilds } from '../builds/shell-builds.ts';
import {
  foldersUpTo,
  mayBuild,
  mentionsBuild,
  NO_BUILDS,
  onlyBuilds,
  type ReadSetting,
} from '../reading.ts';
import { expandMake, type MakeVariables } from './make-variables.ts';

export function isMakefile(path: string): boolean {
  return /^(?:GNU)?makefile(?:\.\w+)?$|^Makefile[-_]\w+$|\.mk$|\.mak$/i.test(nameOfFile(path));
}

export function readMakefile(file: string, read: ReadFile, setting: ReadSetting): DeclaredBuilds {
  const text = read(file);
  if (text === null || !mentionsBuild(text)) return NO_BUILDS;
  const own = folderOfFile(file);
  // A part such as `docker.mk` runs where the Makefile that includes it is.
  const folders = /\.(?:mk|mak)$/i.test(file) ? foldersUpTo(own, setting.root) : [own];
  const files: string[] = [];
  const variables = readVariables(text, { file, folder: own, root: setting.root }, read, files);
  const builds = recipesOf(text).flatMap((recipe) =>
    recipeBuilds(recipe, { variables, folders, read }),
  );
  return { ...onlyBuilds(builds), files };
}

interface Recipe {
  /** From 1. */
  readonly line: number;
  /** Without the tab; continued lines are joined as the shell joins them. */
  readonly text: string;
  readonly automatic: ReadonlyMap<string, string>;
}

interface RecipePlace {
  readonly variables: MakeVariables;
  readonly folders: readonly string[];
  readonly read: ReadFile;
}

function recipeBuilds(recipe: Recipe, place: RecipePlace): readonly DeclaredBuild[] {
  const { variables, folders, read } = place;
  // A variable may hold several lines, each with a prefix of its own; a continued line has none.
  const script = expandMake(recipe.text, variables, recipe.automatic).replace(
    /(^|[^\\]\n)[ \t]*[@+-]+/g,
    '$1',
  );
  if (!mayBuild(script)) return [];
  const written = recipe.text.split('\n').length;
  return readShellBuilds(script, {
    source: { kind: 'script', file: variables.file },
    folders,
    root: variables.root,
    read,
    variables: new Map(),
    lineOf: (line) => recipe.line + Math.min(line, written) - 1,
  });
}

function recipesOf(text: string): readonly Recipe[] {
  const recipes: Recipe[] = [];
  let automatic: ReadonlyMap<string, string> = new Map();
  let inDefine = false;
  const lines = text.split(/\r?\n/);
  for (let at = 0; at < lines.length; at++) {
    const start = at;
    while (lines[at]?.endsWith('\\') === true && at + 1 < lines.length) at++;
    const whole = lines.slice(start, at + 1);
    const [first = ''] = whole;
    if (/^define\b/.test(first)) inDefine = true;
    else if (/^endef\b/.test(first)) inDefine = false;
    else if (inDefine) continue;
    else if (first.startsWith('\t')) {
      const body = whole.map((line) => line.replace(/^\t/, '')).join('\n');
      recipes.push({ line: start + 1, text: body.replace(/^[ \t]*[@+-]+/, ''), automatic });
    } else {
      const rule = /^([^#=:\t][^#=:]*)::?(?![:=])([^=]*)/.exec(whole.join(' '));
      if (rule) automatic = automaticOf(rule[1] ?? '', rule[2] ?? '');
      const inline = rule && /^[^;]*;(.*)$/s.exec(whole.join('\n'));
      if (inline) recipes.push({ line: start + 1, text: inline[1] ?? '', automatic });
    }
  }
  return recipes;
}

/** `$@` and `$<` of a rule without patterns. */
function automaticOf(targets: string, rest: string): ReadonlyMap<string, string> {
  const names = targets.trim().split(/\s+/);
  const [needs = ''] = rest.split(/[;#]/);
  const first = needs.trim().split(/\s+/)[0] ?? '';
  const known = new Map<string, string>();
  if (names.length === 1 && !/[%$]/.test(targets)) known.set('@', names[0] ?? '');
  if (first !== '' && !/[%$|]/.test(first)) known.set('<', first);
  return known;
}

type Place = Omit<MakeVariables, 'values'>;

/** Files that include each other are read this deep. */
const MOST_FILES = 20;

function readVariables(text: string, place: Place, read: ReadFile, files: string[]): MakeVariables {
  const values = new Map<string, string>();
  collect(text, values, place, read, files);
  return { ...place, values };
}

const ASSIGNMENT =
  /^ *(?:(?:export|override|private|unexport)\s+)*([\w.-]+)\s*(:{0,3}=|\?=|\+=|!=)\s*(.*)$/s;

function collect(
  text: string,
  values: Map<string, string>,
  place: Place,
  read: ReadFile,
  files: string[],
): void {
  const lines = text.split(/\r?\n/);
  for (let at = 0; at < lines.length; at++) {
    const define = /^(?:override )?define\s+([\w.-]+)/.exec(lines[at] ?? '');
    if (define) {
      const start = ++at;
      while (at < lines.length && !/^\s*endef\b/.test(lines[at] ?? '')) at++;
      values.set(define[1] ?? '', lines.slice(start, at).join('\n'));
      continue;
    }
    const start = at;
    while (lines[at]?.endsWith('\\') === true && at + 1 < lines.length) at++;
    const line = lines
      .slice(start, at + 1)
      .map((part) => part.replace(/\\$/, '').trimEnd())
      .join(' ');
    if (line.startsWith('\t')) continue;
    const include = /^(?:-|s)?include\s+(\S.*)$/.exec(line);
    if (include) includeFiles(include[1] ?? '', values, place, read, files);
    // `target: NAME = value` counts for every rule: the variable is rarely set twice.
    else assign(line.replace(/^[^#=:\s]+:\s+(?=[\w.-]+\s*[:?+]?=)/, ''), values);
  }
}

function assign(line: string, values: Map<string, string>): void {
  const match = ASSIGNMENT.exec(line);
  if (match === null) return;
  const [, name = '', operator = '', written = ''] = match;
  const value = withoutComment(written);
  const before = values.get(name);
  switch (operator) {
    case '?=':
      if (before === undefined) values.set(name, value);
      return;
    case '+=':
      values.set(name, before === undefined ? value : `${before} ${value}`);
      return;
    case '!=':
      values.set(name, `$(shell ${value})`);
      return;
    default:
      // `NAME := $(NAME) more` refers to what it was before.
      values.set(name, replaceOwn(value, name, before ?? ''));
  }
}

const LONGEST_VALUE = 2000;

function replaceOwn(value: string, name: string, before: string): string {
  // It would double with each line that names it twice.
  if (before.length > LONGEST_VALUE) return openPart(name);
  return value.split(`$(${name})`).join(before).split(`\${${name}}`).join(before);
}

function withoutComment(value: string): string {
  const comment = /(?:^|[^\\])#/.exec(value);
  if (comment === null) return value.trimEnd();
  return value.slice(0, comment.index + comment[0].length - 1).trimEnd();
}

function includeFiles(
  names: string,
  values: Map<string, string>,
  place: Place,
  read: ReadFile,
  files: string[],
): void {
  for (const name of expandMake(names, { ...place, values })
    .trim()
    .split(/\s+/)) {
    if (isOpen(name) || /[*?[]/.test(name) || files.length >= MOST_FILES) continue;
    const file = resolveFile(place.folder, name);
    if (files.includes(file) || file === place.file) continue;
    files.push(file);
    const text = read(file);
    if (text !== null) collect(text, values, place, read, files);
  }
}
