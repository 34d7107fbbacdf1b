import assert from 'node:assert/strict';
import { cleanPath, trimSpace } from '../../../server/core/text/clean-path.ts';
import { quoted } from '../../../server/core/text/quote.ts';
import { toByteString, utf8Length } from '../../../server/core/text/utf8.ts';

describe('quoting', () => {
  it('keeps a message readable', () => {
    assert.equal(quoted('a\nb'), '`a b`');
    assert.equal(quoted('a'.repeat(60)), `\`${'a'.repeat(60)}\``);
    assert.equal(quoted('a'.repeat(61)), `\`${'a'.repeat(60)}…\``);
    assert.equal(quoted('https://me:secret@a/b'), '`https://****@a/b`');
    assert.equal(quoted(`${'a'.repeat(59)}😀b`), `\`${'a'.repeat(59)}…\``);
  });
});

describe('clean path', () => {
  const cases: readonly (readonly [string, string])[] = [
    ['', '.'],
    ['.', '.'],
    ['/', '/'],
    ['//a//b/', '/a/b'],
    ['a/./b/../c', 'a/c'],
    ['a/..', '.'],
    ['../a/../..', '../..'],
    ['/../a', '/a'],
    ['a/../../b', '../b'],
  ];
  for (const [path, expected] of cases) {
    it(`makes ${expected} of ${JSON.stringify(path)}`, () =>
      assert.equal(cleanPath(path), expected));
  }

  it('trims what Go calls white space', () => {
    assert.equal(trimSpace(' \t\u0085\u00A0\u3000a b\r\n'), 'a b');
    assert.equal(trimSpace('\uFEFFa'), '\uFEFFa');
  });
});

describe('UTF-8', () => {
  for (const text of ['', 'a', 'é', '€', '😀', 'a\uD800b', '\uDC00', '\uD83D', 'é€😀x']) {
    it(`agrees with the platform on ${JSON.stringify(text)}`, () => {
      const bytes = Buffer.from(text, 'utf8');
      assert.equal(toByteString(text), bytes.toString('latin1'));
      assert.equal(utf8Length(text), bytes.length);
    });
  }
});
