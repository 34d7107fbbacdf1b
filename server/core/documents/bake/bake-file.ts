/**
 * Bake files. JSON is read here; HCL is a language of its own, so that `docker buildx bake --print` reads it, which is a
 * process and needs a trusted workspace.
 */
import type { DeclaredBuilds, ReadFile } from '../../invocations/model.ts';
import { parseJson } from '../../syntax/json/index.ts';
import { folderOfFile, nameOfFile, resolveFile } from '../../text/file-path.ts';
import { lineIndex, positionAt } from '../../text/lines.ts';
import { foldersUpTo, NO_BUILDS, onlyBuilds, type ReadSetting } from '../reading.ts';
import { declareTarget, type BakeTarget } from './bake-targets.ts';
import { interpolate } from './references.ts';
import { isJsonObject } from '../../text/json.ts';

export function isBakeFile(path: string): boolean {
  return /(?:^|[-_.])bake(?:[-_.]override)?\.(?:json|hcl)$/i.test(nameOfFile(path));
}

export function readBakeFile(file: string, read: ReadFile, setting: ReadSetting): DeclaredBuilds {
  const text = read(file);
  if (text === null) return NO_BUILDS;
  return /\.hcl$/i.test(file) ? unreadHcl(file, text) : readBakeJson(file, text, read, setting);
}

/** Names of the targets of an HCL file, in its order; comments and names that are put together do not count. */
export function hclTargets(text: string): readonly string[] {
  const targets = hclCode(text).matchAll(/^[ \t]*target[ \t]+"([^"$\n]+)"[ \t]*\{/gm);
  return [...targets].map((match) => match[1] ?? '');
}

function hclCode(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\/|^[ \t]*(?:#|\/\/).*$/gm, (comment) =>
    comment.replace(/[^\n]/g, ' '),
  );
}

/** The texts in lists such as `inherits = ["base"]`. */
function hclLists(text: string, key: string): ReadonlySet<string> {
  const lists = text.matchAll(new RegExp(`\\b${key}[ \\t]*=[ \\t]*\\[([^\\]]{0,4000})\\]`, 'g'));
  return new Set(
    [...lists].flatMap((list) =>
      [...(list[1] ?? '').matchAll(/"([^"]*)"/g)].map((m) => m[1] ?? ''),
    ),
  );
}

/** The builds of what `docker buildx bake --print` printed for the HCL file. */
export function readBakePrint(
  file: string,
  printed: string,
  read: ReadFile,
  setting: ReadSetting,
): DeclaredBuilds {
  const text = read(file) ?? '';
  const targets = mapIn(parseJson(printed), 'target');
  const folders = foldersUpTo(folderOfFile(file), setting.root);
  // What buildx printed has its values in place; a `${` that is left is meant as it is.
  const place = { file, folders, read, variables: new Map<string, string>() };
  const code = hclCode(text);
  const grouped = hclLists(code, 'targets');
  const inherited = hclLists(code, 'inherits');
  return onlyBuilds(
    [...targets]
      .filter(([name, target]) => !inherited.has(name) || grouped.has(name) || isComplete(target))
      .map(([name, target]) =>
        declareTarget(name, escaped(target), lineOfHclTarget(code, name), place),
      ),
  );
}

function unreadHcl(file: string, text: string): DeclaredBuilds {
  const names = hclTargets(text);
  const message =
    `The targets of ${nameOfFile(file)} are read with docker buildx, which only runs in a trusted workspace` +
    (names.length === 0 ? '.' : `: ${names.join(', ')}.`);
  return { builds: [], problems: names.length === 0 ? [] : [{ file, message }], files: [] };
}

function readBakeJson(
  file: string,
  text: string,
  read: ReadFile,
  setting: ReadSetting,
): DeclaredBuilds {
  const override = overrideOf(file);
  const overriding = override === null ? null : read(override);
  const base = parseJson(text);
  if (base === null)
    return {
      builds: [],
      problems: [{ file, message: `${nameOfFile(file)} is not valid JSON.` }],
      files: [],
    };
  const documents = [base, ...(overriding === null ? [] : [parseJson(overriding)])];
  const variables = variablesOf(documents, setting);
  const targets = mergeTargets(documents);
  const folders = foldersUpTo(folderOfFile(file), setting.root);
  const groups = documents.flatMap((document) => [...mapIn(document, 'group').values()]);
  const grouped = new Set(groups.flatMap((group) => namesIn(group['targets'])));
  const inherited = new Set([...targets.values()].flatMap((target) => namesIn(target['inherits'])));
  const builds = [...targets.keys()]
    .map((name) => [name, inherit(name, targets, [])] as const)
    .filter(([name, target]) => !inherited.has(name) || grouped.has(name) || isComplete(target))
    .flatMap(([name, target]) => {
      const line = lineOfTarget(text, name);
      return matrixOf(target).map((values) => {
        const all = new Map([...variables, ...values]);
        const own = values.size > 0 && typeof target['name'] === 'string' ? target['name'] : name;
        const place = { file, folders, read, variables: all };
        return declareTarget(interpolate(own, all), target, line, place);
      });
    });
  return { ...onlyBuilds(builds), files: override === null ? [] : [override] };
}

