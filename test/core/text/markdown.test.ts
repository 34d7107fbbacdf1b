/** Whatever a file says, Markdown shows it as it is. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { codeMarkdown, plainMarkdown, proseMarkdown } from '../../../server/core/text/markdown.ts';

describe('text as Markdown', () => {
  const cases: readonly (readonly [string, string])[] = [
    ['a b', 'a b'],
    ['[x](command:y)', '\\[x\\]\\(command\\:y\\)'],
    ['<img src=x>', '\\<img src\\=x\\>'],
    ['https://index.example', 'https\\:\\/\\/index\\.example'],
    ['1. one\n# two', '1\\. one \\# two'],
    ['$(layers)', '\\$\\(layers\\)'],
  ];
  for (const [text, expected] of cases) {
    it(`sets ${JSON.stringify(text)} as text`, () => {
      assert.equal(plainMarkdown(text), expected);
    });
  }

  const codes: readonly (readonly [string, string])[] = [
    ['RUN x', '`RUN x`'],
    ['RUN `x`', '`` RUN `x` ``'],
    ['a ``b` c', '```a ``b` c```'],
    [' x', '`  x `'],
    ['', '`  `'],
    ['a\n  b', '`a b`'],
  ];
  for (const [text, expected] of codes) {
    it(`quotes ${JSON.stringify(text)} as code`, () => {
      assert.equal(codeMarkdown(text), expected);
    });
  }

  it('keeps the code that a sentence quotes', () => {
    assert.equal(
      proseMarkdown('`COPY *.txt .` (line 3) is new.'),
      '`COPY *.txt .` \\(line 3\\) is new\\.',
    );
    assert.equal(proseMarkdown('one ` only'), 'one \\` only');
  });

  it('leaves no punctuation without its escape', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const bare = plainMarkdown(text).replace(/\\[!-/:-@[-`{-~]/g, '');
        assert.doesNotMatch(bare, /[!-/:-@[-`{-~]/);
      }),
    );
  });

  it('ends no code span within the code', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('`', 'a', ' ') }), (text) => {
        const code = codeMarkdown(text);
        const fence = /^`+/.exec(code)?.[0] ?? '';
        const inside = code.slice(fence.length, code.length - fence.length);
        assert.ok([...inside.matchAll(/`+/g)].every(([run]) => run !== fence));
        assert.doesNotMatch(inside, /^`|`$/);
      }),
    );
  });
});
