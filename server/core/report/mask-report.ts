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
  if (Array.isArray(value)) {
    const items = value.map((one) => masked(one, mask, isWord));
    return items.every((one, index) => one === value[index]) ? value : items;
  }
  const entries: [string, unknown][] = Object.entries(value);
  let isSame = true;
  for (const entry of entries) {
    const [key, part] = entry;
    entry[1] = masked(part, mask, WORDS.has(key));
    if (entry[1] !== part) isSame = false;
  }
  // What has no secret in it, which is nearly everything, stays the same object.
  return isSame ? value : Object.fromEntries(entries);
}
