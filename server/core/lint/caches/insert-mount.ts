/** Where a new mount goes: as the file puts its flags, on a line of its own where it has them so. */
import type { Dockerfile, Instruction } from '../../syntax/dockerfile/model.ts';
import type { TextEdit } from '../../text/edits.ts';
import type { RunView } from '../../build-model/model.ts';

/** Matches what joins a line to the next: ` \\` and a line end, with the indentation after it; no comment between. */
const LINE_BREAK = /^[ \t]*[\\`][ \t]*\r?\n[ \t]*$/;

export function insertMount(
  { instruction }: Pick<RunView, 'instruction'>,
  flag: string,
  dockerfile: Dockerfile,
): TextEdit {
  return (
    besideFlags(instruction, flag, dockerfile.text) ??
    asElsewhere(instruction, flag, dockerfile) ??
    insertion(instruction.keywordSpan.end, ` ${flag}`)
  );
}

/** In a RUN that has flags: broken where they are broken from RUN, from each other, or from the command. */
function besideFlags(instruction: Instruction, flag: string, text: string): TextEdit | null {
  const { flags, keywordSpan } = instruction;
  const [first, second] = flags;
  const last = flags.at(-1);
  if (first === undefined || last === undefined) return null;
  const before = text.slice(keywordSpan.end, first.span.start);
  if (LINE_BREAK.test(before)) return insertion(keywordSpan.end, `${before}${flag}`);
  const between = text.slice(
    first.span.end,
    second?.span.start ?? commandStart(last.span.end, text),
  );
  return LINE_BREAK.test(between) ? insertion(last.span.end, `${between}${flag}`) : null;
}

/** In a RUN without flags: as the nearest RUN above, else below, breaks the line after its mounts. */
function asElsewhere(
  instruction: Instruction,
  flag: string,
  { instructions, text }: Dockerfile,
): TextEdit | null {
  const start = commandStart(instruction.keywordSpan.end, text);
  const lead = text.slice(instruction.keywordSpan.end, start);
  // A command that begins on the next line, or with a here-document, stays as it is.
  if (lead.includes('\n') || instruction.heredocs.length > 0 || instruction.json !== null)
    return null;
  const own = instructions.indexOf(instruction);
  const styles = instructions.map((one, index) => ({ index, style: breakBehindMounts(one, text) }));
  const above = styles.findLast(({ index, style }) => index < own && style !== undefined);
  const found = above ?? styles.find(({ style }) => style !== undefined);
  return typeof found?.style === 'string' ? insertion(start, `${flag}${found.style}`) : null;
}

/** The line break behind the mounts of a RUN, null where its command goes on beside them; undefined without mounts. */
function breakBehindMounts(
  { keyword, flags, heredocs }: Instruction,
  text: string,
): string | null | undefined {
  const last = flags.at(-1);
  if (keyword !== 'RUN' || last === undefined || !flags.some(({ name }) => name === 'mount'))
    return undefined;
  if (heredocs.length > 0) return undefined;
  const gap = text.slice(last.span.end, commandStart(last.span.end, text));
  return LINE_BREAK.test(gap) ? gap : null;
}

/** Behind blanks and joined lines. */
function commandStart(from: number, text: string): number {
  const blank = /(?:[ \t]|[\\`][ \t]*\r?\n)*/y;
  blank.lastIndex = from;
  return from + (blank.exec(text)?.[0].length ?? 0);
}

function insertion(at: number, newText: string): TextEdit {
  return { span: { start: at, end: at }, newText };
}
