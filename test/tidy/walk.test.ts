/** What the walk through a rule in CONTRIBUTING.md quotes stands in the files that it names. */
import assert from 'node:assert/strict';
import { assertNone, textOf, trackedFiles } from '../support/tracked-files.ts';
import { quotes, readWalk } from '../support/walk.ts';

const walk = readWalk();

describe('the walk through a rule', () => {
  it('quotes the rule, its page and its fixtures', () => {
    const folders = walk.quotes.map(({ file }) => file.split('/', 2).join('/'));
    assert.deepEqual(
      [...new Set(folders)].sort(),
      ['docs/rules', 'server/core', 'test/fixtures'],
      'a block of code has the name of its file in the line above it',
    );
    const tracked = trackedFiles();
    assertNone(walk.quotes.map(({ file }) => file).filter((file) => !tracked.includes(file)));
  });

  for (const { file, text } of walk.quotes)
    it(`quotes ${file} as it is`, () => {
      assert.ok(quotes(text, textOf(file)), text);
    });
});

describe('a quote', () => {
  const text = 'one\ntwo\nthree\nfour';
  const cases: readonly (readonly [string, boolean])[] = [
    ['one\ntwo\nthree\nfour', true],
    ['one\n…\nfour', true],
    ['…\ntwo\nthree\n…', true],
    ['…', true],
    ['…\none\ntwo\nthree\nfour\n…', true],
    ['one\n\n…\n\nfour', true],
    ['one\ntwo', false],
    ['…\ntwo', false],
    ['two\n…', false],
    ['…\nthree\n…\ntwo\n…', false],
    ['…\ntw\n…', false],
    ['o.e\n…', false],
  ];
  for (const [quote, expected] of cases)
    it(`${quote.replaceAll('\n', ' ')}: ${String(expected)}`, () => {
      assert.equal(quotes(quote, text), expected);
    });
});
