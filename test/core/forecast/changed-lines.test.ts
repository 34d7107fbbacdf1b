/** Which lines of a file changed, and how that is said. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { changedLines } from '../../../server/core/forecast/changed-lines.ts';

interface Case {
  readonly title: string;
  readonly before: string;
  readonly after: string;
  readonly text: string;
  readonly line: number;
}

/** A letter is a line. */
const CASES: readonly Case[] = [
  { title: 'one line', before: 'abc', after: 'aXc', text: 'line 2 changed', line: 2 },
  {
    title: 'scattered lines',
    before: 'abcdefgh',
    after: 'aXcdYZgW',
    text: 'lines 2, 5 to 6 and 8 changed',
    line: 2,
  },
  {
    title: 'lines below one that was added',
    before: 'abcde',
    after: 'Xabcde',
    text: 'line 1 was added',
    line: 1,
  },
  {
    title: 'lines added in two places',
    before: 'abcde',
    after: 'aXYbcdeZ',
    text: 'lines 2 to 3 and 8 were added',
    line: 2,
  },
  {
    title: 'lines that were removed',
    before: 'abcde',
    after: 'ade',
    text: '2 lines were removed after line 1',
    line: 2,
  },
  {
    title: 'the first line removed',
    before: 'abc',
    after: 'bc',
    text: '1 line was removed at the top',
    line: 1,
  },
  {
    title: 'lines removed in two places',
    before: 'abcde',
    after: 'ace',
    text: '2 lines were removed',
    line: 2,
  },
  {
    title: 'all of it at once',
    before: 'abcdefg',
    after: 'aXcdNefI',
    text: 'lines 2 and 8 changed and line 5 was added',
    line: 2,
  },
  {
    title: 'more than anybody reads',
    before: 'abcdefghijklmno',
    after: 'AbCdEfGhIjKlMNo',
    text: 'lines 1, 3, 5, 7 and 4 more changed',
    line: 1,
  },
];

describe('changed lines', () => {
  for (const { title, before, after, text, line } of CASES) {
    it(title, () => {
      const changed = changedLines(Array.from(before), Array.from(after));
      assert.deepEqual([changed?.text, changed?.line], [text, line]);
    });
  }

  it('are the whole range where hardly a line is what it was', () => {
    const lines = (word: string) => Array.from({ length: 600 }, (_, n) => `${word} ${n}`);
    const changed = changedLines(['a', ...lines('old'), 'z'], ['a', ...lines('new'), 'z']);
    assert.equal(changed?.text, 'lines 2 to 601 changed');
  });

  it('say nothing of equal files, and nothing where a file has no lines', () => {
    assert.equal(changedLines(['a'], ['a']), null);
    assert.equal(changedLines(undefined, ['a']), null);
  });

  it('are no more than differ: what is not named is in both files, in the same order', () => {
    const text = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 12 });
    fc.assert(
      fc.property(text, text, (before, after) => {
        const changed = changedLines(before, after);
        if (changed === null) {
          assert.deepEqual(before, after);
          return;
        }
        const named = numbersIn(
          changed.text.replace(/after line \d+|\d+ lines? (?:was|were) rem\w+/g, ''),
        );
        if (changed.text.includes('more')) return;
        const kept = after.filter((_, index) => !named.has(index + 1));
        let at = 0;
        for (const line of before) if (line === kept[at]) at++;
        assert.equal(at, kept.length, changed.text);
      }),
      { numRuns: 500 },
    );
  });
});

/** `lines 2 and 5 to 6` are 2, 5 and 6. */
function numbersIn(text: string): ReadonlySet<number> {
  const numbers = new Set<number>();
  for (const [, from = '', to = from] of text.matchAll(/(\d+)(?: to (\d+))?/g))
    for (let n = Number(from); n <= Number(to); n++) numbers.add(n);
  return numbers;
}
