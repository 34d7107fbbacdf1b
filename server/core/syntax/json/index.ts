/**
 * JSON as editors and tools write it: with comments, trailing commas and a byte order mark. The library `jsonc-parser`
 * reads it, and goes on after an error; its nodes become those of YAML, so that one set of readers serves both.
 */
import { getNodeValue, parseTree, type Node, type ParseError } from 'jsonc-parser';
import type { Span } from '../../text/span.ts';
import type { YamlEntry, YamlNode, YamlScalar } from '../yaml/index.ts';

/** The value of a JSON text; null where it cannot be read. */
export function parseJson(text: string): unknown {
  const errors: ParseError[] = [];
  const root = parse(text, errors);
  if (root === undefined || errors.length > 0) return null;
  return getNodeValue(root) as unknown;
}

/** The nodes of a JSON text with their places, as far as it can be read; undefined where nothing can. */
export function parseJsonNodes(text: string): YamlNode | undefined {
  const root = parse(text, []);
  return root === undefined ? undefined : toYaml(root, text);
}

/** The library calls itself for each level, and ends with an error where there are very many. */
const MOST_LEVELS = 500;

function parse(text: string, errors: ParseError[]): Node | undefined {
  if (isTooDeep(text)) return undefined;
  const withoutMark = text.replace(/^\uFEFF/, ' ');
  return parseTree(withoutMark, errors, { allowTrailingComma: true });
}

/** Brackets in texts count as well: a text with that many is no settings file. */
function isTooDeep(text: string): boolean {
  let level = 0;
  for (const [bracket] of text.matchAll(/[[\]{}]/g)) {
    level = bracket === '[' || bracket === '{' ? level + 1 : Math.max(0, level - 1);
    if (level > MOST_LEVELS) return true;
  }
  return false;
}

function toYaml(node: Node, text: string): YamlNode {
  const written = { span: spanOf(node, text), tag: null };
  const children = node.children ?? [];
  switch (node.type) {
    case 'array':
      return { ...written, kind: 'list', items: children.map((child) => toYaml(child, text)) };
    case 'object':
      return { ...written, kind: 'map', entries: lastOfEachKey(children, text) };
    default: {
      // A scalar has a value that JSON has, and a property stands in an object only.
      const value = node.value as YamlScalar['value'];
      const source = text.slice(written.span.start, written.span.end);
      const quoted = typeof value === 'string';
      return { ...written, kind: 'scalar', value, text: quoted ? value : source, quoted };
    }
  }
}

/** As `JSON.parse` does: of a repeated key the last value counts, at the place of the first. */
function lastOfEachKey(properties: readonly Node[], text: string): readonly YamlEntry[] {
  const entries = new Map<string, YamlEntry>();
  for (const { children = [] } of properties) {
    const [name, value] = children;
    // While somebody types, a key has no value yet.
    if (name === undefined || value === undefined) continue;
    const key = String(name.value);
    entries.set(key, { key, keySpan: spanOf(name, text), value: toYaml(value, text) });
  }
  return [...entries.values()];
}

/** Where the text ends within a value or a comment, the library's length is -1 or leads beyond the end. */
function spanOf({ offset, length }: Node, text: string): Span {
  return { start: offset, end: length < 0 ? text.length : Math.min(offset + length, text.length) };
}
