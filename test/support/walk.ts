/** The walk through a rule in CONTRIBUTING.md: the files that it quotes, and the commands with what they print. */
import { textOf } from './tracked-files.ts';

const TITLE = '## One rule, from the command to a green test';

/** Stands alone on a line for the lines that are left out. */
const LEFT_OUT = '…';

export interface Quote {
  readonly file: string;
  readonly text: string;
}

export interface WalkCommand {
  readonly line: string;
  readonly printed: string;
}

export interface Walk {
  readonly quotes: readonly Quote[];
  readonly commands: readonly WalkCommand[];
}

export function readWalk(): Walk {
  const blocks = [...section().matchAll(/^(.*)\n\n(`{3,})(\w+)\n([\s\S]*?)\n\2$/gm)].map(
    ([, before = '', , language = '', text = '']) => ({ before, language, text }),
  );
  const consoles = blocks.filter(({ language }) => language === 'console');
  return {
    quotes: blocks
      .filter((block) => !consoles.includes(block))
      // The name of the file is the last word in code before it.
      .map(({ before, text }) => ({
        file: [...before.matchAll(/`([^`]+)`/g)].at(-1)?.[1] ?? '',
        text,
      })),
    commands: consoles.flatMap(({ text }) => commandsIn(text)),
  };
}

/** Whether the quote is the text, whole lines of it in their order with what `…` leaves out. */
export function quotes(quote: string, text: string): boolean {
  const parts = partsOf(quote).map((part) =>
    part === null ? '(?:[^\\n]*\\n)*' : `${literal(part)}\\n`,
  );
  return new RegExp(`^${parts.join('')}$`).test(`${withoutBlankEnds(text)}\n`);
}

/** A heading in a block of code is none of the document. */
function section(): string {
  const lines = textOf('CONTRIBUTING.md').split('\n');
  const start = lines.indexOf(TITLE);
  let fence = '';
  for (let at = start + 1; at < lines.length; at++) {
    const mark = /^`{3,}/.exec(lines[at] ?? '')?.[0] ?? '';
    if (fence === '') fence = mark;
    else if (mark === fence) fence = '';
    if (fence === '' && lines[at]?.startsWith('## ') === true)
      return lines.slice(start, at).join('\n');
  }
  return start < 0 ? '' : lines.slice(start).join('\n');
}

function commandsIn(text: string): readonly WalkCommand[] {
  return `\n${text}`
    .split('\n$ ')
    .slice(1)
    .map((one) => {
      const [line = '', ...printed] = one.split('\n');
      return { line, printed: printed.join('\n') };
    });
}

/** Null for what is left out. */
function partsOf(quote: string): readonly (string | null)[] {
  return `\n${quote}\n`.split(`\n${LEFT_OUT}\n`).flatMap((part, index) => {
    const lines = withoutBlankEnds(part);
    return [...(index === 0 ? [] : [null]), ...(lines === '' ? [] : [lines])];
  });
}

function withoutBlankEnds(text: string): string {
  return text.replace(/^\n+|\n+$/g, '');
}

function literal(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
