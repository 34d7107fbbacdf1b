/** Takes secrets out of a report before it is kept or shown: out of all words for people, and out of nothing else. */

/** Names, sentences and messages; paths, kinds and ids stay, because something is looked up by them. */
const WORDS: ReadonlySet<string> = new Set([
  'assumed',
  'error',
  'identity',
  'label',
  'name',
  'requiredBy',
  'text',
  'warnings',
]);

/** `report` is plain data: what JSON can say. */
export function maskReport<Report>(report: Report, mask: (text: string) => string): Report {
  // The shape stays: only texts are replaced, by texts.
  return masked(report, mask, false) as Report;
}

function masked(value: unknown, mask: (text: string) => string, isWord: boolean): unknown {
  if (typeof value === 'string') return isWord ? mask(value) : value;
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return maskedItems(value, mask, isWord);
  const record = value as Readonly<Record<string, unknown>>;
  let changed: Map<string, unknown> | null = null;
  for (const key in record) {
    const part = masked(record[key], mask, WORDS.has(key));
    if (part !== record[key]) (changed ??= new Map(Object.entries(record))).set(key, part);
  }
  // What has no secret in it, which is nearly everything, stays the same object.
  return changed === null ? value : Object.fromEntries(changed);
}

/** Nothing is made for what stays: a report is masked at each keystroke. */
function maskedItems(
  items: readonly unknown[],
  mask: (text: string) => string,
  isWord: boolean,
): readonly unknown[] {
  let changed: unknown[] | null = null;
  for (let index = 0; index < items.length; index++) {
    const item = masked(items[index], mask, isWord);
    if (item !== items[index]) (changed ??= [...items])[index] = item;
  }
  return changed ?? items;
}
