/**
 * Which steps ask for a path of the context, for a walk from the top: what a folder knows is handed down, so that below
 * a folder that is asked for as a whole nothing is compared any more.
 */
import { hasWildcards } from '../../core/build-model/paths.ts';
import {
  patternMatcher,
  type MatchState,
  type PatternMatcher,
} from '../../core/text/pattern-matcher.ts';
import { isBelow } from '../files/index.ts';

export interface AskedPath {
  /** Relative to the context, maybe with wildcards; empty for all of it. Links are followed already. */
  readonly pattern: string;
  readonly step: number;
}

/** What is asked for of a path. */
export interface Asked {
  /** The steps that ask for it and all below it, in their order. */
  readonly by: readonly number[];
  /** Patterns that may match below it. */
  readonly open: readonly OpenPatterns[];
}

interface OpenPatterns {
  readonly step: number;
  readonly matcher: PatternMatcher;
  readonly state: MatchState | null;
  /** Nothing outside of these folders can match. */
  readonly prefixes: readonly string[];
}

export function askedAtRoot(paths: readonly AskedPath[]): Asked {
  const patterns = new Map<number, string[]>();
  for (const { pattern, step } of paths)
    patterns.set(step, [...(patterns.get(step) ?? []), pattern]);
  const by: number[] = [];
  const open: OpenPatterns[] = [];
  for (const [step, all] of patterns) {
    if (all.includes('')) by.push(step);
    else
      open.push({
        step,
        matcher: patternMatcher(all),
        state: null,
        prefixes: all.map(folderBefore),
      });
  }
  return { by, open };
}

/** For an entry of the folder that `above` is about. */
export function askedAt(path: string, isFolder: boolean, above: Asked): Asked {
  if (above.open.length === 0) return above;
  const by = [...above.by];
  const open: OpenPatterns[] = [];
  for (const patterns of above.open) {
    const state = patterns.matcher.descend(path, patterns.state);
    if (state.matched) by.push(patterns.step);
    else if (isFolder && patterns.prefixes.some((prefix) => mayMeet(prefix, path)))
      open.push({ ...patterns, state });
  }
  return { by: by.length === above.by.length ? above.by : by.sort((a, b) => a - b), open };
}

export function isAsked({ by, open }: Asked): boolean {
  return by.length > 0 || open.length > 0;
}

/** The folder below which a pattern can match; a character that is escaped may be any. */
function folderBefore(pattern: string): string {
  const parts = pattern.split('/');
  const first = parts.findIndex((part) => hasWildcards(part) || part.includes('\\'));
  return parts.slice(0, first < 0 ? parts.length - 1 : first).join('/');
}

function mayMeet(prefix: string, folder: string): boolean {
  return isBelow(prefix, folder) || isBelow(folder, prefix);
}
