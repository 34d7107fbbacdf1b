/** Fields of what docker prints. */

/** Null for what is no text, and for an empty one. */
export function textOf(value: Readonly<Record<string, unknown>>, name: string): string | null {
  const text = value[name];
  return typeof text === 'string' && text !== '' ? text : null;
}
