/**
 * The directives at the top of a file: `# syntax=…`, `# check=…`, `# escape=…`. They count only before anything else,
 * other comments and blank lines included.
 *
 * BuildKit looks for them twice. The parser wants `escape`, and allows blanks before the `#`. What picks the
 * frontend wants `syntax` (and `check`): without blanks, behind a `#!` line too, and also written as `// syntax=…` or
 * as a JSON object, for files that are no Dockerfiles.
 */
import type { Problem, Span } from '../../text/span.ts';
import type { Directive } from './model.ts';
import { createLineReader, readLine, type PhysicalLine } from './physical-lines.ts';
import { errorAt, quoted, warningAt } from './problems.ts';
import { skipSpace, trimEnd } from './white-space.ts';

export interface Directives {
  readonly escape: '\\' | '`';
  readonly directives: readonly Directive[];
  /** Starts of the lines that are directives, and so no comments. */
  readonly lines: ReadonlySet<number>;
  /** The file names another frontend in a way that no Dockerfile has: it is not to be read as one. */
  readonly foreign: boolean;
  readonly problems: readonly Problem[];
}

const names = new Set(['syntax', 'check', 'escape']);

export function readDirectives(text: string): Directives {
  const problems: Problem[] = [];
  const found = readTopLines(text, '#', problems);
  const foreign = found.some((one) => one.name === 'syntax') ? null : foreignSyntax(text);
  if (foreign !== null) problems.push(foreignProblem(foreign));
  const shebang = text.startsWith('#!', byteOrderMark(text));
  // The parser itself stops looking at a `#!` line.
  const escape = shebang ? undefined : found.find((one) => one.name === 'escape');
  return {
    escape: escape?.value === '`' ? '`' : '\\',
    directives: foreign === null ? found : [...found, foreign],
    lines: new Set(found.map((one) => one.lineStart)),
    foreign: foreign !== null,
    problems,
  };
}

interface FoundDirective extends Directive {
  readonly lineStart: number;
}

function byteOrderMark(text: string): number {
  return text.charCodeAt(0) === 0xfeff ? 1 : 0;
}

function readTopLines(text: string, prefix: string, problems: Problem[]): FoundDirective[] {
  const reader = createLineReader(text);
  const found: FoundDirective[] = [];
  const seen = new Set<string>();
  // Two readers with rules of their own: the parser, and the search for the frontend.
  let parserReads = true;
  let frontendReads = true;
  let isTop = true;
  for (let line = readLine(reader); line !== null; line = readLine(reader)) {
    if (line.number === 1 && text.startsWith('#!', line.start)) {
      parserReads = false;
      continue;
    }
    const directive = readDirective(text, line, prefix);
    if (directive === null) {
      if (!isCommentOrBlank(text, line)) break;
      isTop = parserReads = frontendReads = false;
      continue;
    }
    if (directive.span.start > line.start) frontendReads = false;
    if (seen.has(directive.name)) {
      // The parser refuses it; the search for the frontend stops here.
      frontendReads = false;
      if (parserReads) problems.push(repeatedProblem(directive));
      continue;
    }
    seen.add(directive.name);
    if (directive.name === 'escape' ? !parserReads : !frontendReads) {
      problems.push(lateProblem(directive, isTop && !parserReads));
      continue;
    }
    if (directive.name === 'escape' && !/^[\\`]$/.test(directive.value)) {
      problems.push(escapeProblem(directive));
    }
    found.push(directive);
  }
  return found;
}

function isCommentOrBlank(text: string, line: PhysicalLine): boolean {
  const at = skipSpace(text, line.start, line.end);
  return at === line.end || text[at] === '#';
}

/** `# Name = value`, whatever the case of the name; null for anything else. */
function readDirective(text: string, line: PhysicalLine, prefix: string): FoundDirective | null {
  const start = skipSpace(text, line.start, line.end);
  if (!text.startsWith(prefix, start)) return null;
  const nameStart = skipSpace(text, start + prefix.length, line.end);
  let nameEnd = nameStart;
  while (/[a-z0-9]/i.test(text.charAt(nameEnd))) nameEnd++;
  const name = text.slice(nameStart, nameEnd).toLowerCase();
  if (!names.has(name)) return null;
  const equals = skipSpace(text, nameEnd, line.end);
  if (equals >= line.end || text[equals] !== '=') return null;
  const valueStart = skipSpace(text, equals + 1, line.end);
  const valueEnd = trimEnd(text, valueStart, line.end);
  if (valueStart === valueEnd) return null;
  return {
    name,
    value: text.slice(valueStart, valueEnd),
    span: { start, end: valueEnd },
    lineStart: line.start,
  };
}

/** `// syntax=…` or a JSON object with `syntax`. */
function foreignSyntax(text: string): FoundDirective | null {
  const slashes = readTopLines(text, '//', []).find((one) => one.name === 'syntax');
  if (slashes !== undefined) return slashes;
  const start = text.startsWith('#!', byteOrderMark(text))
    ? text.indexOf('\n') + 1
    : byteOrderMark(text);
  if (text[skipSpace(text, start, text.length)] !== '{') return null;
  try {
    const parsed: unknown = JSON.parse(text.slice(start));
    if (typeof parsed !== 'object' || parsed === null || !('syntax' in parsed)) return null;
    if (typeof parsed.syntax !== 'string') return null;
    const span: Span = { start, end: trimEnd(text, start, text.length) };
    return { name: 'syntax', value: parsed.syntax, span, lineStart: start };
  } catch {
    return null;
  }
}

function foreignProblem(directive: Directive): Problem {
  return warningAt(
    directive.span,
    'foreign-frontend',
    `This file is written for the frontend ${quoted(directive.value)} and not as a Dockerfile, so nothing can be said about its steps.`,
  );
}

function lateProblem(directive: Directive, onlyShebang: boolean): Problem {
  const reason = onlyShebang
    ? 'it stands behind a #! line, where the parser no longer looks for it'
    : 'directives count only in the first lines of the file, from the first column and before any other comment or blank line';
  return warningAt(
    directive.span,
    'directive-ignored',
    `BuildKit takes this ${quoted(directive.name)} directive for an ordinary comment: ${reason}. Move it to the top.`,
  );
}

function repeatedProblem(directive: Directive): Problem {
  return errorAt(
    directive.span,
    'directive-repeated',
    `The ${quoted(directive.name)} directive is given a second time, and BuildKit allows one. Remove this line or the earlier one.`,
  );
}

function escapeProblem(directive: Directive): Problem {
  return errorAt(
    directive.span,
    'escape-invalid',
    `${quoted(directive.value)} cannot be the escape character: BuildKit takes \\ or \` only. Write one of these.`,
  );
}
