/** JSON of another program: whatever it is, it is read without an exception. */

export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Null for what is no text, and for an empty one. */
export function textOf(value: Readonly<Record<string, unknown>>, name: string): string | null {
  const text = value[name];
  return typeof text === 'string' && text !== '' ? text : null;
}
