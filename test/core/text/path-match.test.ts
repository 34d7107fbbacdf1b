import assert from 'node:assert/strict';
import { filePathMatch, pathMatch } from '../../../server/core/text/path-match.ts';

describe('path match', function () {
  this.timeout(60_000);
  const cases: readonly (readonly [string, string, boolean | null])[] = [
    ['abc', 'abc', true],
    ['*', 'abc', true],
    ['*', 'a/b', false],
    ['*.py', 'src.py', true],
    ['*.py', 'src/a.py', false],
    ['src/*/x', 'src/a/x', true],
    ['src/*/x', 'src/x', false],
    ['a*b*c', 'a1b2b3c', true],
    ['a?c', 'aéc', true],
    ['?', '😀', true],
    ['?', '/', false],
    // After a star the rest is tried at every byte, even inside a character.
    ['*??', '€', true],
    ['*??', 'é', false],
    ['[a-c]', 'b', true],
    ['[^a-c]', 'b', false],
    ['[!a]', '!', true],
    ['[!a]', 'b', false],
    ['[а-я]', 'д', true],
    ['[\\]]', ']', true],
    ['[a/b]', '/', true],
    ['a\\*b', 'a*b', true],
    ['a\\*b', 'axb', false],
    ['{a,b}', 'a', false],
    ['', '', true],
    ['', 'a', false],
    // A star in a class is not a wildcard.
    ['[a*]x', '*x', true],
    ['[', 'a', null],
    ['[]', 'a', null],
    ['[]a]', ']', null],
    ['[a-]', 'a', null],
    ['[-a]', 'a', null],
    ['[a', 'b', null],
    ['a\\', 'a', null],
    ['a[', 'b', null],
    ['a*[', 'b', null],
  ];
  for (const [pattern, name, expected] of cases) {
    it(`${JSON.stringify(pattern)} on ${JSON.stringify(name)}: ${expected}`, () =>
      assert.equal(pathMatch(pattern, name), expected));
  }

  it('looks at a malformed part behind a mismatch only in the strict form', () => {
    assert.equal(pathMatch('a*[', 'b'), null);
    assert.equal(filePathMatch('a*[', 'b'), false);
    assert.equal(filePathMatch('a*[', 'ab'), null);
  });

  it('takes time in proportion to pattern and name', () => {
    assert.equal(pathMatch('a*'.repeat(2000) + 'b', 'a'.repeat(4000)), false);
  });
});
