/** Short ways to make a problem, and to quote the user's own text in its message without letting it flood the line. */
import type { Problem, Span } from '../../text/span.ts';

/** BuildKit refuses the file over this. */
export function errorAt(span: Span, code: string, message: string): Problem {
  return { code, message, span, severity: 'error' };
}

/** BuildKit accepts it, but does not do what the text seems to say. */
export function warningAt(span: Span, code: string, message: string): Problem {
  return { code, message, span, severity: 'warning' };
}

const longestQuote = 60;

/** The text between back quotes, cut where it is long. */
export function quoted(text: string): string {
  const cut = text.length > longestQuote ? `${text.slice(0, longestQuote)}…` : text;
  return `\`${cut}\``;
}

/** Adds to a list; spreading a long list into `push` would exhaust the stack. */
export function addAll(problems: Problem[], more: readonly Problem[]): void {
  for (const problem of more) problems.push(problem);
}
