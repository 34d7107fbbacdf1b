/**
 * The lines of a whole log as they were printed. GitLab continues a line on the next one, Windows PowerShell wraps what
 * a program prints on its error stream at the width of the console and puts error records between. None of this can be
 * undone while a log is still coming, so it is done to a finished one.
 */
import { gitlabStream, leadingTime } from './dress-key.ts';
import { terminalText } from './terminal-text.ts';

export function logicalLines(text: string): readonly string[] {
  const lines = text.split('\n').map((line) => terminalText(line.replace(/\r+$/, '')));
  const whole = text.includes('Z 0') ? joinGitlab(lines) : lines;
  if (!text.includes('FullyQualifiedErrorId')) return joinWrapped(whole, false);
  const { kept, programs } = withoutErrorRecords(whole);
  // Only now, because the name counts where the line is wrapped.
  return joinWrapped(kept, true).map((line) => withoutProgram(line, programs));
}

const STEP_LINE = /^(?:\S{1,200} : )?#\d+ /;

function joinGitlab(lines: readonly string[]): readonly string[] {
  const joined: string[] = [];
  /** The stream that printed the line before. */
  let last: string | null = null;
  for (const line of lines) {
    const stamp = gitlabStream(line);
    const rest = stamp?.continues === true ? line.slice(stamp.length) : null;
    if (rest !== null && stamp?.stream === last && !STEP_LINE.test(rest)) {
      joined.push((joined.pop() ?? '') + rest);
    } else {
      joined.push(line);
    }
    last = stamp?.stream ?? null;
  }
  return joined;
}

const RECORD_END = /^\s*\+ FullyQualifiedErrorId\s*: /;
/** `At line:1 char:1`, `At C:\ci\build.ps1:12 char:5`, `In Zeile:1 Zeichen:1`. */
const RECORD_START = /^\S.*:\d+ \S+:\d+\s*$/;
const RECORD_LINE = /^\s*\+ /;
const LONGEST_RECORD = 16;

/** Removes what follows the message of an error record: the place in the script, the category, the id. */
function withoutErrorRecords(lines: readonly string[]): {
  readonly kept: readonly string[];
  /** What the messages begin with: `docker`, `C:\ci\build.ps1`, `&`. */
  readonly programs: ReadonlySet<string>;
} {
  const kept: string[] = [];
  const programs = new Set<string>();
  let afterRecord = false;
  for (const line of lines) {
    const body = bodyOf(line);
    if (afterRecord && body.trim() === '') {
      afterRecord = false;
      continue;
    }
    afterRecord = RECORD_END.test(body);
    if (afterRecord) {
      kept.length = startOfRecord(kept);
      const program = programOfMessage(kept);
      if (program !== null) programs.add(program);
    } else {
      kept.push(line);
    }
  }
  return { kept, programs };
}

const MESSAGE_START = /^(\S{1,200}) : #\d+ /;
const LONGEST_MESSAGE = 8;

/** The message stands right before its record, on as many lines as it needs. */
function programOfMessage(lines: readonly string[]): string | null {
  for (const line of lines.slice(-LONGEST_MESSAGE).reverse()) {
    const body = bodyOf(line);
    const program = MESSAGE_START.exec(body)?.[1];
    if (program !== undefined) return program;
    if (STEP_LINE.test(body)) return null;
  }
  return null;
}

function withoutProgram(line: string, programs: ReadonlySet<string>): string {
  const body = bodyOf(line);
  const program = MESSAGE_START.exec(body)?.[1];
  if (program === undefined || !programs.has(program)) return line;
  return line.slice(0, line.length - body.length) + body.slice(program.length + ' : '.length);
}

/** Index of the first line of the record that ends behind the given lines. */
function startOfRecord(lines: readonly string[]): number {
  let start = lines.length;
  for (let index = lines.length - 1; index >= lines.length - LONGEST_RECORD; index--) {
    const body = bodyOf(lines[index] ?? '');
    if (RECORD_START.test(body)) return Math.max(index, 0);
    if (STEP_LINE.test(body)) break;
    if (RECORD_LINE.test(body)) start = index;
  }
  return Math.max(start, 0);
}

/** Lines that a build prints after its steps; they continue nothing. */
const NO_CONTINUATION =
  /^(?:-{4,}|ERROR: |WARN|Dockerfile\S*:\d|\s*(?:\d+ \||>>>|> \[|View build))/;
const CONSOLE_WIDTHS: ReadonlySet<number> = new Set([
  79, 80, 99, 100, 119, 120, 131, 132, 159, 160,
]);
const NARROWEST = 40;

interface Wrap {
  /** Of the line that continues the one before. */
  readonly index: number;
  /** Of the line before; a space at the end of a full line counts. */
  readonly length: number;
}

function joinWrapped(lines: readonly string[], isPowerShell: boolean): readonly string[] {
  const width = widestLine(lines);
  if (width < NARROWEST) return lines;
  const wraps = findWraps(lines, width);
  const nFull = wraps.filter((wrap) => wrap.length === width).length;
  // Cut at the width, in the middle of words too, or wrapped between words.
  const isCut = nFull * 2 > wraps.length && (nFull > 1 || CONSOLE_WIDTHS.has(width));
  if (wraps.length === 0 || !(isPowerShell || (isCut && nFull > 1))) return lines;
  const certain = isPowerShell ? wraps : wraps.filter((wrap) => wrap.length === width);
  const lengthBefore = new Map(certain.map((wrap) => [wrap.index, wrap.length]));
  const joined: string[] = [];
  lines.forEach((line, index) => {
    const length = lengthBefore.get(index);
    if (length === undefined) {
      joined.push(line);
      return;
    }
    const rest = bodyOf(line);
    const isFull = length === width && (isCut || isCutWord(lines[index - 1] ?? '', rest, width));
    const start = joined.pop() ?? '';
    const isDirect = isFull || /\s$/.test(start) || /^\s/.test(rest);
    joined.push(`${start}${isDirect ? '' : ' '}${rest}`);
  });
  return joined;
}

/** Even between words, a word that is longer than a line is cut. */
function isCutWord(before: string, rest: string, width: number): boolean {
  const head = before.length - before.lastIndexOf(' ') - 1;
  return head + firstWord(rest).length > width;
}

/** Width of the widest line that belongs to a step or may continue one. */
function widestLine(lines: readonly string[]): number {
  let widest = 0;
  let isInside = false;
  for (const line of lines) {
    const body = bodyOf(line).trimEnd();
    isInside = STEP_LINE.test(body) || (isInside && mayContinue(body));
    if (isInside) widest = Math.max(widest, body.length);
  }
  return widest;
}

/** A line continues the one before if its first word had no room there. */
function findWraps(lines: readonly string[], width: number): readonly Wrap[] {
  const wraps: Wrap[] = [];
  /** Length of the line before if it is a step's line or continues one. */
  let before: number | null = null;
  lines.forEach((line, index) => {
    const body = bodyOf(line);
    const length = Math.min(body.length, width);
    if (STEP_LINE.test(body)) {
      before = length;
      return;
    }
    const hadNoRoom = before !== null && before + 1 + firstWord(body).length > width;
    const continues = hadNoRoom && mayContinue(body);
    if (continues) wraps.push({ index, length: before ?? 0 });
    before = continues ? length : null;
  });
  return wraps;
}

function mayContinue(body: string): boolean {
  return body.trim() !== '' && !NO_CONTINUATION.test(body);
}

function firstWord(text: string): string {
  return /\S+/.exec(text)?.[0] ?? '';
}

function bodyOf(line: string): string {
  return line.startsWith('#') ? line : line.slice(leadingTime(line).length);
}
