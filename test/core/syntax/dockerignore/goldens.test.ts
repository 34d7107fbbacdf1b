/**
 * Ignore files against the answers of the modules that docker is made of: some chosen ones, and several hundred random
 * ones (see test/support/oracles/dockerignore).
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import {
  ignoreMatcher,
  parseIgnoreFile,
} from '../../../../server/core/syntax/dockerignore/index.ts';
import type { IgnoreState } from '../../../../server/core/syntax/dockerignore/index.ts';
import { pathMatch } from '../../../../server/core/text/path-match.ts';
import { patternMatcher } from '../../../../server/core/text/pattern-matcher.ts';

const FIXTURES = new URL('../../../fixtures/dockerignore/', import.meta.url);

interface Chosen {
  readonly N: string;
  readonly F: string;
  readonly P: readonly string[];
}

interface ChosenAnswer {
  readonly n: string;
  readonly err?: string;
  readonly pats?: readonly string[];
  readonly r?: Readonly<Record<string, boolean>>;
}

interface Golden {
  readonly paths: readonly string[];
  readonly files: readonly {
    readonly file: string;
    readonly error?: string;
    readonly lines?: readonly string[];
    readonly alone?: string;
    readonly walk?: string;
    readonly sent?: string;
  }[];
  readonly match: readonly { readonly pattern: string; readonly matches: string }[];
}

describe('dockerignore: chosen files against moby', () => {
  const cases = JSON.parse(read('cases.json')) as readonly Chosen[];
  const answers = read('cases.moby.jsonl')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as ChosenAnswer);
  it('has an answer for each', () => assert.equal(answers.length, cases.length));
  for (const [index, { N: name, F: text }] of cases.entries()) {
    it(name, () => {
      const answer = answers[index]!;
      const parsed = parseIgnoreFile(text);
      assert.equal(parsed.problems.length > 0, answer.err !== undefined);
      if (answer.err !== undefined) return;
      const matcher = ignoreMatcher(parsed.value);
      const ours = Object.keys(answer.r!).map((path) => [path, matcher.excludes(path)]);
      assert.deepEqual(Object.fromEntries(ours), answer.r);
    });
  }
});

describe('dockerignore: random files against moby and fsutil', () => {
  const golden = JSON.parse(read('generated.json')) as Golden;
  const names = golden.paths.map((path) => path.replace(/\/$/, ''));
  for (const answer of golden.files) {
    it(JSON.stringify(answer.file), () => {
      const parsed = parseIgnoreFile(answer.file);
      assert.equal(parsed.problems.length > 0, answer.error !== undefined, answer.error);
      if (answer.error !== undefined) return;
      const matcher = patternMatcher(answer.lines ?? []);
      assert.deepEqual(
        parsed.value.patterns.map(({ pattern, negated }) => ({ pattern, negated })),
        matcher.patterns.map(({ pattern, negated }) => ({ pattern, negated })),
      );
      assert.equal(digits(names.map((name) => matcher.matches(name))), answer.alone, 'alone');
      const ignore = ignoreMatcher(parsed.value);
      assert.equal(digits(names.map((name) => ignore.excludes(name))), answer.walk, 'walk');
      const sent = sentPaths(golden.paths, answer.file);
      assert.equal(digits(names.map((name) => sent.has(name))), answer.sent, 'sent');
    });
  }
});

describe('path match: random patterns against Go', () => {
  const golden = JSON.parse(read('generated.json')) as Golden;
  for (const { pattern, matches } of golden.match) {
    it(JSON.stringify(pattern), () => {
      const ours = golden.paths.map((path) => pathMatch(pattern, path.replace(/\/$/, '')));
      assert.equal(
        ours.map((match) => (match === null ? 'e' : match ? '1' : '0')).join(''),
        matches,
      );
    });
  }
});

/** Walks as the builder's client does: skipped folders are not entered, folders above sent paths come along. */
function sentPaths(paths: readonly string[], text: string): ReadonlySet<string> {
  const matcher = ignoreMatcher(parseIgnoreFile(text).value);
  const states = new Map<string, IgnoreState | 'skipped'>();
  const sent = new Set<string>();
  for (const entry of paths) {
    const path = entry.replace(/\/$/, '');
    const parent = parentOf(path);
    const above = parent === '' ? null : states.get(parent)!;
    if (above === 'skipped') {
      states.set(path, 'skipped');
      continue;
    }
    const state = matcher.enter(path, above);
    assert.equal(matcher.excludes(path), state.excluded);
    assert.equal(matcher.canSkipFolder(path), state.skip);
    states.set(path, entry.endsWith('/') && state.skip ? 'skipped' : state);
    if (state.excluded) continue;
    for (let kept = path; kept !== ''; kept = parentOf(kept)) sent.add(kept);
  }
  return sent;
}

function parentOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

function digits(values: readonly boolean[]): string {
  return values.map((value) => (value ? '1' : '0')).join('');
}

function read(name: string): string {
  return readFileSync(new URL(name, FIXTURES), 'utf8');
}
