/** Whatever a file says, Markdown shows it as it is. */
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import fc from 'fast-check';
import { codeMarkdown, plainMarkdown, proseMarkdown } from '../../../server/core/text/markdown.ts';

interface Markdown {
  readonly render: (text: string) => string;
  readonly linkify: { readonly set: (options: { readonly fuzzyLink: boolean }) => void };
}

// The package has no types.
const MarkdownIt = createRequire(import.meta.url)('markdown-it') as new (options: {
  readonly html: boolean;
  readonly linkify: boolean;
}) => Markdown;

describe('text as Markdown', () => {
  const cases: readonly (readonly [string, string])[] = [
    ['a b', 'a b'],
    ['[x](command:y)', '\\[x\\](command:y)'],
    ['![x](y)', '\\!\\[x\\](y)'],
    ['<img src=x>', '\\<img src=x>'],
    ['https://index.example', 'https\\://index.example'],
    ['www.index.example', 'www\\.index.example'],
    ['a@index.example', 'a\\@index.example'],
    ['1. one\n# two', '1\\. one # two'],
    ['- one', '\\- one'],
    ['# one', '\\# one'],
    ['$(layers)', '\\$(layers)'],
    ['_one_ typing_extensions', '\\_one\\_ typing_extensions'],
    ['requirements.txt line 1 changed: flask>=3.0', 'requirements.txt line 1 changed: flask>=3.0'],
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
      '`COPY *.txt .` (line 3) is new.',
    );
    assert.equal(proseMarkdown('one ` only'), 'one \\` only');
  });

  it('is text to a reader of Markdown, whatever it says', () => {
    const markdown = new MarkdownIt({ html: true, linkify: true });
    // No editor makes a link of a name with a dot alone.
    markdown.linkify.set({ fuzzyLink: false });
    const pieces = ['http://', 'www.', 'a', '1', '_', '*', '`', '[', '](', '<', '&lt;', '#', ' '];
    const special = fc.array(fc.constantFrom(...pieces, '-', '~', '\\', '!', '@', '.', ')', '>'));
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          special.map((all) => all.join('')),
        ),
        (text) => {
          for (const before of ['', 'x']) {
            const shown = htmlOf(`${before}${text}`.replace(/\s+/g, ' ').trim());
            const html = markdown.render(`${before}${plainMarkdown(text)}`);
            assert.equal(html, shown === '' ? '' : `<p>${shown}</p>\n`);
          }
        },
      ),
    );
  });
});

function htmlOf(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
