/**
 * The patterns of `${name#pattern}`, `${name%pattern}` and `${name/pattern/text}`: `*`, `?` and literal characters,
 * with BuildKit's rules for backslashes and for which of several matches counts.
 *
 * BuildKit turns them into regular expressions of Go, which take linear time. JavaScript's would not, so the match is
 * searched here, with a mark on every state that failed and a bound on the work.
 */

export type Substitution =
  | { readonly kind: 'value'; readonly value: string }
  | { readonly kind: 'error'; readonly message: string };

type Token =
  | { readonly kind: 'any' }
  | { readonly kind: 'one' }
  | { readonly kind: 'character'; readonly character: string };

/** How many states a substitution may look at; values in a build are a few hundred characters long. */
const workLimit = 1_000_000;

/** `${name#pattern}` and, for `longest`, `${name##pattern}`. */
export function trimPrefix(pattern: string, value: string, longest: boolean): Substitution {
  const tokens = readPattern(pattern);
  if (typeof tokens === 'string') return { kind: 'error', message: tokens };
  const units = Array.from(value);
  const work = { left: workLimit };
  const end = matchAt(tokens, units, 0, longest, work, new Set());
  if (work.left <= 0) return tooMuchWork(pattern);
  return { kind: 'value', value: end < 0 ? value : units.slice(end).join('') };
}

/** `${name%pattern}` and `${name%%pattern}`: the same from the other end. */
export function trimSuffix(pattern: string, value: string, longest: boolean): Substitution {
  const reversed = Array.from(value).reverse().join('');
  const trimmed = trimPrefix(reversePattern(pattern), reversed, longest);
  if (trimmed.kind === 'error') return trimmed;
  return { kind: 'value', value: Array.from(trimmed.value).reverse().join('') };
}

/** `${name/pattern/replacement}`. */
export function replaceFirst(pattern: string, replacement: string, value: string): Substitution {
  const tokens = readPattern(pattern);
  if (typeof tokens === 'string') return { kind: 'error', message: tokens };
  const units = Array.from(value);
  const work = { left: workLimit };
  const found = findFrom(tokens, units, 0, work);
  if (work.left <= 0) return tooMuchWork(pattern);
  if (found === null) return { kind: 'value', value };
  const before = units.slice(0, found.start).join('');
  return { kind: 'value', value: before + replacement + units.slice(found.end).join('') };
}

/** `${name//pattern/replacement}`. */
export function replaceAll(pattern: string, replacement: string, value: string): Substitution {
  const tokens = readPattern(pattern);
  if (typeof tokens === 'string') return { kind: 'error', message: tokens };
  const units = Array.from(value);
  const work = { left: workLimit };
  const parts: string[] = [];
  let copied = 0;
  let from = 0;
  while (from <= units.length) {
    const found = findFrom(tokens, units, from, work);
    if (work.left <= 0) return tooMuchWork(pattern);
    if (found === null) break;
    parts.push(units.slice(copied, found.start).join(''));
    // An empty match right behind another match does not count, as in Go.
    if (found.end > copied || found.start === 0) {
      parts.push(fillTemplate(replacement, units.slice(found.start, found.end).join('')));
    }
    copied = found.end;
    from = Math.max(from + 1, found.end);
  }
  parts.push(units.slice(copied).join(''));
  return { kind: 'value', value: parts.join('') };
}

function tooMuchWork(pattern: string): Substitution {
  return { kind: 'error', message: `the pattern ${pattern.slice(0, 40)} takes too long to match` };
}

/** The tokens of a pattern, or what is wrong with it. */
function readPattern(pattern: string): readonly Token[] | string {
  const tokens: Token[] = [];
  const characters = Array.from(pattern);
  for (let at = 0; at < characters.length; at++) {
    const character = characters[at] ?? '';
    if (character === '*') tokens.push({ kind: 'any' });
    else if (character === '?') tokens.push({ kind: 'one' });
    else if (character !== '\\') tokens.push({ kind: 'character', character });
    else {
      const next = characters[at + 1];
      // `\}` and `\/` are escaped only so that they do not end the pattern.
      if (next === '}' || next === '/') continue;
      if (next !== '*' && next !== '?' && next !== '\\') {
        return `the pattern has an escape it does not know, \\${next ?? ''}`;
      }
      tokens.push({ kind: 'character', character: next });
      at++;
    }
  }
  return tokens;
}

/** The pattern read from its end, with a backslash still before what it escapes. */
function reversePattern(pattern: string): string {
  const characters = Array.from(pattern);
  const pieces: string[] = [];
  for (let at = 0; at < characters.length; at++) {
    const character = characters[at] ?? '';
    if (character === '\\' && at + 1 < characters.length) {
      pieces.push(character + (characters[at + 1] ?? ''));
      at++;
    } else {
      pieces.push(character);
    }
  }
  return pieces.reverse().join('');
}

interface Work {
  left: number;
}

/** The leftmost match from `from` on. */
function findFrom(
  tokens: readonly Token[],
  units: readonly string[],
  from: number,
  work: Work,
): { readonly start: number; readonly end: number } | null {
  const failed = new Set<number>();
  for (let start = from; start <= units.length; start++) {
    const end = matchAt(tokens, units, start, true, work, failed);
    if (end >= 0) return { start, end };
    if (work.left <= 0) return null;
  }
  return null;
}

/** The end of the preferred match that begins at `start`, or -1. A state that failed once fails always. */
function matchAt(
  tokens: readonly Token[],
  units: readonly string[],
  start: number,
  longest: boolean,
  work: Work,
  seen: Set<number>,
): number {
  const width = units.length + 1;
  const open = [start];
  while (open.length > 0 && work.left > 0) {
    const state = open.pop() ?? 0;
    if (seen.has(state)) continue;
    seen.add(state);
    work.left--;
    const at = state % width;
    const token = tokens[Math.floor(state / width)];
    if (token === undefined) return at;
    const unit = units[at];
    const consumed = state + 1;
    const passed = state + width;
    switch (token.kind) {
      case 'any': {
        const canConsume = unit !== undefined && unit !== '\n';
        if (!longest && canConsume) open.push(consumed);
        open.push(passed);
        if (longest && canConsume) open.push(consumed);
        break;
      }
      case 'one':
        if (unit !== undefined && unit !== '\n') open.push(passed + 1);
        break;
      case 'character':
        if (unit === token.character) open.push(passed + 1);
        break;
    }
  }
  return -1;
}

/** Go's replacement templates: `$0` is the match, any other name is empty, `$$` is a dollar sign. */
function fillTemplate(template: string, match: string): string {
  if (!template.includes('$')) return template;
  return template.replace(
    /\$(?:(\$)|\{(\w+)\}|([\p{L}\p{Nd}_]+))/gu,
    (_, dollar: string | undefined, braced: string | undefined, bare: string | undefined) => {
      if (dollar !== undefined) return '$';
      return /^0+$/.test(braced ?? bare ?? '') ? match : '';
    },
  );
}
