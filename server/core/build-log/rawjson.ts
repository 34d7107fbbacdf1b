/**
 * `--progress=rawjson`: one JSON object a line with `vertexes`, `logs`, `statuses`, `warnings`
 * (BuildKit client.SolveStatus, since buildx 0.12). `data` is base64. The same digest comes several times.
 */
import { createUtf8Decoder } from '../text/decode.ts';
import type { LogEvent, LogFormat, LogFormatReader } from './model.ts';
import { rfc3339Seconds } from '../text/rfc3339.ts';

export const rawjsonFormat: LogFormat = {
  id: 'rawjson',
  recognizes: (line) => /^\s*\{\s*"(vertexes|statuses|logs|warnings)"\s*:/.test(line),
  create: createRawjsonReader,
};

function createRawjsonReader(): LogFormatReader {
  /** Digest → name of the definition step that began the current build. */
  let definition: string | null = null;
  /** What each step has printed on each of its streams since the last end of a line. */
  const streams = new Map<
    string,
    { readonly decode: (bytes: Uint8Array) => string; tail: string }
  >();
  const withInputs = new Set<string>();

  function read(line: string): readonly LogEvent[] {
    const status = parseObject(line);
    if (!status) return [];
    const events: LogEvent[] = [];
    const ended = new Map<string, number>();
    for (const vertex of objects(status['vertexes'])) {
      const id = text(vertex['digest']);
      if (id === undefined) continue;
      const name = text(vertex['name']);
      const started = time(vertex['started']);
      if (
        name !== undefined &&
        name.startsWith('[internal] load build definition from ') &&
        id !== definition
      ) {
        // A digest of a local source holds the session's id: another one is another build.
        if (definition !== null) events.push({ kind: 'new-build', ...startedText(vertex) });
        definition = id;
      }
      const completed = time(vertex['completed']);
      const error = text(vertex['error']);
      if (completed !== undefined) ended.set(id, completed);
      if (Array.isArray(vertex['inputs'])) withInputs.add(id);
      // The files of a linked copy that was found are put together when they are needed. That is told without the inputs
      // that the step has, and does not mean that it ran.
      const isAfterwards = withInputs.has(id) && !Array.isArray(vertex['inputs']);
      events.push({
        kind: 'step',
        id,
        ...(isAfterwards ? {} : { cached: vertex['cached'] === true }),
        ...(name === undefined ? {} : { name }),
        ...(started === undefined ? {} : { started }),
        ...(completed === undefined ? {} : { completed }),
        ...(error === undefined ? {} : { error }),
      });
    }
    for (const log of objects(status['logs'])) {
      const id = text(log['vertex']);
      const data = text(log['data']);
      const at = time(log['timestamp']);
      if (id === undefined || data === undefined || at === undefined) continue;
      // An event holds a piece of output that may end inside a line and inside a character: keep the tail.
      const key = `${id} ${String(log['stream'])}`;
      const stream = streams.get(key) ?? { decode: createUtf8Decoder(), tail: '' };
      streams.set(key, stream);
      const lines = (stream.tail + stream.decode(decodeBase64(data))).split('\n');
      stream.tail = lines.pop() ?? '';
      for (const one of lines)
        events.push({ kind: 'line', id, time: at, text: one.replace(/\r$/, '') });
    }
    for (const [id, time] of ended) events.push(...unfinishedLines(id, time));
    return events;
  }

  /** `printf` ends no line, and may have said last what went wrong. */
  function unfinishedLines(id: string, time: number): readonly LogEvent[] {
    return ['1', '2'].flatMap((number): LogEvent[] => {
      const stream = streams.get(`${id} ${number}`);
      if (stream === undefined || stream.tail === '') return [];
      const { tail } = stream;
      stream.tail = '';
      return [{ kind: 'line', id, time, text: tail.replace(/\r$/, '') }];
    });
  }
  return { read };
}

function startedText(vertex: Readonly<Record<string, unknown>>): { started?: string } {
  const started = text(vertex['started']);
  return started === undefined ? {} : { started };
}

function parseObject(line: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(line);
    return isObject(value) ? value : null;
  } catch {
    // A line that is cut or not of this format says nothing.
    return null;
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function objects(value: unknown): readonly Readonly<Record<string, unknown>>[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function time(value: unknown): number | undefined {
  return typeof value === 'string' ? rfc3339Seconds(value) : undefined;
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
/** By the letter's code. */
const BASE64_VALUES: readonly (number | undefined)[] = Array.from({ length: 128 }, (_, code) => {
  const value = ALPHABET.indexOf(String.fromCharCode(code));
  return value === -1 ? undefined : value;
});

/** Core has no Buffer. What is no letter of the alphabet is passed over. */
export function decodeBase64(data: string): Uint8Array {
  const bytes = new Uint8Array(Math.floor((data.length * 3) / 4));
  let nBytes = 0;
  let bits = 0;
  let nBits = 0;
  for (let index = 0; index < data.length; index++) {
    const value = BASE64_VALUES[data.charCodeAt(index)];
    if (value === undefined) continue;
    bits = ((bits << 6) | value) & 0xffffff;
    nBits += 6;
    if (nBits >= 8) {
      nBits -= 8;
      bytes[nBytes++] = (bits >> nBits) & 0xff;
    }
  }
  return bytes.subarray(0, nBytes);
}
