/**
 * Which paths of a build context an ignore file takes out. Answers are those of BuildKit's walk over the context
 * (`fsutil`), in which each folder's matches are handed down to what is inside.
 */
import {
  patternMatcher,
  type MatchState,
  type PatternMatcher,
} from '../../text/pattern-matcher.ts';
import type { IgnoreFile } from './model.ts';

export interface IgnoreMatcher {
  /**
   * Whether a path, relative to the context and with `/`, is not sent by itself. An excluded folder still comes along
   * as the parent of a path that was taken back.
   */
  excludes(path: string): boolean;
  /** Whether nothing below this folder can be sent, so that a walk need not enter it. */
  canSkipFolder(path: string): boolean;
  /** The same for a walk, where the parent's answer is at hand; null for the parent of paths at the top. */
  enter(path: string, parent: IgnoreState | null): IgnoreState;
}

/** The answer for one path; hand a folder's on to what is in it. */
export interface IgnoreState {
  readonly excluded: boolean;
  /** What `canSkipFolder` says; without meaning for files. */
  readonly skip: boolean;
  readonly match: MatchState;
}

export function ignoreMatcher(file: IgnoreFile): IgnoreMatcher {
  const matcher = patternMatcher(
    file.patterns.map(({ pattern, negated }) => (negated ? `!${pattern}` : pattern)),
  );
  const takenBack = takenBackFolders(matcher);
  const folders = new Map<string, IgnoreState>();

  function enter(path: string, parent: IgnoreState | null): IgnoreState {
    const match = matcher.descend(path, parent === null ? null : parent.match);
    // What is in a folder that the walk skipped is not sent, even where a later pattern would take it back: of
    // `!a/*/**` the walk knows `a` alone, and never comes to `a/b`.
    const isBelow = parent?.skip === true;
    return {
      excluded: isBelow || match.matched,
      skip: isBelow || (match.matched && takenBack?.has(path) === false),
      match,
    };
  }

  function stateOf(path: string): IgnoreState {
    const slash = path.lastIndexOf('/');
    return enter(path, slash <= 0 ? null : folderState(path.slice(0, slash)));
  }

  /** From the nearest ancestor that is known; a loop, since a path may have any number of parts. */
  function folderState(folder: string): IgnoreState {
    const unknown: string[] = [];
    let known: IgnoreState | null = null;
    for (let path = folder; path !== ''; path = path.slice(0, Math.max(0, path.lastIndexOf('/')))) {
      known = folders.get(path) ?? null;
      if (known !== null) break;
      unknown.push(path);
    }
    if (folders.size + unknown.length > MAX_FOLDERS) folders.clear();
    let state = known;
    for (const path of unknown.reverse()) {
      state = enter(path, state);
      folders.set(path, state);
    }
    return state ?? enter(folder, null);
  }

  return {
    excludes: (path) => stateOf(path).excluded,
    canSkipFolder: (path) => stateOf(path).skip,
    enter,
  };
}

/** Answers for folders that are kept at most. */
const MAX_FOLDERS = 20_000;

/** A negated pattern with one of these may match anywhere, so that every folder has to be looked into. */
const WILDCARDS = /[*[\]?^\\]/;

/**
 * The paths that negated patterns name, and all their parents: folders that cannot be skipped though they are
 * excluded. Null where a negated pattern has wildcards, apart from a last part that is only stars.
 */
function takenBackFolders(matcher: PatternMatcher): ReadonlySet<string> | null {
  const folders = new Set<string>();
  for (const { pattern, negated } of matcher.patterns) {
    if (!negated) continue;
    const path = withoutLastStars(pattern);
    if (WILDCARDS.test(path)) return null;
    for (let end = path.length; end > 0; end = path.lastIndexOf('/', end - 1)) {
      const folder = path.slice(0, end);
      if (folders.has(folder)) break;
      folders.add(folder);
    }
  }
  return folders;
}

/** `a/**` and `a/*` are about what is in `a`. Both may go, one behind the other. */
function withoutLastStars(pattern: string): string {
  const path = pattern.endsWith('/**') ? pattern.slice(0, -3) : pattern;
  return path.endsWith('/*') ? path.slice(0, -2) : path;
}
