/** Logs that keep each line as JSON, as Docker's `json-file` driver and log collectors do: `{"log":"#1 DONE 0.1s\n"}`. */

/** Not BuildKit's own objects, which can be long. */
const WRAPPED = /^\s*\{\s*"(?!(?:vertexes|statuses|logs|warnings)")/;
const LINE_FIELDS: readonly string[] = ['log', 'message', 'msg', 'line', 'textPayload', 'out'];

/** The line that a JSON object wraps; the given line where it is no such object. */
export function unwrapJsonLine(line: string): string {
  if (!WRAPPED.test(line)) return line;
  try {
    const value: unknown = JSON.parse(line);
    if (typeof value !== 'object' || value === null) return line;
    const fields = new Map<string, unknown>(Object.entries(value));
    for (const name of LINE_FIELDS) {
      const text = fields.get(name);
      if (typeof text === 'string') return text.replace(/[\r\n]+$/, '');
    }
  } catch {
    // A line of something else that begins with a brace.
  }
  return line;
}
