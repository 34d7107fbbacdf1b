/** The reasons of steps as plain text, below the names of steps. */
import type { ShownReasons, StepWithReasons } from '../shown-reasons.ts';
import type { Reason } from '../../../protocol/shapes.ts';

export const NAME_WIDTH = 64;

/** In one line, and not too long. */
export function shortName(name: string): string {
  const text = name.replace(/\s+/g, ' ');
  return text.length > NAME_WIDTH ? `${text.slice(0, NAME_WIDTH - 1)}…` : text;
}

export function reasonLines(
  { file }: StepWithReasons,
  reasons: ShownReasons | undefined,
): readonly string[] {
  const { chains = [], sameAs = null } = reasons ?? {};
  if (sameAs !== null)
    return [`same reasons as ${shortName(sameAs.name)} (line ${String(sameAs.line)})`];
  return chains.flatMap((chain) =>
    chain.map((link, depth) => {
      const indent = depth === 0 ? '' : `${'  '.repeat(depth)}↳ `;
      return `${indent}${link.text}${placeText(link, file)}`;
    }),
  );
}

/** Where to look, unless the text says it: `follows … (line 4)` means the Dockerfile. */
function placeText({ text, file, line }: Reason, dockerfile: string): string {
  if (file === undefined) return '';
  if (line === undefined) return text.includes(file) ? '' : ` (${file})`;
  const isNamed = file === dockerfile || text.startsWith(file);
  const isSaid = isNamed && text.includes(`(line ${String(line)})`);
  return isSaid ? '' : ` (${file}:${String(line)})`;
}
