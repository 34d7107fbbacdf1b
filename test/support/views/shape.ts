/**
 * What of a view is the same each time that it is recorded: its keys, names of steps, verdicts, and sentences without
 * their figures. By it a recorded view is held against the product of today.
 */

/** What of a package, a line of output or a bar is worth comparing: the index has new releases every day. */
const SUMMED_UP: ReadonlySet<string> = new Set(['packages', 'phases', 'output', 'trend']);

/** Numbers that no clock decides. */
const EXACT_NUMBERS: ReadonlySet<string> = new Set(['line', 'step', 'hit', 'miss', 'conditional']);

/** Whether a base image counts as cached is a matter of what the builder has looked at before. */
const OF_IMAGES: ReadonlySet<string> = new Set(['cached', 'observed', 'right', 'reasons']);

export function shapeOf(value: unknown, key = ''): unknown {
  if (Array.isArray(value)) {
    if (SUMMED_UP.has(key)) return [...new Set(value.flatMap(keysOf))].sort();
    const shapes = value.map((item: unknown) => shapeOf(item));
    // Steps of parallel stages begin in any order.
    return key === 'steps' ? shapes.toSorted(byName) : shapes;
  }
  if (isObject(value)) {
    const isImage = /^\[[^\]]+\] FROM /.test(String(value['name']));
    return Object.fromEntries(
      Object.entries(value)
        .filter(([name]) => !(isImage && OF_IMAGES.has(name)))
        .map(([name, item]) => [name, shapeOf(item, name)]),
    );
  }
  if (typeof value === 'number') return EXACT_NUMBERS.has(key) ? value : '#';
  return typeof value === 'string' ? withoutFigures(value) : value;
}

function withoutFigures(text: string): string {
  return text
    .replace(/\d{4}-\d{2}-\d{2}T[\d:.]+Z/g, '#time')
    .replace(/\btoday \d{2}:\d{2}|\b\d{4}-\d{2}-\d{2} \d{2}:\d{2}/g, '#time')
    .replace(/sha256:[0-9a-f]{4,64}/g, 'sha256:#')
    .replace(/\b(?:\d+ h )?(?:\d+ min )?\d+(?:\.\d+)? s\b/g, '# s')
    .replace(/\b\d+ min\b/g, '# s')
    .replace(/\b\d+(?:\.\d+)? (bytes|kB|MB|GB|%)/g, '# $1')
    .replace(/\d+(?:\.\d+)+[\w.+]*/g, '#.#');
}

function byName(one: unknown, other: unknown): number {
  return nameOf(one) < nameOf(other) ? -1 : nameOf(one) > nameOf(other) ? 1 : 0;
}

function nameOf(value: unknown): string {
  return isObject(value) ? String(value['name']) : '';
}

function keysOf(value: unknown): readonly string[] {
  return isObject(value) ? Object.keys(value) : [typeof value];
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
