/** Takes whole commands out of a script, and leaves the comments of its author where they are. */
import type { SimpleCommand } from '../../syntax/shell/index.ts';
import type { TextEdit } from '../../text/edits.ts';

/** Null where one of them cannot go. */
export function removeCommands(
  commands: readonly SimpleCommand[],
  file: string,
): readonly TextEdit[] | null {
  const parts = commands.map(partOf).sort((a, b) => a.start - b.start);
  const known = parts.filter((part) => part !== NOTHING);
  if (known.length < parts.length) return null;
  return joined(known).map((part) => editOf(part, file));
}

/** Commands that follow each other and go together. */
interface Part {
  readonly commands: readonly SimpleCommand[];
  readonly start: number;
  readonly end: number;
  readonly previousEnd: number;
  readonly goesOn: boolean;
}

const NOTHING: Part = { commands: [], start: 0, end: 0, previousEnd: 0, goesOn: false };

function partOf(command: SimpleCommand): Part {
  return command.removal === null ? NOTHING : { commands: [command], ...command.removal };
}

function joined(parts: readonly Part[]): readonly Part[] {
  return parts.reduce<readonly Part[]>((before, part) => {
    const last = before.at(-1);
    if (last === undefined || last.end < part.start) return [...before, part];
    const { end, goesOn } = part;
    const start = goesOn ? last.start : last.previousEnd;
    return [
      ...before.slice(0, -1),
      { ...last, commands: [...last.commands, ...part.commands], start, end, goesOn },
    ];
  }, []);
}

function editOf(part: Part, file: string): TextEdit {
  const { commands, start, end, goesOn } = part;
  const span = { start, end };
  const first = commands[0]?.span.start ?? start;
  const comments = commentLines(file.slice(start, end));
  if (comments.length === 0) return { span, newText: '' };
  if (goesOn) return ownLines(part, first, file) ?? { span, newText: '' };
  // The line before ends the script: a line after it may hold nothing but a comment.
  const isEnd = /^[ \t]*(?:\r?\n|$)/.test(file.slice(end));
  return { span, newText: isEnd ? comments.map((line) => `\n${line}`).join('') : '' };
}

/** Where the commands have lines of their own, with one operator each, these lines go; null elsewhere. */
function ownLines({ commands, start, previousEnd }: Part, first: number, file: string) {
  const last = commands.at(-1)?.span.end ?? first;
  const from = file.lastIndexOf('\n', first - 1) + 1;
  const newline = file.indexOf('\n', last);
  if (newline < 0 || (previousEnd < first && from <= previousEnd)) return null;
  const before = file.slice(from, first).trim();
  const after = file
    .slice(last, newline)
    .replace(/\\[ \t\r]*$/, '')
    .trim();
  const isStatement = start >= first;
  const fits = isStatement
    ? before === '' && /^;?(?:\s*#.*)?$/.test(after)
    : (before === '&&' && after === '') || (before === '' && after === '&&');
  if (!fits) return null;
  const between = commentLines(file.slice(first, last)).map((line) => `${line}\n`);
  return { span: { start: from, end: newline + 1 }, newText: between.join('') };
}

/** Lines that hold nothing else. */
function commentLines(text: string): readonly string[] {
  return text
    .split('\n')
    .slice(1)
    .filter((line) => /^[ \t]*#/.test(line))
    .map((line) => line.replace(/\r$/, ''));
}
