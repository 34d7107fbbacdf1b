import assert from 'node:assert/strict';
import fc from 'fast-check';
import { patternMatcher, type MatchState } from '../../../server/core/text/pattern-matcher.ts';

describe('pattern matcher', function () {
  this.timeout(60_000);
  const cases: readonly {
    readonly name: string;
    readonly patterns: readonly string[];
    readonly yes: readonly string[];
    readonly no: readonly string[];
  }[] = [
    { name: 'a name', patterns: ['docs'], yes: ['docs', 'docs/a/b'], no: ['a/docs', 'docs2'] },
    { name: 'the last match', patterns: ['*', '!a', 'a/b'], yes: ['a/b', 'c'], no: ['a', 'a/c'] },
    { name: 'any depth', patterns: ['**/*.pyc'], yes: ['a.pyc', 'a/b/c.pyc'], no: ['a.py'] },
    { name: 'glued stars', patterns: ['**foo'], yes: ['foo', 'xfoo', 'a/xfoo'], no: ['foox'] },
    { name: 'stars at the end', patterns: ['foo**'], yes: ['foo', 'foobar/x'], no: ['a/foo'] },
    { name: 'only below', patterns: ['a/**'], yes: ['a/b', 'a/b/c'], no: ['a', 'ab'] },
    { name: 'stars in between', patterns: ['a/**/b'], yes: ['a/b', 'a/x/y/b'], no: ['ab', 'a/xb'] },
    { name: 'no folder crossed', patterns: ['a*b'], yes: ['ab', 'axb'], no: ['a/b'] },
    { name: 'a class', patterns: ['[^a].txt'], yes: ['b.txt'], no: ['a.txt'] },
    { name: 'a class that is no negation', patterns: ['[!a]'], yes: ['!', 'a'], no: ['b'] },
    { name: 'a class of Go', patterns: ['[[:digit:]]x'], yes: ['1x'], no: ['ax', ':]x'] },
    { name: 'a star inside a class', patterns: ['[a*]x'], yes: ['a]x', ']x'], no: ['ax'] },
    { name: 'an alternative without wildcards', patterns: ['a|b'], yes: ['a|b'], no: ['a', 'b'] },
    { name: 'an alternative with one', patterns: ['a|b*'], yes: ['axx', 'xxb1'], no: ['xa'] },
    { name: 'a count', patterns: ['xa{2}?'], yes: ['xaab'], no: ['xa{2}b', 'xab'] },
    { name: 'a letter behind a backslash', patterns: ['\\d'], yes: ['7'], no: ['d'] },
    { name: 'an escaped star', patterns: ['a\\*'], yes: ['a*'], no: ['ab'] },
    { name: 'a caret', patterns: ['^a', 'b^*'], yes: ['^a'], no: ['a', 'b^', 'b^c'] },
    { name: 'blanks', patterns: ['  a  ', '', ' '], yes: ['a'], no: [' a', 'b'] },
    { name: 'cleaning', patterns: ['./a/../b//c/'], yes: ['b/c'], no: ['a', 'b'] },
    { name: 'cleaning that eats the negation', patterns: ['!a/../b'], yes: ['b'], no: ['a'] },
    { name: 'an astral character', patterns: ['?.txt'], yes: ['😀.txt', 'é.txt'], no: ['ab.txt'] },
  ];
  for (const { name, patterns, yes, no } of cases) {
    it(`knows ${name}: ${patterns.join(' ')}`, () => {
      const matcher = patternMatcher(patterns);
      for (const path of yes) assert.equal(matcher.matches(path), true, path);
      for (const path of no) assert.equal(matcher.matches(path), false, path);
    });
  }

  it('says which patterns are broken, and why', () => {
    const { broken } = patternMatcher(['a', '!', '[', '!/', '[z-a]*', 'a{2}{2}*', '\\1*', 'b']);
    assert.deepEqual(
      broken.map(({ index, reason }) => `${index} ${reason}`),
      [
        '1 lone-negation',
        '2 malformed',
        '3 lone-negation',
        '4 malformed',
        '5 malformed',
        '6 malformed',
      ],
    );
  });

  it('hands matches down on a walk, but not those that had no say', () => {
    const matcher = patternMatcher(['a/x', '!a']);
    const folder = matcher.descend('a', null);
    assert.equal(matcher.descend('a/x', folder).matched, true);
    assert.equal(matcher.matches('a/x'), false);
  });

  it('agrees with a walk where nothing is negated', () => {
    const part = fc.constantFrom('a', 'b', '*', '**', 'a*', '?', '[ab]');
    const patterns = fc.array(
      fc.array(part, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('/')),
    );
    const path = fc.array(fc.constantFrom('a', 'b', 'ab', 'ba'), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(patterns, path, (list, parts) => {
        const matcher = patternMatcher(list);
        let state: MatchState | null = null;
        for (const [index] of parts.entries()) {
          state = matcher.descend(parts.slice(0, index + 1).join('/'), state);
        }
        assert.equal(state?.matched, matcher.matches(parts.join('/')));
      }),
    );
  });

  it('never throws', () => {
    const pattern = fc.string({ unit: 'grapheme' });
    fc.assert(
      fc.property(fc.array(pattern), fc.string({ unit: 'binary' }), (patterns, path) => {
        patternMatcher(patterns).matches(path);
      }),
    );
  });

  it('does not backtrack', () => {
    const started = performance.now();
    const hard = ['a*'.repeat(30) + 'b', '**/a/**/a/**/a/**/a/**/a/**/b', '*?*?*?*?*?*?*?*?*?*x'];
    const matcher = patternMatcher(hard);
    assert.equal(matcher.matches('a'.repeat(4000)), false);
    assert.equal(matcher.matches('a/'.repeat(300) + 'a'), false);
    assert.ok(performance.now() - started < 2000);
  });

  it('bounds the memory of patterns made to blow it up', () => {
    const matcher = patternMatcher([`*a${'[ab]'.repeat(40)}`]);
    let path = '';
    for (let index = 0; index < 20_000; index++)
      path += index % 3 === 0 || index % 7 === 2 ? 'a' : 'b';
    assert.equal(matcher.matches(path), matcher.matches(path.slice(-41)));
  });

  it('refuses a pattern that would be enormous', () => {
    assert.equal(patternMatcher(['a{1000}'.repeat(200) + '*']).broken.length, 1);
  });
});
