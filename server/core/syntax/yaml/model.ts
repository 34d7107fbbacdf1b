/** A YAML document as plain values that remember where they were written. */
import type { Problem, Span } from '../../text/span.ts';

export type YamlNode = YamlScalar | YamlList | YamlMap;

interface Written {
  readonly span: Span;
  /** A tag that is not YAML's own, such as `!reset`; null where there is none. */
  readonly tag: string | null;
}

export interface YamlScalar extends Written {
  readonly kind: 'scalar';
  /** By YAML 1.2's core schema. */
  readonly value: string | number | boolean | null;
  /** The text of the scalar without its quotes: `08` and `0.10` stay as they were written. */
  readonly text: string;
  readonly quoted: boolean;
}

export interface YamlList extends Written {
  readonly kind: 'list';
  readonly items: readonly YamlNode[];
}

export interface YamlMap extends Written {
  readonly kind: 'map';
  /** In the order of the file; of a repeated key only the last. Merge keys (`<<`) are resolved. */
  readonly entries: readonly YamlEntry[];
}

export interface YamlEntry {
  readonly key: string;
  readonly keySpan: Span;
  readonly value: YamlNode;
}

export interface YamlFile {
  /** One for each document of the stream; an empty file has none. */
  readonly documents: readonly YamlNode[];
  readonly problems: readonly Problem[];
}

/** The value of a key; undefined where the node is no map or has no such key. */
export function entryOf(node: YamlNode | undefined, key: string): YamlNode | undefined {
  if (node?.kind !== 'map') return undefined;
  return node.entries.find((entry) => entry.key === key)?.value;
}

/** The text of a scalar other than null; undefined for everything else. */
export function textOfNode(node: YamlNode | undefined): string | undefined {
  return node?.kind === 'scalar' && node.value !== null ? node.text : undefined;
}

export function itemsOf(node: YamlNode | undefined): readonly YamlNode[] {
  return node?.kind === 'list' ? node.items : [];
}
