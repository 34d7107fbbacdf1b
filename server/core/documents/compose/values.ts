/**
 * From YAML to compose values: scalars as go-yaml reads them, variables replaced in every text that is no key, and the
 * tags `!reset` and `!override` as marks.
 */
import type { YamlEntry, YamlNode, YamlScalar } from '../../syntax/yaml/index.ts';
import { interpolate } from './interpolate.ts';
import { readPlainScalar } from './plain-scalar.ts';
import type { ComposeMap, ComposeScalar, ComposeValue, Lookup, Mark, Place } from './model.ts';

export interface ValueReader {
  readonly lookup: Lookup;
  readonly placeOf: (offset: number) => Place;
  /** See `Reading`. */
  readonly mayGrow: (length: number) => boolean;
  readonly report: (place: Place, message: string) => void;
}

export function toValue(node: YamlNode, reader: ValueReader): ComposeValue {
  const place = reader.placeOf(node.span.start);
  const mark = markOf(node);
  if (node.kind === 'scalar') return toScalar(node, place, mark, reader);
  if (node.kind === 'map') return toMap(node.entries, place, mark, reader);
  // An item with `!reset` is left out; it removes nothing from the list below.
  const items = node.items.filter((item) => markOf(item) !== 'reset');
  return { kind: 'list', place, mark, items: items.map((item) => toValue(item, reader)) };
}

export function toMap(
  entries: readonly YamlEntry[],
  place: Place,
  mark: Mark,
  reader: ValueReader,
): ComposeMap {
  return {
    kind: 'map',
    place,
    mark,
    entries: new Map(entries.map(({ key, value }) => [key, toValue(value, reader)])),
  };
}

export function markOf(node: YamlNode): Mark {
  if (node.tag === '!reset') return 'reset';
  return node.tag === '!override' ? 'override' : 'merge';
}

function toScalar(node: YamlScalar, place: Place, mark: Mark, reader: ValueReader): ComposeScalar {
  const plain = node.quoted ? { text: node.text, isString: true } : readPlainScalar(node.text);
  if (!plain.isString) return { kind: 'scalar', place, mark, ...plain, unset: [] };
  const { text, unset, problems } = interpolate(plain.text ?? '', reader.lookup);
  for (const message of problems) reader.report(place, message);
  if (text !== plain.text && !reader.mayGrow(text.length)) {
    reader.report(
      place,
      'The values of variables are too long, so they are left out from here on.',
    );
    return { kind: 'scalar', place, mark, text: '', isString: true, unset };
  }
  return { kind: 'scalar', place, mark, text, isString: true, unset };
}
