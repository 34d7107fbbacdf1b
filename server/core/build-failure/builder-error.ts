/**
 * What buildx prints last of a build that failed: the failed step with its output, the lines of the Dockerfile with `>>>`
 * before those that failed, and the error (buildx `util/progress`, BuildKit `solver/errdefs/source.go`).
 */

export interface BuilderError {
  /** Without the words that every failure begins with. */
  readonly message: string;
  /** The part of the Dockerfile; empty where the builder names none. */
  readonly source: readonly BuilderSourceLine[];
}

export interface BuilderSourceLine {
  readonly line: number;
  readonly text: string;
  readonly failed: boolean;
}

/** `   4 | >>> RUN pip install -r requirements.txt`: the text has a margin of its own. */
const SOURCE_LINE = /^ *(\d+) \| (>>> | {4})(.*)$/;
const FRAME = /^-{20}$/;

export function readBuilderError(text: string): BuilderError {
  const lines = text.split(/\r?\n/);
  return { message: messageOf(text), source: sourceOf(lines) };
}

/** Behind `ERROR:` if buildx says so; else the last lines. */
function messageOf(text: string): string {
  const at = /(?:^|\n)ERROR: (?![^]*\nERROR: )/.exec(text);
  if (at === null) return text.trim().split('\n').slice(-5).join('\n');
  return text
    .slice(at.index + at[0].length)
    .replace(/^(?:failed to build: |failed to solve: |target [^:\s]+: )+/, '')
    .trim();
}

function sourceOf(lines: readonly string[]): readonly BuilderSourceLine[] {
  const end = lines.findLastIndex((line) => FRAME.test(line));
  const start = lines.slice(0, Math.max(0, end)).findLastIndex((line) => FRAME.test(line));
  if (start < 0) return [];
  return lines.slice(start + 1, end).flatMap((line) => {
    const [whole, number = '', mark, text = ''] = SOURCE_LINE.exec(line) ?? [];
    return whole === undefined ? [] : [{ line: Number(number), text, failed: mark === '>>> ' }];
  });
}

const PROCESS = /^process "[^]*" did not complete successfully: (?:exit code: (\d+)|([^]*))$/;

export interface ProcessError {
  /** Null where the process did not end by itself. */
  readonly exitCode: number | null;
  readonly text: string;
}

/** What became of the process of a RUN; null where the builder itself failed. */
export function processError(message: string): ProcessError | null {
  const match = PROCESS.exec(message);
  if (match === null) return null;
  const [, code, text = ''] = match;
  return { exitCode: code === undefined ? null : Number(code), text };
}
