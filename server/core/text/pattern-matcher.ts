/**
 * Lists of path patterns as moby's `patternmatcher` (0.6.1) understands them: the lines of a .dockerignore file, and the
 * include and exclude lists of a COPY. A later pattern overrides an earlier one, `!` takes paths back, `**` crosses
 * folders, and a pattern that matches a folder matches all below it.
 *
 * Its habits are kept, because they decide which files reach a build: single patterns are compared as text where they
 * have no wildcards, and become a Go regular expression otherwise, in which some characters keep a meaning that nobody
 * asked for (`|`, `a{2}`, `\d`, a `*` inside a class).
 */
import { cleanPath, trimSpace } from './clean-path.ts';
import { compileGoRegexp } from './go-regexp.ts';
import { filePathMatch } from './path-match.ts';

export interface PatternMatcher {
  /** Blank ones and broken ones are not among them. */
  readonly patterns: readonly MatcherPattern[];
  /** Patterns for which BuildKit would refuse the whole list. */
  readonly broken: readonly BrokenPattern[];
  /** Whether a path, relative and with `/`, is in the list, by itself or by one of its parents. */
  matches(path: string): boolean;
  /**
   * The same for a walk from the top: `parent` is the result for the folder that the path is in, null for paths at the
   * top. BuildKit walks so. It differs from `matches` in one case: a folder's match with a pattern that had no say
   * there, such as `!a` behind nothing that takes `a`, is not handed down.
   */
  descend(path: string, parent: MatchState | null): MatchState;
}

export interface MatcherPattern {
  /** Cleaned, without `!`. */
  readonly pattern: string;
  readonly negated: boolean;
  /** Index into the list that the matcher was made of. */
  readonly index: number;
}

export interface BrokenPattern {
  readonly index: number;
  readonly reason: PatternFault;
}

export type PatternFault = 'lone-negation' | 'malformed';

/** What is known of a folder. */
export interface MatchState {
  readonly matched: boolean;
  /** 1 for each pattern that the folder or one of its parents matched. */
  readonly flags: Uint8Array;
}

export function patternMatcher(patterns: readonly string[]): PatternMatcher {
  const compiled: CompiledPattern[] = [];
  const broken: BrokenPattern[] = [];
  for (const [index, text] of patterns.entries()) {
    const read = readPattern(text);
    if (read === null) continue;
    const test = read.kind === 'pattern' ? compilePattern(read.pattern) : null;
    if (read.kind === 'fault') broken.push({ index, reason: read.reason });
    else if (test === null) broken.push({ index, reason: 'malformed' });
    else compiled.push({ pattern: read.pattern, negated: read.negated, index, test });
  }
  return {
    patterns: compiled.map(({ pattern, negated, index }) => ({ pattern, negated, index })),
    broken,
    matches: (path) => matchesWithParents(compiled, path),
    descend: (path, parent) => descend(compiled, path, parent),
  };
}

interface CompiledPattern extends MatcherPattern {
  readonly test: (path: string) => boolean;
}

type ReadPattern =
  | { readonly kind: 'pattern'; readonly pattern: string; readonly negated: boolean }
  | { readonly kind: 'fault'; readonly reason: PatternFault };

/** Null for a blank pattern. The path is cleaned before `!` is looked at, so that `!a/../b` is `b`. */
function readPattern(text: string): ReadPattern | null {
  const trimmed = trimSpace(text);
  if (trimmed === '') return null;
  const cleaned = cleanPath(trimmed);
  const negated = cleaned.startsWith('!');
  const pattern = negated ? cleaned.slice(1) : cleaned;
  if (pattern === '') return { kind: 'fault', reason: 'lone-negation' };
  if (filePathMatch(pattern, '.') === null) return { kind: 'fault', reason: 'malformed' };
  return { kind: 'pattern', pattern, negated };
}

function matchesWithParents(patterns: readonly CompiledPattern[], path: string): boolean {
  const parents = parentsOf(path);
  let matched = false;
  for (const pattern of patterns) {
    if (pattern.negated !== matched) continue;
    if (pattern.test(path) || parents.some(pattern.test)) matched = !pattern.negated;
  }
  return matched;
}

/** The folders above a path, from the top; none for a path at the top. */
function parentsOf(path: string): readonly string[] {
  const parent = cleanPath(path.slice(0, path.lastIndexOf('/') + 1));
  if (parent === '.') return [];
  const parts = parent.split('/');
  return parts.map((_, index) => parts.slice(0, index + 1).join('/'));
}

function descend(
  patterns: readonly CompiledPattern[],
  path: string,
  parent: MatchState | null,
): MatchState {
  const flags = new Uint8Array(patterns.length);
  let matched = false;
  for (const [index, pattern] of patterns.entries()) {
    let hit = parent?.flags[index] === 1;
    if (!hit) {
      // A pattern that could not change the answer is not asked; its flag stays off for everything below, too.
      if (pattern.negated !== matched) continue;
      hit = pattern.test(path);
    }
    if (!hit) continue;
    flags[index] = 1;
    matched = !pattern.negated;
  }
  return { matched, flags };
}

/** Null where the pattern becomes a regular expression that Go refuses. */
function compilePattern(pattern: string): ((path: string) => boolean) | null {
  const { kind, expression } = translate(pattern);
  switch (kind) {
    case 'exact':
      return (path) => path === pattern;
    case 'prefix': {
      const prefix = pattern.slice(0, -2);
      return (path) => path.startsWith(prefix);
    }
    case 'suffix': {
      const suffix = pattern.slice(2);
      const whole = suffix.startsWith('/') ? suffix.slice(1) : null;
      return (path) => path.endsWith(suffix) || path === whole;
    }
    case 'expression':
      return compileGoRegexp(`^${expression}$`);
  }
}

interface Translation {
  readonly kind: 'exact' | 'prefix' | 'suffix' | 'expression';
  readonly expression: string;
}

/** What moby escapes; `{`, `|` and `}` were meant to be among them and are not. */
const ESCAPED = '.+()$';

function translate(pattern: string): Translation {
  // A byte order mark at the front is lost on the way.
  const characters = Array.from(pattern.replace(/^\uFEFF/, ''));
  let kind: Translation['kind'] = 'exact';
  let expression = '';
  for (let at = 0; at < characters.length; at++) {
    const character = characters[at] ?? '';
    if (character === '*' && characters[at + 1] === '*') {
      const isFirst = at === 0;
      at++;
      if (characters[at + 1] === '/') at++;
      const isLast = at === characters.length - 1;
      if (!isLast) expression += '(.*/)?';
      else if (kind !== 'exact') expression += '.*';
      kind = isFirst ? 'suffix' : isLast && kind === 'exact' ? 'prefix' : 'expression';
    } else if (character === '*') {
      expression += '[^/]*';
      kind = 'expression';
    } else if (character === '?') {
      expression += '[^/]';
      kind = 'expression';
    } else if (character === '\\') {
      at++;
      expression += `\\${characters[at] ?? ''}`;
      if (at < characters.length) kind = 'expression';
    } else if (character === '[' || character === ']') {
      expression += character;
      kind = 'expression';
    } else {
      expression += ESCAPED.includes(character) ? `\\${character}` : character;
    }
  }
  return { kind, expression };
}
