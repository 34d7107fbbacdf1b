/** Why a build failed, for a terminal. The first line is as compilers write theirs, so that editors find the place. */
import type { BuildFailure, WayOut } from '../../protocol/report.ts';
import { painter, type Paint } from '../../core/report/text/style.ts';

/** Of the output: a page of a terminal has room for more than that. */
const MOST_OUTPUT = 20;

export function failureText(failure: BuildFailure, color: boolean): string {
  const paint = painter(color);
  const { message, file, line, reason, source, output, waysOut, log } = failure;
  const place = file === null || line === null ? '' : `${file}:${String(line)}: error: `;
  const shown = output.slice(-MOST_OUTPUT);
  const isShown = reason !== null && (shown.at(-1) === reason || message.includes(reason));
  const lines = [
    paint('red', `${place}${message}`),
    ...(reason === null || isShown ? [] : [paint('bold', reason)]),
    ...(source.length === 0 ? [] : ['', ...source.map((one) => sourceLine(one, paint))]),
    ...(shown.length === 0
      ? []
      : ['', 'Its output ended with:', ...shown.map((text) => `  ${text}`)]),
    ...(waysOut.length === 0 ? [] : ['', 'What you can do:', ...waysOut.flatMap(wayOutLines)]),
    ...(log === null ? [] : ['', paint('dim', `Whole log: ${log}`)]),
  ];
  return `${lines.join('\n')}\n`;
}

function sourceLine({ line, text, failed }: BuildFailure['source'][number], paint: Paint): string {
  const shown = `${String(line).padStart(5)} ${failed ? '>' : ' '} ${text}`;
  return failed ? paint('bold', shown) : paint('dim', shown);
}

function wayOutLines({ text, action }: WayOut): readonly string[] {
  const first = `  - ${text}`;
  switch (action?.kind) {
    case undefined:
      return [first];
    case 'command':
      return [first, `    $ ${action.command}`];
    case 'build':
    case 'edit':
      return [first, `    ${action.title}.`];
  }
}
