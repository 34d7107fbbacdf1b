/** One line of comma-separated values, with quotes as in a CSV file: the form of `--mount` and `--device`. */

export interface CsvField {
  /** Without the quotes around it. */
  readonly text: string;
  /** Place in the line, quotes included. */
  readonly start: number;
  readonly end: number;
}

export type CsvLine =
  | { readonly kind: 'fields'; readonly fields: readonly CsvField[] }
  | { readonly kind: 'error'; readonly message: string };

export function readCsvLine(line: string): CsvLine {
  if (line === '') return { kind: 'error', message: 'it is empty' };
  const fields: CsvField[] = [];
  for (let start = 0; ;) {
    const field = line[start] === '"' ? quotedField(line, start) : plainField(line, start);
    if (typeof field === 'string') return { kind: 'error', message: field };
    fields.push(field);
    if (field.end >= line.length) return { kind: 'fields', fields };
    start = field.end + 1;
  }
}

function plainField(line: string, start: number): CsvField | string {
  const comma = line.indexOf(',', start);
  const end = comma < 0 ? line.length : comma;
  const text = line.slice(start, end);
  return text.includes('"')
    ? 'a double quote stands inside an option that does not begin with one'
    : { text, start, end };
}

function quotedField(line: string, start: number): CsvField | string {
  let text = '';
  for (let at = start + 1; ;) {
    const quote = line.indexOf('"', at);
    if (quote < 0) return 'a double quote is opened and never closed';
    text += line.slice(at, quote);
    at = quote + 1;
    if (line[at] === '"') {
      text += '"';
      at++;
    } else if (at === line.length || line[at] === ',') {
      return { text, start, end: at };
    } else {
      return 'text stands behind a closing double quote';
    }
  }
}
