/**
 * Reads TOML with the library `toml-eslint-parser`, the only file that knows it. The library stops at the first mistake:
 * a file with one has no values, as for every other tool that reads it.
 */
import { ParseError, parseTOML, type AST } from 'toml-eslint-parser';
import type { Parsed, Problem, Span } from '../../text/span.ts';
import { isDeeperThan } from './depth.ts';
import { plainMessage } from './messages.ts';
import type { TomlEntry, TomlNode, TomlTable } from './model.ts';

export function parseToml(text: string): Parsed<TomlTable> {
  const nothing: TomlTable = { kind: 'table', entries: [], span: { start: 0, end: 0 } };
  if (isDeeperThan(text, MOST_LEVELS))
    return { value: nothing, problems: [problemAt(text, 0, TOO_DEEP)] };
  try {
    // The library takes a byte order mark for a mistake; a blank in its place keeps all offsets.
    const [table] = parseTOML(text.replace(/^\uFEFF/, ' ')).body;
    return { value: readTopLevel(table), problems: [] };
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    const message = `This is not valid TOML: ${plainMessage(error.message)}. Nothing of the file counts until it is.`;
    return { value: nothing, problems: [problemAt(text, error.index, message)] };
  }
}

/** The library calls itself for each level, and so does the reader. */
const MOST_LEVELS = 100;
const TOO_DEEP = `The file is nested more than ${String(MOST_LEVELS)} levels deep.`;

/** The rest of the line; the last letter of the line where nothing is left of it. */
function problemAt(text: string, index: number, message: string): Problem {
  const at = Math.max(0, Math.min(index, text.length));
  const newline = text.slice(at).search(/[\r\n]/);
  const end = newline < 0 ? text.length : at + newline;
  const start = end === at && at > 0 ? at - 1 : at;
  return { code: 'syntax', severity: 'error', message, span: { start, end: Math.max(end, start) } };
}

/** A table that grows while the file is read. */
interface Growing {
  readonly kind: 'table';
  readonly entries: TomlEntry[];
  readonly byKey: Map<string, TomlNode>;
  readonly span: Span;
}

function growing(span: Span): Growing {
  return { kind: 'table', entries: [], byKey: new Map(), span };
}

interface GrowingList {
  readonly kind: 'list';
  readonly items: TomlNode[];
  readonly span: Span;
}

function readTopLevel(top: AST.TOMLTopLevelTable): TomlTable {
  const root = growing(spanOf(top));
  for (const one of top.body) {
    if (one.type === 'TOMLKeyValue') add(root, one);
    else {
      const table = tableAt(root, one);
      for (const entry of one.body) add(table, entry);
    }
  }
  return root;
}

/** The table of a header `[a.b]` or `[[a.b]]`. */
function tableAt(root: Growing, { key, kind }: AST.TOMLTable): Growing {
  const keys = [...key.keys];
  const start = keys[0]?.range[0] ?? key.range[0];
  const last = keys.pop();
  const span = { start, end: last?.range[1] ?? start };
  const parent = keys.reduce((table, one) => inside(table, one, span), root);
  if (last === undefined) return parent;
  if (kind !== 'array') return inside(parent, last, span);
  const item = growing(span);
  const known = parent.byKey.get(nameOf(last));
  if (known?.kind === 'list') (known as GrowingList).items.push(item);
  else put(parent, last, { kind: 'list', items: [item], span });
  return item;
}

function add(table: Growing, { key, value }: AST.TOMLKeyValue): void {
  const keys = [...key.keys];
  const last = keys.pop();
  const parent = keys.reduce((one, name) => inside(one, name, spanOf(key)), table);
  if (last !== undefined) put(parent, last, readValue(value));
}

/** The table of a name, of a list of tables its last one; it is made where it does not exist. */
function inside(table: Growing, key: Name, span: Span): Growing {
  const known = table.byKey.get(nameOf(key));
  const found = known?.kind === 'list' ? known.items.at(-1) : known;
  // The library refuses a file in which the name is something else.
  if (found?.kind === 'table') return found as Growing;
  const made = growing(span);
  put(table, key, made);
  return made;
}

type Name = AST.TOMLBare | AST.TOMLQuoted;

function put(table: Growing, key: Name, value: TomlNode): void {
  const name = nameOf(key);
  table.entries.push({ key: name, keySpan: spanOf(key), value });
  table.byKey.set(name, value);
}

function nameOf(key: Name): string {
  return key.type === 'TOMLBare' ? key.name : key.value;
}

function readValue(node: AST.TOMLContentNode): TomlNode {
  const span = spanOf(node);
  switch (node.type) {
    case 'TOMLValue': {
      const { value } = node;
      return { kind: 'scalar', value: value instanceof Object ? null : plain(value), span };
    }
    case 'TOMLArray':
      return { kind: 'list', items: node.elements.map(readValue), span };
    case 'TOMLInlineTable': {
      const table = growing(span);
      for (const entry of node.body) add(table, entry);
      return table;
    }
  }
}

function plain(value: unknown): string | number | boolean | null {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? value
    : null;
}

function spanOf({ range: [start, end] }: { readonly range: readonly [number, number] }): Span {
  return { start, end };
}
