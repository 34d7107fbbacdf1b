/** JSON with comments. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parseJson, parseJsonNodes } from '../../../server/core/syntax/json/index.ts';
import {
  entryOf,
  itemsOf,
  textOfNode,
  type YamlNode,
} from '../../../server/core/syntax/yaml/index.ts';

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
      assert.equal(JSON.stringify(parseJson(text)), JSON.stringify(value));
    });

  it('keeps every place', () => {
    const text = '{ // comment, with a comma,\n\t"a": "word", /* x */\n}';
    const node = entryOf(parseJsonNodes(text), 'a');
    assert.equal(textOfNode(node), 'word');
    assert.equal(text.slice(node?.span.start, node?.span.end), '"word"');
  });

  it('goes on after an error', () => {
    const node = parseJsonNodes('{"a": 1 "b": , "c": [2');
    assert.equal(textOfNode(entryOf(node, 'a')), '1');
    assert.deepEqual(itemsOf(entryOf(node, 'c')).map(textOfNode), ['2']);
  });

  it('keeps numbers as they are written, and the last of a repeated key', () => {
    const node = parseJsonNodes('{"a": 1, "b": 0.10, "a": true}');
    assert.equal(textOfNode(entryOf(node, 'b')), '0.10');
    assert.equal(textOfNode(entryOf(node, 'a')), 'true');
  });

  it('makes no prototype of a key', () => {
    const value = parseJson('{"__proto__": {"layerForecast.context": "x"}}');
    assert.equal(new Map(Object.entries(value as object)).has('__proto__'), true);
    assert.equal(Object.getPrototypeOf(value), null);
  });

  it('never throws, and keeps spans inside the text', () => {
    const pieces = [
      '{',
      '}',
      '[',
      ']',
      '"',
      '\\',
      '//',
      '/*',
      '*/',
      ',',
      ':',
      '\n',
      '\r\n',
      'a',
      '1',
      '\t',
      '\uFEFF',
    ];
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...pieces), { maxLength: 40 }), (some) => {
        const text = some.join('');
        parseJson(text);
        const node = parseJsonNodes(text);
        if (node !== undefined) assertInside(node, text.length);
      }),
      { numRuns: 1000 },
    );
    for (const deep of ['['.repeat(100_000), '{"a":'.repeat(100_000)]) {
      assert.equal(parseJson(deep), null);
      assert.equal(parseJsonNodes(deep), undefined);
    }
  });
});

function assertInside(node: YamlNode, end: number): void {
  assert.ok(0 <= node.span.start && node.span.start <= node.span.end && node.span.end <= end);
  if (node.kind === 'list') for (const item of node.items) assertInside(item, end);
  if (node.kind === 'map') for (const { value } of node.entries) assertInside(value, end);
}
