/**
 * Logs that keep each line as JSON, as Docker's `json-file` driver and log collectors do: `{"log":"#1 DONE 0.1s\n"}`, or
 * as a JSON string in something else: `level=info msg="#1 DONE 0.1s"` of logfmt, the lists that Ansible prints.
 */

/** Not BuildKit's own objects, which can be long. */
const WRAPPED = /^\s*\{\s*"(?!(?:vertexes|statuses|logs|warnings)")/;
const LINE_FIELDS: readonly string[] = ['log', 'message', 'msg', 'line', 'textPayload', 'out'];

/** `time="2026-01-05T10:11:12Z" level=info msg="#8 1.1 Collecting six"` */
const LOGFMT_MESSAGE = /^(?:time|ts|t|level|lvl)=.{0,200}? msg=("#\d.*?[^\\]")(?: |$)/;
/** `        "#8 1.1 Collecting six",` */
const LIST_ITEM = /^\s{0,40}("#\d+ .*"),?$/;

/** The line that a JSON object wraps; the given line where it is no such object. */
export function unwrapJsonLine(line: string): string {
  const string = LOGFMT_MESSAGE.exec(line)?.[1] ?? LIST_ITEM.exec(line)?.[1];
  if (string !== undefined) return unquote(string) ?? line;
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

function unquote(text: string): string | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'string' ? value.replace(/[\r\n]+$/, '') : null;
  } catch {
    return null;
  }
}
