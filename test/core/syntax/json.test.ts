/** JSON with comments. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parseJson, parseJsonNodes, plainJson } from '../../../server/core/syntax/json/index.ts';
import { entryOf, textOfNode } from '../../../server/core/syntax/yaml/index.ts';

const texts: readonly (readonly [string, unknown])[] = [
  ['{"a": 1}', { a: 1 }],
  ['\uFEFF{"a": 1}', { a: 1 }],
  ['// one\n{"a": /* two */ 1} // three', { a: 1 }],
  ['{"a": [1, 2,], }', { a: [1, 2] }],
  ['{"a": [1, // one\n ], /* x */ }', { a: [1] }],
  ['{"a": "// no, ] \\" /* x"}', { a: '// no, ] " /* x' }],
  ['{\n\t"a":\t1\n}', { a: 1 }],
  ['{"a": 1', null],
  ['', null],
];

describe('JSON with comments', () => {
  for (const [text, value] of texts)
    it(`is read: ${JSON.stringify(text)}`, () => {
      assert.deepEqual(parseJson(text), value);
    });

  it('keeps every place', () => {
    const text = '{ // comment, with a comma,\n\t"a": "word", /* x */\n}';
    const node = entryOf(parseJsonNodes(text), 'a');
    assert.equal(textOfNode(node), 'word');
    assert.equal(text.slice(node?.span.start, node?.span.end), '"word"');
  });

  it('has the length and the lines of the original', () => {
    const piece = fc.constantFrom(
      '{',
      '}',
      '"',
      '\\',
      '//',
      '/*',
      '*/',
      ',',
      '\n',
      '\r\n',
      'a',
      '\t',
      '\uFEFF',
    );
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        const text = pieces.join('');
        const plain = plainJson(text);
        assert.equal(plain.length, text.length);
        parseJsonNodes(text);
      }),
    );
  });
});
