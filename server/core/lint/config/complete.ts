/** Completion and hover of a configuration, from its schema. */
import { parseToml, type TomlNode } from '../../syntax/toml/index.ts';
import { spanContains, type Span } from '../../text/span.ts';
import { cursorAt, type Cursor } from './cursor.ts';
import { isPyproject, SECTION } from './read-config.ts';
import { configSchema, type Schema } from './schema.ts';
import { alternativesOf, propertyOf, takes } from './validate.ts';

export interface ConfigItem {
  readonly kind: 'table' | 'key' | 'value';
  readonly label: string;
  /** In place of `span`. */
  readonly newText: string;
  readonly span: Span;
  readonly description: string;
}

/** `path`: the file, with `/`. `dockerfiles`: those that it may name, relative to its folder. */
export function completeConfig(
  path: string,
  text: string,
  offset: number,
  dockerfiles: readonly string[] = [],
): readonly ConfigItem[] {
  const cursor = cursorAt(text, offset);
  const root = rootSchema(path);
  if (cursor === null) return [];
  if (isPyproject(path) && cursor.path.length < SECTION.length) return sectionItem(cursor);
  const keys = cursor.path.slice(isPyproject(path) ? SECTION.length : 0).join('.');
  if (cursor.at === 'key' && (keys === 'contexts' || keys === 'builds'))
    return dockerfiles.map((name) => dockerfileItem(name, `"${name}" = `, cursor));
  if (cursor.isInList && (keys === 'exclude' || keys === 'overrides.paths'))
    return dockerfiles.map((name) => dockerfileItem(name, `"${name}"`, cursor));
  // The keys that are known need no quotes.
  if (cursor.at === 'key' && cursor.isQuoted) return [];
  const found = schemaAt(root, cursor.path);
  if (cursor.at === 'value') return found.flatMap((one) => valuesOf(one, cursor));
  const properties = found.flatMap((one) => Object.entries(one.properties ?? {}));
  if (cursor.at === 'header')
    return properties
      .filter(([, schema]) => tableOf(schema) !== null)
      .map(([name, schema]) => item('table', name, name, schema, cursor));
  return properties.flatMap(([name, schema]) => keyItem(name, schema, cursor));
}

function dockerfileItem(name: string, newText: string, cursor: Cursor): ConfigItem {
  return item('value', name, newText, { description: 'A Dockerfile of this project.' }, cursor);
}

/** The rest of a `pyproject.toml` is other tools' business: only the header of the section is offered. */
function sectionItem(cursor: Cursor): readonly ConfigItem[] {
  const rest = SECTION.slice(cursor.path.length).join('.');
  const isAbove = cursor.path.every((key, at) => key === SECTION[at]);
  if (cursor.at !== 'header' || !isAbove) return [];
  return [item('table', rest, rest, { description: 'Configuration of Layer Forecast.' }, cursor)];
}

export interface ConfigHover {
  readonly markdown: string;
  readonly span: Span;
}

export function hoverConfig(path: string, text: string, offset: number): ConfigHover | null {
  const found = entryAt(parseToml(text).value, offset, []);
  const [schema] = found === null ? [] : schemaAt(rootSchema(path), found.keys, 'as-is');
  if (found === null || schema?.description === undefined) return null;
  const wanted = alternativesOf(schema).map(takes).join(', or ');
  const preset = alternativesOf(schema).find((one) => one.default !== undefined)?.default;
  const byDefault = preset === undefined ? '' : ` Default: \`${JSON.stringify(preset)}\`.`;
  return { markdown: `${schema.description}\n\nTakes ${wanted}.${byDefault}`, span: found.span };
}

/** In a `pyproject.toml` the configuration is a section, which has the names of tables above it. */
function rootSchema(path: string): Schema {
  const schema = configSchema();
  if (!isPyproject(path)) return schema;
  return SECTION.reduceRight<Schema>(
    (inner, name) => ({ type: 'object', properties: { [name]: inner } }),
    { ...schema, description: 'Configuration of Layer Forecast.' },
  );
}

/** The alternatives of the value that keys lead to; of a list of tables what one of them is, unless it is wanted as it is. */
function schemaAt(
  root: Schema,
  keys: readonly string[],
  wanted: 'entered' | 'as-is' = 'entered',
): readonly Schema[] {
  const entered = (schemas: readonly Schema[]): readonly Schema[] =>
    schemas
      .flatMap(alternativesOf)
      .flatMap((one) => (one.items?.type === 'object' ? [one.items] : [one]));
  let found: readonly Schema[] = [root];
  for (const key of keys) found = entered(found).flatMap((one) => propertyOf(one, key) ?? []);
  return wanted === 'as-is' ? found : entered(found);
}

function valuesOf(schema: Schema, cursor: Cursor): readonly ConfigItem[] {
  const texts = schema.enum ?? (schema.type === 'boolean' ? ['true', 'false'] : []);
  return texts.map((text) =>
    item('value', text, schema.type === 'boolean' ? text : `"${text}"`, schema, cursor),
  );
}

/** Tables of the top level are written as headers, all else as keys. */
function keyItem(name: string, schema: Schema, cursor: Cursor): readonly ConfigItem[] {
  const isPlain = alternativesOf(schema).some((one) => one.type !== 'object' && !isTables(one));
  if (isPlain) return [item('key', name, `${name} = `, schema, cursor)];
  if (!cursor.isAlone) return [item('key', name, `${name} = { `, schema, cursor)];
  const keys = [...cursor.path, name].join('.');
  const header = isTables(schema) ? `[[${keys}]]` : `[${keys}]`;
  return [item('table', header, header, schema, cursor)];
}

function isTables({ items }: Schema): boolean {
  return items?.type === 'object';
}

function tableOf(schema: Schema): Schema | null {
  return alternativesOf(schema).find((one) => one.type === 'object' || isTables(one)) ?? null;
}

function item(
  kind: ConfigItem['kind'],
  label: string,
  newText: string,
  { description = '' }: Schema,
  { word: span }: Cursor,
): ConfigItem {
  return { kind, label, newText, span, description };
}

function entryAt(
  node: TomlNode,
  offset: number,
  keys: readonly string[],
): { readonly keys: readonly string[]; readonly span: Span } | null {
  if (node.kind === 'list') {
    for (const one of node.items) {
      const found = entryAt(one, offset, keys);
      if (found !== null) return found;
    }
    return null;
  }
  if (node.kind === 'scalar') return null;
  for (const { key, keySpan, value } of node.entries) {
    const path = [...keys, key];
    if (spanContains(keySpan, offset)) return { keys: path, span: keySpan };
    const found = entryAt(value, offset, path);
    if (found !== null) return found;
  }
  return null;
}
