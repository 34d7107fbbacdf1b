/**
 * Reads YAML with the library `yaml`, the only file that knows it. Aliases and merge keys are followed up to a number of
 * nodes, so that a few lines that name each other cannot become a tree that fills the memory.
 */
import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  parseAllDocuments,
  type Document,
  type Node,
  type Pair,
} from 'yaml';
import type { Problem, Span } from '../../text/span.ts';
import type { YamlEntry, YamlFile, YamlMap, YamlNode, YamlScalar } from './model.ts';

/** Of a file with its aliases written out. The largest real ones have some thousands. */
const MOST_NODES = 100_000;

export function parseYaml(text: string): YamlFile {
  if (isTooDeep(text)) return { documents: [], problems: [problem(TOO_DEEP, [0, 0], 'error')] };
  const parsed = parseAllDocuments(text, {
    version: '1.2',
    keepSourceTokens: false,
    logLevel: 'silent',
    uniqueKeys: false,
    // Tags such as `!reset` are kept on the nodes; what they mean is the reader's business.
    resolveKnownTags: false,
  });
  // An empty stream comes as an object that is no list of documents.
  const documents = Array.isArray(parsed) ? parsed : [];
  const state: State = { left: MOST_NODES, documents: null };
  return {
    documents: documents.map((document: Document) =>
      toNode(document.contents, { ...state, documents: document }, 0),
    ),
    problems: documents.flatMap((document: Document) => [
      ...document.errors.map((one) => problem(one.message, one.pos, 'error')),
      ...document.warnings
        .filter((one) => one.code !== 'TAG_RESOLVE_FAILED')
        .map((one) => problem(one.message, one.pos, 'warning')),
    ]),
  };
}

/** The library calls itself for each level, and runs out of memory where a file of nothing but brackets is read. */
const MOST_LEVELS = 1000;
const TOO_DEEP = `It is nested more than ${String(MOST_LEVELS)} levels deep`;
/** `- - - x`: levels on one line. */
const LEVELS_ON_A_LINE = new RegExp(`^ *(?:[-?] +){${String(MOST_LEVELS)}}`, 'm');

function isTooDeep(text: string): boolean {
  let level = 0;
  for (const [bracket] of text.matchAll(/[[\]{}]/g)) {
    level = bracket === '[' || bracket === '{' ? level + 1 : Math.max(0, level - 1);
    if (level > MOST_LEVELS) return true;
  }
  return LEVELS_ON_A_LINE.test(text);
}

interface State {
  left: number;
  readonly documents: Document | null;
}

/** An alias that leads to itself would go on for ever. */
const DEEPEST = 200;

const NOTHING: YamlScalar = {
  kind: 'scalar',
  value: null,
  text: '',
  quoted: false,
  span: { start: 0, end: 0 },
  tag: null,
};

function toNode(node: unknown, state: State, depth: number): YamlNode {
  if (--state.left < 0 || depth > DEEPEST) return NOTHING;
  if (isAlias(node)) {
    const target = state.documents ? node.resolve(state.documents) : undefined;
    return toNode(target, state, depth + 1);
  }
  if (isScalar(node)) {
    const { value } = node;
    const known =
      typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
    return {
      kind: 'scalar',
      value: known ? value : null,
      text: typeof value === 'string' ? value : (node.source ?? ''),
      quoted: node.type !== undefined && node.type !== 'PLAIN',
      ...placeOf(node),
    };
  }
  if (isSeq(node)) {
    const items = node.items.map((item) => toNode(item, state, depth + 1));
    return { kind: 'list', items, ...placeOf(node) };
  }
  if (isMap(node)) return toMap(node.items, node, state, depth);
  return NOTHING;
}

/** What a map says itself wins over what it merges in; of several merged maps the first wins. */
function toMap(pairs: readonly Pair[], node: Node, state: State, depth: number): YamlMap {
  const own = new Map<string, YamlEntry>();
  const merged: YamlMap[] = [];
  for (const pair of pairs) {
    const key = toNode(pair.key, state, depth + 1);
    const value = toNode(pair.value, state, depth + 1);
    const name = key.kind === 'scalar' ? key.text : '';
    if (name === '<<' && key.kind === 'scalar' && !key.quoted) merged.push(...mapsIn(value));
    else own.set(name, { key: name, keySpan: key.span, value });
  }
  for (const { entries } of merged) {
    for (const entry of entries) if (!own.has(entry.key)) own.set(entry.key, entry);
  }
  return { kind: 'map', entries: [...own.values()], ...placeOf(node) };
}

function mapsIn(node: YamlNode): readonly YamlMap[] {
  if (node.kind === 'map') return [node];
  return node.kind === 'list' ? node.items.filter((item) => item.kind === 'map') : [];
}

function placeOf(node: Node): { readonly span: Span; readonly tag: string | null } {
  const [start = 0, end = start] = node.range ?? [];
  const { tag = null } = node as { readonly tag?: string | null };
  return { span: { start, end }, tag: tag?.startsWith('!') === true ? tag : null };
}

function problem(
  message: string,
  [start, end]: readonly [number, number],
  severity: Problem['severity'],
): Problem {
  // The library adds the place and a drawing of the line; the first line is what went wrong.
  const [first = message] = message.split('\n');
  return {
    code: 'yaml',
    message: first.replace(/ at line \d+, column \d+:?$/, ''),
    span: { start, end },
    severity,
  };
}
