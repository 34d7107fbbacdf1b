/**
 * Dockerfiles that are none yet: a template that Jinja, Go or a scaffolding tool fills in first. BuildKit's errors about
 * one are true and useless, so that a single sentence takes their place.
 */
import type { Problem, Span } from '../../text/span.ts';
import type { Dockerfile, Instruction } from './model.ts';

/** Where `{{` or `{%` of a template is; null for a file that parses, and for one whose errors have other causes. */
export function templateMark(
  { text, instructions, comments }: Dockerfile,
  problems: readonly Problem[],
): Span | null {
  const errors = problems.filter(({ severity }) => severity === 'error');
  if (errors.length === 0) return null;
  const broken = new Set(errors.map(({ span }) => instructionAt(instructions, span.start)));
  const blank = [
    ...comments,
    ...instructions.filter((one) => !broken.has(one) && mayQuoteMarks(one)).map(({ span }) => span),
  ].sort((a, b) => a.start - b.start);
  let next = 0;
  for (const match of text.matchAll(/\{[{%]/g)) {
    const at = match.index;
    while ((blank[next]?.end ?? Infinity) <= at) next++;
    if (at >= (blank[next]?.start ?? Infinity)) continue;
    return { start: at, end: at + 2 };
  }
  return null;
}

/** The last instruction that begins at an offset or before it. */
function instructionAt(instructions: readonly Instruction[], offset: number): Instruction | null {
  let low = 0;
  let high = instructions.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((instructions[middle]?.span.start ?? Infinity) <= offset) low = middle + 1;
    else high = middle;
  }
  return instructions[low - 1] ?? null;
}

/** Commands and values hold such marks for other programs: `docker ps --format '{{.ID}}'`. */
const QUOTING: ReadonlySet<string> = new Set([
  ...['RUN', 'CMD', 'ENTRYPOINT', 'HEALTHCHECK', 'LABEL', 'ENV', 'ONBUILD', 'SHELL'],
]);

function mayQuoteMarks({ keyword }: Instruction): boolean {
  return QUOTING.has(keyword);
}

/** The one sentence about a template. */
export const TEMPLATE_MESSAGE =
  'This is a template, not a Dockerfile: it has `{{` or `{%` and does not parse. Check the Dockerfile that is made from it.';
