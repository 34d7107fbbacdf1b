/**
 * What one reading of compose files shares: texts and their YAML, each read once, the problems found, and limits that
 * keep files which include or extend each other from growing without end.
 */
import { parseYaml, type YamlNode } from '../../syntax/yaml/index.ts';
import type { ReadFile } from '../../invocations/model.ts';
import { lineIndex, positionAt } from '../../text/lines.ts';
import type { MergeWork } from './merge.ts';
import type { ComposeProblem, Place } from './model.ts';

export interface ComposeFile {
  readonly file: string;
  /** Empty where the file cannot be read; the problem is reported already. */
  readonly documents: readonly YamlNode[];
  readonly placeOf: (offset: number) => Place;
}

export interface Reading {
  /** The text of a file; remembers that it was looked for. */
  readonly textOf: (file: string) => string | null;
  /** Null where the file does not exist. */
  readonly composeFile: (file: string) => ComposeFile | null;
  readonly report: (
    place: { readonly file: string; readonly line?: number },
    message: string,
  ) => void;
  readonly merging: MergeWork;
  /** Whether a text of this length may be made by replacing variables; a long value in many places is too much. */
  readonly mayGrow: (length: number) => boolean;
  /** Of the user, for paths that start with `~`. */
  readonly home: string | undefined;
  readonly problems: readonly ComposeProblem[];
  /** Every file that was read or looked for. */
  readonly files: ReadonlySet<string>;
}

/** Of entries and items that are merged. The largest real projects have some thousands. */
const MOST_MERGED = 150_000;
/** Of units in all texts with variables together. */
const MOST_REPLACED = 10_000_000;
/** A file that is included a thousand times reports each of its problems as often. */
const MOST_PROBLEMS = 200;

export function startReading(read: ReadFile, home: string | undefined): Reading {
  const texts = new Map<string, string | null>();
  const parsed = new Map<string, ComposeFile | null>();
  const problems = new Map<string, ComposeProblem>();
  const report: Reading['report'] = ({ file, line }, message) => {
    const key = `${file}\n${line ?? ''}\n${message}`;
    if (problems.has(key) || problems.size >= MOST_PROBLEMS) return;
    problems.set(key, { file, ...(line === undefined ? {} : { line }), message });
  };
  const textOf = (file: string): string | null => {
    const known = texts.get(file);
    if (known !== undefined) return known;
    const text = read(file);
    texts.set(file, text);
    return text;
  };
  const composeFile = (file: string): ComposeFile | null => {
    const known = parsed.get(file);
    if (known !== undefined) return known;
    const text = textOf(file);
    const made = text === null ? null : parseComposeFile(file, text, report);
    parsed.set(file, made);
    return made;
  };
  let replaced = 0;
  const mayGrow = (length: number): boolean => (replaced += length) <= MOST_REPLACED;
  return {
    textOf,
    mayGrow,
    composeFile,
    report,
    merging: { left: MOST_MERGED, report: ({ place }, message) => report(place, message) },
    home,
    get problems() {
      return [...problems.values()];
    },
    get files() {
      return new Set(texts.keys());
    },
  };
}

function parseComposeFile(file: string, text: string, report: Reading['report']): ComposeFile {
  const lines = lineIndex(text);
  const placeOf = (offset: number): Place => ({ file, line: positionAt(lines, offset).line });
  const { documents, problems } = parseYaml(text);
  const wrong = problems.find(({ severity }) => severity === 'error');
  if (wrong === undefined) return { file, documents, placeOf };
  if (/\{\{|\{%/.test(text)) {
    report({ file }, 'This file is a template; its builds are known only after it is filled in.');
  } else {
    report(
      placeOf(wrong.span.start),
      `This is no valid YAML, so its builds are unknown: ${wrong.message}.`,
    );
  }
  return { file, documents: [], placeOf };
}
