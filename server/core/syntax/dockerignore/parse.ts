/**
 * Reads a .dockerignore file as BuildKit does (moby's `ignorefile`, then `patternmatcher`). Lines end with LF only; a
 * `#` makes a comment only in the first column; each pattern is trimmed, cleaned, and loses one leading `/`.
 */
import { cleanPath, isSpace, trimSpace } from '../../text/clean-path.ts';
import { patternMatcher } from '../../text/pattern-matcher.ts';
import { quoted } from '../../text/quote.ts';
import type { Parsed, Problem, Span } from '../../text/span.ts';
import { utf8Length } from '../../text/utf8.ts';
import type { IgnoreFile, IgnorePattern } from './model.ts';

/** BuildKit's line scanner gives up at this many bytes. */
const MAX_LINE_BYTES = 64 * 1024;

export function parseIgnoreFile(text: string): Parsed<IgnoreFile> {
  const patterns: IgnorePattern[] = [];
  const problems: Problem[] = [];
  for (const line of linesOf(text)) {
    if (utf8Length(line.text) >= MAX_LINE_BYTES) {
      problems.push(tooLong(line.span));
      continue;
    }
    if (line.text.startsWith('#')) continue;
    const span = trimmedSpan(line);
    const written = normalizePattern(line.text);
    if (written === '') continue;
    const matcher = patternMatcher([written]);
    const [pattern] = matcher.patterns;
    const [fault] = matcher.broken;
    if (fault !== undefined) problems.push(brokenPattern(line.text, span, fault.reason));
    if (pattern !== undefined) {
      const { pattern: cleaned, negated } = pattern;
      patterns.push({ pattern: cleaned, negated, span, line: line.number });
    }
  }
  return { value: { text, patterns }, problems };
}

interface Line {
  readonly text: string;
  readonly span: Span;
  /** As an editor counts, where a CR alone ends a line too. */
  readonly number: number;
}

function* linesOf(text: string): Generator<Line> {
  let start = text.startsWith('\uFEFF') ? 1 : 0;
  let number = 1;
  while (start < text.length) {
    const newline = text.indexOf('\n', start);
    const next = newline < 0 ? text.length : newline + 1;
    const behind = newline < 0 ? text.length : newline;
    const end = text[behind - 1] === '\r' && behind > start ? behind - 1 : behind;
    const line = { text: text.slice(start, end), span: { start, end }, number };
    yield line;
    number += line.text.split('\r').length;
    start = next;
  }
}

function trimmedSpan(line: Line): Span {
  let { start, end } = line.span;
  while (start < end && isSpace(line.text.charCodeAt(start - line.span.start))) start++;
  while (end > start && isSpace(line.text.charCodeAt(end - 1 - line.span.start))) end--;
  return { start, end };
}

/** As BuildKit takes the pattern of a line: trimmed, cleaned, without a leading `/`; empty for a blank line. */
export function normalizePattern(line: string): string {
  const trimmed = trimSpace(line);
  const negated = trimmed.startsWith('!');
  const path = negated ? trimSpace(trimmed.slice(1)) : trimmed;
  if (path === '') return negated ? '!' : '';
  const cleaned = cleanPath(path);
  const relative = cleaned.length > 1 && cleaned.startsWith('/') ? cleaned.slice(1) : cleaned;
  return negated ? `!${relative}` : relative;
}

function brokenPattern(line: string, span: Span, reason: 'lone-negation' | 'malformed'): Problem {
  const pattern = quoted(trimSpace(line));
  const message =
    reason === 'lone-negation'
      ? `${pattern} has no path behind \`!\`, so the build stops. Name the path to take back, or remove the line.`
      : `${pattern} is not a valid pattern, so the build stops. Close the \`[\`, or write \`\\[\` for the character itself.`;
  return { code: `ignore-${reason}`, message, span, severity: 'error' };
}

function tooLong(span: Span): Problem {
  const message =
    'This line is longer than 65,535 bytes, so BuildKit does not read the file. Split it.';
  return { code: 'ignore-line-too-long', message, span, severity: 'error' };
}