/** `docker-bake.override.json` beside `docker-bake.json`. */
function overrideOf(file: string): string | null {
  if (!file.endsWith('/docker-bake.json')) return null;
  return resolveFile(folderOfFile(file), 'docker-bake.override.json');
}

function variablesOf(
  documents: readonly unknown[],
  setting: ReadSetting,
): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  for (const document of documents) {
    for (const [name, variable] of mapIn(document, 'variable')) {
      const given = setting.environment?.[name];
      const { default: fallback } = variable;
      if (given !== undefined) values.set(name, given);
      else if (typeof fallback === 'string') values.set(name, interpolate(fallback, values));
      else if (typeof fallback === 'number' || typeof fallback === 'boolean')
        values.set(name, String(fallback));
      // A variable without a default is empty.
      else if (!values.has(name)) values.set(name, '');
    }
  }
  return values;
}

type Targets = ReadonlyMap<string, BakeTarget>;

function mergeTargets(documents: readonly unknown[]): Targets {
  const targets = new Map<string, BakeTarget>();
  for (const document of documents)
    for (const [name, target] of mapIn(document, 'target'))
      targets.set(name, merge(targets.get(name) ?? {}, target));
  return targets;
}

/** Maps such as `args` are joined; everything else is replaced. */
function merge(below: BakeTarget, above: BakeTarget): BakeTarget {
  const merged: Record<string, unknown> = { ...below, ...above };
  for (const key of ['args', 'contexts', 'labels'])
    if (isJsonObject(below[key]) && isJsonObject(above[key]))
      merged[key] = { ...below[key], ...above[key] };
  return merged;
}

function inherit(name: string, targets: Targets, path: readonly string[]): BakeTarget {
  const target = targets.get(name);
  if (target === undefined || path.includes(name) || path.length > 20) return {};
  const bases = namesIn(target['inherits']).map((base) => inherit(base, targets, [...path, name]));
  const base = bases.reduce(merge, {});
  // A matrix and the names that it makes belong to the target that has them.
  const plain = Object.entries(base).filter(([key]) => key !== 'matrix' && key !== 'name');
  return merge(Object.fromEntries(plain), target);
}

/** What each combination of the matrix puts in; one without values where there is no matrix. */
function matrixOf(target: BakeTarget): readonly ReadonlyMap<string, string>[] {
  const { matrix } = target;
  let combinations: readonly ReadonlyMap<string, string>[] = [new Map<string, string>()];
  if (!isJsonObject(matrix)) return combinations;
  for (const [name, values] of Object.entries(matrix)) {
    if (!Array.isArray(values)) continue;
    const next = combinations.flatMap((combination) =>
      values.map((value: unknown) => new Map([...combination, ...valuesOf(name, value)])),
    );
    if (next.length > 256) break;
    combinations = next;
  }
  return combinations;
}

/** `item.tag` for an object in a matrix. */
function valuesOf(name: string, value: unknown): readonly (readonly [string, string])[] {
  if (isJsonObject(value))
    return Object.entries(value).flatMap(([key, inner]) => valuesOf(`${name}.${key}`, inner));
  return typeof value === 'string' ? [[name, value]] : [];
}

function lineOfTarget(text: string, name: string): number | undefined {
  const targets = /"target"\s*:/.exec(text);
  if (targets === null) return undefined;
  const at = text.indexOf(JSON.stringify(name), targets.index + targets[0].length);
  return at === -1 ? undefined : positionAt(lineIndex(text), at).line;
}

function lineOfHclTarget(code: string, name: string): number | undefined {
  const target = new RegExp(`^[ \\t]*target[ \\t]+${escapeRegExp(JSON.stringify(name))}`, 'm');
  const at = code.search(target);
  return at === -1 ? undefined : positionAt(lineIndex(code), at).line;
}

function escapeRegExp(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}

/**
 * Whether a target that others inherit from, and that no group builds, is one to build itself. A template says nothing
 * of a Dockerfile; buildx prints the usual names for it.
 */
function isComplete(target: BakeTarget): boolean {
  const { context = '.', dockerfile = 'Dockerfile' } = target;
  const own = ['target', 'tags', 'dockerfile-inline'].some((key) => target[key] !== undefined);
  return own || context !== '.' || dockerfile !== 'Dockerfile';
}

/** Printed values stay as they are: `${` is no variable any more. */
function escaped(target: BakeTarget): BakeTarget {
  const text = JSON.stringify(target).split('${').join('$${');
  const value: unknown = JSON.parse(text);
  return isJsonObject(value) ? value : {};
}

function mapIn(value: unknown, key: string): ReadonlyMap<string, BakeTarget> {
  const inner = isJsonObject(value) ? value[key] : undefined;
  if (!isJsonObject(inner)) return new Map();
  return new Map(
    Object.entries(inner).flatMap(([name, item]): readonly (readonly [string, BakeTarget])[] => {
      // HCL's JSON form allows a list of one block.
      const block: unknown = Array.isArray(item) ? item[0] : item;
      return isJsonObject(block) ? [[name, block]] : [];
    }),
  );
}

function namesIn(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}
